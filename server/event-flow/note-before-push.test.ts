import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { compileRules } from '../../contract/compiled-rules.ts'
import { content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import { settings } from '../../contract/settings.ts'
import type { Speaker } from '../../contract/speaker.ts'
import { createEventFlow } from '../event-flow.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { createUserStreams } from '../ingest/user-streams.ts'
import { loadPluginHost } from '../plugin-host/load-plugin-host.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import type { FlowDeps } from './flow-deps.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-note-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

const happened: string[] = []
beforeEach(() => {
  happened.length = 0
})

/** Something is decided for a new user. @param note what the index does with it */
const decideOnce = async (user: string, note: () => Promise<void>): Promise<void> => {
  const telemetry = {
    log: { debug() {}, info() {}, warn() {}, error: () => happened.push('logged') },
    count() {},
    observe() {},
  }
  const monotonicMs = () => performance.now()
  const { host } = await loadPluginHost({}, telemetry, { monotonicMs })
  const checklist = content.parse({
    kind: 'checklist',
    key: 'start',
    title: 'Start',
    steps: [{ id: 'one', title: 'One', completeOn: { click: true } }],
  })
  const catalogue = compileCatalogue(
    { version: 'c1', items: [{ version: 'start@1', hash: '00', publishedAt: 0, content: checklist }] },
    compileFilter,
  )
  const value = settings.parse({ holdoutShare: 0 })
  const streams = createUserStreams(
    storage.tenant,
    { empty: emptySession, fold: foldEntry, compiled: async () => catalogue },
    { now: Date.now, sessionsInMemory: 10, onSnapshotFailure() {}, onCaughtUp() {} },
  )
  const flow = createEventFlow({
    streams,
    worlds: {
      now: async () => ({
        settings: { id: '0.0', at: 0, by: '', why: '', value, corrections: [] },
        catalogue,
        corrections: compileCorrections([], catalogue, compileFilter),
        rules: compileRules(value, {}, catalogue.byKey, compileFilter),
      }),
    },
    plugins: host,
    rehearsal: host,
    takeTokens: () => undefined,
    wakes: { set: async () => undefined },
    newcomers: { place: async () => undefined },
    index: {
      note: async () => {
        await note()
        happened.push('noted')
      },
    },
    push: () => happened.push('pushed'),
    tabs: async () => [],
    seen() {},
    noteActions: async () => {},
    coalescer: {
      run: (_key: string, decide: () => Promise<void>) => void decide().then(() => happened.push('decided')),
    },
    hash: (text: string) => createHash('sha256').update(text).digest('hex'),
    ambient: { now: Date.now, monotonicMs, id: v7, uuid: v7, seed: () => 1 },
    telemetry,
  } as unknown as FlowDeps)
  const context = tenantContext('w1', 't1', { kind: 'user', user, verified: true }, 'test')
  const speaker: Speaker = { context, user, tab: 'one', connection: 'one', source: 'browser' }
  await flow.receive(speaker, {
    v: 1,
    sentAt: Date.now(),
    messages: [{ id: v7(), at: Date.now(), kind: 'page', path: '/' }],
  })
  await expect.poll(() => happened).toContain('decided')
  await streams.close()
}

test('a record can be looked up before anybody sees what it decided, however slow the index is', async () => {
  await decideOnce('ada', () => new Promise((resolve) => setTimeout(resolve, 50)))
  expect(happened).toEqual(['noted', 'pushed', 'decided'])
})

test('an index that fails holds no guidance back, and is reported', async () => {
  await decideOnce('grace', () => Promise.reject(new Error('disk full')))
  expect(happened).toEqual(['logged', 'pushed', 'decided'])
})
