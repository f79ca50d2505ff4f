import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineCollection } from '../../contract/collection.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Session } from '../../contract/session.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createUserStreams, type NewSessionEntry } from './user-streams.ts'

const start = Date.UTC(2026, 10, 21)
const inTenant = (name: string) => tenantContext('w1', name, { kind: 'job', name: 'test' }, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-streams-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

/** As written by a folding that counted no events yet. */
const snapshots = defineCollection<{ id: string; seq: number; kind: string; lastAt: number; session: Session }>()({
  name: 'sessions',
  plain: ['seq', 'kind', 'lastAt'],
  blind: [],
  indexes: [['kind', 'lastAt']],
})

/** One process's view of the streams. */
const process = (sessionsInMemory = 100, compiled: () => Promise<undefined> = async () => undefined, version = 1) =>
  createUserStreams(
    storage.tenant,
    { version, empty: emptySession, fold: foldEntry, compiled },
    {
      now: () => start,
      sessionsInMemory,
      onSnapshotFailure: (cause) => {
        throw cause
      },
      onCaughtUp() {},
    },
  )
const said = (name: string, id = v7()): NewSessionEntry => ({
  id,
  kind: 'message',
  at: start,
  body: { message: { id, at: start, kind: 'track', name }, at: start, catalogue: 'none', source: 'browser' },
})

test('what a user sends keeps its order, also while memory is too small for all who are at work', async () => {
  const context = inTenant('order')
  let isFirst = true
  const streams = process(1, async () => {
    const waitMs = isFirst ? 30 : 0
    isFirst = false
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    return undefined
  })
  const ids = Array.from({ length: 60 }, () => v7())
  await Promise.all(
    ids.flatMap((id, turn) => [
      streams.append(context, 'ada', () => [said('step', id)]),
      ...(turn % 5 === 4 ? [streams.append(context, `other-${turn % 3}`, () => [said('step')])] : []),
    ]),
  )
  const stored = await streams.entries(context, 'ada')
  expect(stored.map(({ id }) => id)).toEqual(ids)
  expect((await streams.session(context, 'ada')).events.step?.count).toBe(60)
  for (const other of ['other-0', 'other-1', 'other-2'])
    expect((await streams.session(context, other)).events.step?.count).toBe(4)
  await streams.close()
})

test('a stream that another process has erased begins anew', async () => {
  const context = inTenant('erased')
  const [here, there] = [process(), process()]
  for (let turn = 0; turn < 3; turn++) await here.append(context, 'v1', () => [said('before')])
  await there.erase(context, 'v1')
  const { session } = await here.append(context, 'v1', () => [said('after')])
  expect(session.seq).toBe(1)
  expect(Object.keys(session.events)).toEqual(['after'])
})

test('a snapshot of another folding is folded again from the log', async () => {
  const context = inTenant('refolded')
  const older = process()
  await older.append(context, 'ada', () => [said('one'), said('two')])
  await older.close()
  const stored = { ...(await older.session(context, 'ada')), events: {} }
  await storage.tenant.put(context, snapshots, { id: 'ada', seq: 2, kind: 'visitor', lastAt: start, session: stored })
  expect(Object.keys((await process().session(context, 'ada')).events)).toEqual([])
  expect(Object.keys((await process(100, undefined, 2).session(context, 'ada')).events)).toEqual(['one', 'two'])
})
