import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import type { Speaker } from '../../contract/speaker.ts'
import { createUserStreams } from '../ingest/user-streams.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import type { FlowDeps } from './flow-deps.ts'
import { createTakeIn } from './take-in.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-take-in-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

test('what is under way when consent is withdrawn on another connection is not stored any more', async () => {
  const context = tenantContext('w1', 't1', { kind: 'user', user: 'ada', verified: true }, 'test')
  const speaker: Speaker = { context, user: 'ada', tab: 'one', connection: 'one', source: 'browser' }
  const streams = createUserStreams(
    storage.tenant,
    { empty: emptySession, fold: foldEntry, compiled: async () => undefined },
    { now: Date.now, sessionsInMemory: 10, onSnapshotFailure() {}, onCaughtUp() {} },
  )
  const withdraw = (): Promise<unknown> => {
    const [id, at] = [v7(), Date.now()]
    const message = { id, at, kind: 'consent' as const, analytics: false, personalisation: false }
    const body = { message, at, catalogue: 'none', source: 'browser' as const }
    return streams.append(context, 'ada', () => [{ id, kind: 'message', at, body }])
  }
  const takeIn = createTakeIn({
    streams,
    worlds: {
      async now() {
        await withdraw()
        return { settings: { value: { consent: 'implied' } }, catalogue: { version: 'none' } }
      },
    },
    takeTokens: () => undefined,
    ambient: { now: Date.now, monotonicMs: () => performance.now() },
    telemetry: { count() {}, observe() {} },
  } as unknown as FlowDeps)
  const { ack, entries } = await takeIn(
    speaker,
    { v: 1, sentAt: Date.now(), messages: [{ id: v7(), at: Date.now(), kind: 'track', name: 'seen' }] },
    'all',
  )
  expect(entries).toEqual([])
  expect(ack).toMatchObject({ outcomes: [{ outcome: 'dropped', code: 'consent-missing' }] })
  await streams.close()
})
