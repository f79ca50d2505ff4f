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
import type { Decision } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { settings } from '../../contract/settings.ts'
import { createAccountAttention } from '../delivery/account-attention.ts'
import { createEventFlow } from '../event-flow.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { createUserStreams, type UserStreams } from '../ingest/user-streams.ts'
import { loadPluginHost } from '../plugin-host/load-plugin-host.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import type { FlowDeps } from './flow-deps.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-spare-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

let tenants = 0
let clock = 0
let context = tenantContext('w1', 'none', { kind: 'job', name: 'test' }, 'test')
beforeEach(() => {
  tenants += 1
  clock = Date.UTC(2026, 10, 21, 12)
  context = tenantContext('w1', `t${tenants}`, { kind: 'job', name: 'test' }, 'test')
})

const tip = content.parse({
  kind: 'tip',
  key: 'hint',
  title: 'Hint',
  body: 'Here',
  anchor: { hook: 'save' },
  trigger: { page: '/' },
})
const catalogue = compileCatalogue(
  { version: 'c1', items: [{ version: 'hint@1', hash: '00', publishedAt: 0, content: tip }] },
  compileFilter,
)
const telemetry = {
  log: { debug() {}, info() {}, warn() {}, error() {} },
  count() {},
  observe() {},
}

interface Given {
  readonly accountPerDay?: number
  readonly holdoutShare?: number
  /** Puts something between the flow and its streams. */
  readonly around?: (streams: UserStreams) => UserStreams
}

/** One process. Its users are shown the tip on their first page, as far as their account has room. */
const process = async ({ accountPerDay = 1, holdoutShare = 0, around = (streams) => streams }: Given = {}) => {
  const monotonicMs = () => performance.now()
  const { host } = await loadPluginHost({}, telemetry, { monotonicMs })
  const value = settings.parse({
    holdoutShare,
    holdoutSpares: { firstUsers: 0 },
    recommenders: [{ plugin: 'contextual-tip', options: {} }],
    guardrails: [{ plugin: 'fatigue', options: { inline: { accountPerDay } } }],
  })
  const streams = around(
    createUserStreams(
      storage.tenant,
      { empty: emptySession, fold: foldEntry, compiled: async () => catalogue },
      { now: () => clock, sessionsInMemory: 100, onSnapshotFailure() {}, onCaughtUp() {} },
    ),
  )
  const world = {
    settings: { id: '0.0', at: 0, by: '', why: '', value, corrections: [] },
    catalogue,
    corrections: compileCorrections([], catalogue, compileFilter),
    rules: compileRules(value, {}, catalogue.byKey, compileFilter),
  }
  const underWay: Promise<void>[] = []
  const places = new Map<string, { id: string; user: string; seq: number }>()
  const flow = createEventFlow({
    streams,
    worlds: { now: async () => world, at: async () => world },
    plugins: host,
    rehearsal: host,
    models: { current: async () => undefined, note: async () => undefined },
    accounts: createAccountAttention(storage.tenant, {
      now: () => clock,
      id: v7,
      nameOf: async (_context, account) => `hash-of-${account}`,
      onSnapshotFailure() {},
    }),
    accountTraits: async () => undefined,
    takeTokens: () => undefined,
    wakes: { set: async () => undefined },
    newcomers: { place: async () => undefined },
    index: {
      note: async (_context: unknown, user: string, entries: readonly SessionEntry[]) => {
        for (const { kind, seq, body } of entries)
          if (kind === 'decided') places.set(body.decision, { id: body.decision, user, seq })
      },
      place: async (_context: unknown, id: string) => places.get(id),
    },
    push() {},
    tabs: async () => [],
    seen() {},
    noteActions: async () => {},
    coalescer: { run: (_key: string, decide: () => Promise<void>) => void underWay.push(decide()) },
    hash: (text: string) => createHash('sha256').update(text).digest('hex'),
    ambient: { now: () => clock, monotonicMs, id: v7, uuid: v7, seed: () => 1 },
    telemetry,
  } as unknown as FlowDeps)

  const say = async (user: string, message: object): Promise<void> => {
    const speaker = { context, user, tab: 'one', connection: user, source: 'browser' } as const
    await flow.receive(speaker, { v: 1, sentAt: clock, messages: [{ id: v7(), at: clock, ...message }] })
    await Promise.all(underWay)
  }
  const join = (user: string, account: string, verified: boolean): Promise<unknown> =>
    streams.append(context, user, () => [
      {
        id: v7(),
        kind: 'identified',
        at: clock,
        body: { kind: 'user', verified, traits: {}, account, locale: null },
      },
    ])
  return {
    flow,
    streams,
    say,
    /** Somebody of an account opens the page. */
    async open(user: string, account: string, verified = true): Promise<void> {
      await join(user, account, verified)
      await say(user, { kind: 'page', path: '/' })
    },
    async shown(user: string): Promise<boolean> {
      return (await streams.session(context, user)).active.inline !== undefined
    },
    async paint(user: string): Promise<void> {
      const decision = (await streams.session(context, user)).active.inline?.decision
      await say(user, { kind: 'exposure', decision })
    },
    async lastRecord(user: string): Promise<Decision> {
      const entries = await streams.entries(context, user)
      const decided = entries.findLast((entry) => entry.kind === 'decided')
      if (decided?.kind !== 'decided' || decided.body.record === undefined) throw new Error('nothing was decided')
      return decided.body.record
    },
  }
}
const removals = ({ result }: Decision) => result.removals.map(({ by, code }) => `${by}: ${code}`)

test('a cap of three for an account lets three of twelve colleagues through, who come at once to two processes', async () => {
  const [left, right] = [await process({ accountPerDay: 3 }), await process({ accountPerDay: 3 })]
  const users = Array.from({ length: 12 }, (_, index) => `user-${index}`)
  await Promise.all(users.map((user, index) => (index % 2 === 0 ? left : right).open(user, 'acme')))
  const shown = await Promise.all(users.map((user, index) => (index % 2 === 0 ? left : right).shown(user)))
  expect(shown.filter((isShown) => isShown)).toHaveLength(3)
  const waiting = users.filter((_, index) => shown[index] === false)
  for (const user of waiting) {
    const record = await (users.indexOf(user) % 2 === 0 ? left : right).lastRecord(user)
    expect(removals(record)).toEqual(['fatigue: account-day-full'])
  }
})

test('a page that claims an account uses up nothing of it, and is not kept from anything by it', async () => {
  const one = await process()
  await one.open('impostor', 'acme', false)
  expect(await one.shown('impostor')).toBe(true)
  expect((await one.lastRecord('impostor')).input.accountCaps).toBeUndefined()
  await one.open('ada', 'acme')
  expect(await one.shown('ada')).toBe(true)
  await one.open('second-impostor', 'acme', false)
  expect(await one.shown('second-impostor')).toBe(true)
})

test('what was painted counts for a day, also for a process that has just started; what was not, for two minutes', async () => {
  const one = await process()
  await one.open('ada', 'acme')
  await one.paint('ada')
  clock += 10 * 60_000
  const other = await process()
  await other.open('grace', 'acme')
  expect(await other.shown('grace')).toBe(false)

  await other.open('linus', 'unseen')
  clock += 60_000
  await other.open('margaret', 'unseen')
  expect(await other.shown('margaret')).toBe(false)
  clock += 90_000
  await other.say('margaret', { kind: 'page', path: '/' })
  expect(await other.shown('margaret')).toBe(true)

  clock += 26 * 3_600_000
  await other.say('grace', { kind: 'page', path: '/' })
  expect(await other.shown('grace')).toBe(true)
})

test('what a widget could not paint is free for a colleague at once', async () => {
  const one = await process()
  await one.open('ada', 'acme')
  const decision = (await one.streams.session(context, 'ada')).active.inline?.decision
  await one.say('ada', { kind: 'abstained', decision, reason: 'not-found' })
  clock += 3_000
  await one.open('grace', 'acme')
  expect(await one.shown('grace')).toBe(true)
})

test('a process that dies between the reservation with the account and the user’s own costs the account two minutes', async () => {
  const dying = await process({
    around: (streams) => ({
      ...streams,
      append: (of, user, make) =>
        streams.append(of, user, (session) => {
          const entries = make(session)
          if (entries.some(({ kind }) => kind === 'decided')) throw new Error('killed')
          return entries
        }),
    }),
  })
  await expect(dying.open('ada', 'acme')).rejects.toThrow('killed')
  const other = await process()
  await other.open('grace', 'acme')
  expect(await other.shown('grace')).toBe(false)
  clock += 131_000
  const restarted = await process()
  await restarted.say('ada', { kind: 'page', path: '/' })
  expect(await restarted.shown('ada')).toBe(true)
})

test('a process that dies after an exposure was acknowledged tells the account when the user is settled next', async () => {
  const one = await process()
  await one.open('ada', 'acme')
  const decision = (await one.streams.session(context, 'ada')).active.inline?.decision
  if (decision === undefined) throw new Error('nothing was shown')
  const id = v7()
  await one.streams.append(context, 'ada', () => [
    {
      id,
      kind: 'message',
      at: clock,
      body: { message: { id, at: clock, kind: 'exposure', decision }, at: clock, catalogue: 'c1', source: 'browser' },
    },
  ])
  const restarted = await process()
  // The wake time of the reservation, which stands in the store, brings the user back.
  clock += 121_000
  await restarted.flow.wake(context, 'ada')
  clock += 10 * 60_000
  await restarted.open('grace', 'acme')
  expect(await restarted.shown('grace')).toBe(false)
})

test('who loses the race for their own stream gives the account its place back, and decides again', async () => {
  let interferences = 0
  const one = await process({
    around: (streams) => ({
      ...streams,
      append: async (of, user, make) => {
        const isDecision = make(await streams.session(of, user)).some(({ kind }) => kind === 'decided')
        if (isDecision && interferences++ === 0)
          await streams.append(of, user, () => [{ id: v7(), kind: 'due', at: clock, body: { reason: 'another came' } }])
        return streams.append(of, user, make)
      },
    }),
  })
  await one.open('ada', 'acme')
  expect(interferences).toBeGreaterThan(1)
  expect(await one.shown('ada')).toBe(true)
})

test('a ghost takes nothing from the colleagues who are shown something', async () => {
  const hidden = await process({ holdoutShare: 0.5 })
  for (let user = 0; user < 8; user++) await hidden.open(`user-${user}`, `company-${user}`)
  const sessions = await Promise.all(
    Array.from({ length: 8 }, (_, user) => hidden.streams.session(context, `user-${user}`)),
  )
  const ghost = sessions.findIndex(({ active }) => active.inline?.ghost === true)
  expect(ghost).toBeGreaterThanOrEqual(0)
  const seen = await process()
  await seen.open('colleague', `company-${ghost}`)
  expect(await seen.shown('colleague')).toBe(true)
})

test('a decision under an account’s caps is made again exactly from its record, with its plugins asked or played back', async () => {
  const one = await process()
  await one.open('ada', 'acme')
  await one.paint('ada')
  await one.open('grace', 'acme')
  for (const user of ['ada', 'grace']) {
    const record = await one.lastRecord(user)
    for (const kind of ['recorded', 'deep'] as const)
      expect(await one.flow.replays.one(context, record.id, { kind })).toMatchObject({ same: true, differences: [] })
  }
  expect(Object.keys((await one.lastRecord('grace')).input.accountCaps ?? {})).toEqual(['fatigue:account:inline:day'])
})
