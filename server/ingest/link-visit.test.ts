import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { linkVisit } from './link-visit.ts'
import { createUserStreams, type NewSessionEntry, type UserStreams } from './user-streams.ts'

const start = Date.UTC(2026, 10, 21)
const directory = mkdtempSync(join(tmpdir(), 'cairn-link-'))
let storage: Storage
let streams: UserStreams
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
  streams = createUserStreams(
    storage.tenant,
    { empty: emptySession, fold: foldEntry, compiled: async () => undefined },
    { now: () => start, sessionsInMemory: 100, onSnapshotFailure() {}, onCaughtUp() {} },
  )
})
afterAll(async () => {
  await streams.close()
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

const context = tenantContext('w1', 'default', { kind: 'job', name: 'test' }, 'test')
const said = (name: string, id = v7()): NewSessionEntry => ({
  id,
  kind: 'message',
  at: start,
  body: { message: { id, at: start, kind: 'track', name }, at: start, catalogue: 'none', source: 'browser' },
})
const link = (visitor: string, user: string) =>
  linkVisit(streams, { context, id: user }, { context, visitor }, () => start)
const count = async (user: string) => (await streams.session(context, user)).events.said?.count ?? 0

test('two tabs that sign in at once, while a third goes on as the visitor, lose nothing and count nothing twice', async () => {
  for (let turn = 0; turn < 20; turn++) {
    const [visitor, user] = [`visitor-${turn}`, `user-${turn}`]
    await streams.append(context, visitor, () => [said('said'), said('said')])
    const more = Array.from({ length: 5 }, () => streams.append(context, visitor, () => [said('said')]))
    await Promise.all([link(visitor, user), ...more, link(visitor, user)])
    // What came after the visit was taken along is the visitor's still, until the next sign-in takes that along too.
    await link(visitor, user)
    expect(await count(user)).toBe(7)
    expect((await streams.session(context, visitor)).seq).toBe(0)
  }
})

test('a message stored for the visitor whose ack was lost is a duplicate when the page sends it again as the user', async () => {
  const last = said('said')
  await streams.append(context, 'visitor', () => [said('said'), last])
  await link('visitor', 'user')
  const again = await streams.append(context, 'user', () => [last])
  expect([...again.duplicates]).toEqual([last.id])
  expect(await count('user')).toBe(2)
})

test('an open trial goes with its user within the tenant, and stays behind where another tenant, with its own model, begins', async () => {
  const trial = { item: 'hint', event: 'said', withinMs: 1, value: 1, propensity: 1, context: [1] }
  const decided = { slot: 'inline' as const, decision: 'd1', digest: 'd1', choice: null, trial }
  const elsewhere = tenantContext('w1', 'acme', context.principal, 'test')
  const trialsAfter = async (visitor: string, into: typeof context) => {
    await streams.append(context, visitor, () => [{ id: `d-${visitor}`, kind: 'decided', at: start, body: decided }])
    await linkVisit(streams, { context: into, id: `of-${visitor}` }, { context, visitor }, () => start)
    return (await streams.session(into, `of-${visitor}`)).trials.map(({ decision }) => decision)
  }
  expect(await trialsAfter('stays', context)).toEqual(['d1'])
  expect(await trialsAfter('leaves', elsewhere)).toEqual([])
})
