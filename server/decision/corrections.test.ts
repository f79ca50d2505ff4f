import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import type { NotShown } from '../../contract/content-fate.ts'
import type { Correction } from '../../contract/correction.ts'
import type { Decision } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { decidedEntry } from '../event-flow/flow-entries.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { contentFate } from './content-fate.ts'
import { decideSlot } from './decide.ts'
import { replayDecision } from './replay.ts'
import { sayNotShown } from './say-not-shown.ts'

const now = 1_700_000_000_000
const hour = 3_600_000
const list = (key: string): ContentInput => ({
  kind: 'checklist',
  key,
  title: key,
  steps: [{ id: 'begin', title: 'Begin', completeOn: { event: 'begun' } }],
})
const tip = (key: string): ContentInput => ({
  kind: 'tip',
  key,
  title: key,
  body: 'Here',
  anchor: { hook: 'save' },
  trigger: { page: '/' },
})
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: [list('one'), list('two'), list('three'), tip('hint'), tip('other')].map((item) => ({
      version: `${item.key}@1`,
      hash: '00',
      publishedAt: 0,
      content: content.parse(item),
    })),
  },
  compileFilter,
)

let made = 0
const correction = (changes: Partial<Correction>): Correction => ({
  id: `c${++made}`,
  act: 'pin',
  content: 'two',
  for: 'everybody',
  why: 'They asked for help with invoices',
  tellUser: false,
  by: 'sk:1',
  at: now - hour,
  expiresAt: null,
  ...changes,
})
const world = (corrections: readonly Correction[], changes: object = {}): DecisionWorld => ({
  settings: settings.parse({ holdoutShare: 0, ...changes }),
  catalogue,
  corrections: compileCorrections(corrections, catalogue, compileFilter),
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  monotonicMs: () => 0,
  reasonsOf: () => ({ due: { en: 'It is due.' } }),
})
/** Proposes every key that it is given as eligible, in this order. */
const proposing = (...keys: string[]): Asker => ({
  recommend: async (_enabled, { eligible }) => [
    {
      plugin: 'some',
      version: '1',
      outcome: 'answered',
      ms: 1,
      value: keys
        .filter((key) => eligible.includes(`${key}@1`))
        .map((key, place) => ({ content: `${key}@1`, score: -place, evidence: [{ code: 'due', facts: {} }] })),
    },
  ],
  check: async () => [],
})
const everyList = proposing('one', 'two', 'three')
const decide = (
  under: DecisionWorld,
  { ask = everyList, session = emptySession('ada', now), at = now, slot = 'checklist' as 'checklist' | 'inline' } = {},
): Promise<Decision> =>
  decideSlot(
    {
      id: `d${++made}`,
      trigger: 'e1',
      input: { slot, session, now: at, seed: 1, settings: '1', catalogue: 'v1' },
    },
    under,
    ask,
  )
const chosen = async (...args: Parameters<typeof decide>) => (await decide(...args)).result.choice?.content
const as = (user: string): Session => emptySession(user, now)

test('a pin for one user puts content first for that user, and for nobody else', async () => {
  const under = world([correction({ for: { user: 'ada' } })])
  expect(await chosen(under)).toBe('two')
  expect(await chosen(under, { session: as('bob') })).toBe('one')
})

test('a correction for a segment concerns who matches its filter, by anything that the session view holds', async () => {
  const under = world([
    correction({ for: { segment: { 'verified.plan': 'pro', 'events.invoice_sent.count': { $gte: 2 } } } }),
  ])
  const sent = (count: number): Session => ({
    ...as('ada'),
    traits: { verified: { plan: 'pro' }, claimed: {} },
    events: { invoice_sent: { count, firstAt: now, lastAt: now } },
  })
  expect(await chosen(under, { session: sent(2) })).toBe('two')
  expect(await chosen(under, { session: sent(1) })).toBe('one')
})

test('a block keeps content from whom it concerns, and the record names the correction', async () => {
  const block = correction({ act: 'block', content: 'one', for: { user: 'ada' } })
  const { result } = await decide(world([block]))
  expect(result.choice?.content).toBe('two')
  expect(result.ineligible).toContainEqual({ content: 'one@1', reason: 'blocked', by: block.id })
})

test("why somebody did not see it is answered with the correction's id", async () => {
  const block = correction({ act: 'block', content: 'one' })
  const answer = contentFate(await decide(world([block])), 'one')
  expect(answer).toEqual({ outcome: 'ineligible', reason: 'blocked', correction: block.id })
  expect(sayNotShown({ content: 'one', at: now, answer: answer as NotShown }, () => undefined)).toBe(
    `"one" was not eligible: a member's correction (${block.id}) kept it from this user.`,
  )
})

test('a block holds against what the host asked for', async () => {
  const session: Session = { ...as('ada'), asked: [{ content: 'one', at: now }] }
  expect(await chosen(world([correction({ act: 'block', content: 'one' })]), { session })).toBe('two')
})

test('what gives its place to another is not shown; where it would have been, the other is', async () => {
  const override = correction({ act: 'override', content: 'one', replacement: 'three' })
  const { result, why } = await decide(world([override]))
  expect(result.choice).toMatchObject({
    content: 'three',
    source: 'override',
    evidence: [{ code: 'replaced', facts: { correction: override.id, instead: 'one' } }, { code: 'due' }],
  })
  expect(result.eligible).not.toContain('one@1')
  expect(result.ineligible).toContainEqual({ content: 'one@1', reason: 'replaced', by: override.id })
  expect(why.en).toBe('Your team chose it for this place.')
})

test('a place whose replacement may not be shown to this user stays empty', async () => {
  const under = world([correction({ act: 'override', content: 'hint', replacement: 'other' })])
  const session: Session = { ...as('ada'), shown: { other: { exposures: 1, lastAt: 1, dismissedAt: 1 } } }
  expect(await chosen(under, { slot: 'inline', ask: proposing('hint') })).toBe('other')
  expect((await decide(under, { slot: 'inline', ask: proposing('hint'), session })).result.nothing).toBe(
    'no-candidates',
  )
})

test('what the host asks for by a key that was replaced is the replacement', async () => {
  const session: Session = { ...as('ada'), asked: [{ content: 'hint', at: now }] }
  const under = world([correction({ act: 'override', content: 'hint', replacement: 'other' })])
  expect((await decide(under, { slot: 'inline', session, ask: proposing() })).result.choice).toMatchObject({
    content: 'other',
    source: 'host',
  })
})

test("an override of its priority counts instead of the author's, and the record says from what and by whom", async () => {
  const override = correction({ act: 'override', content: 'three', priority: 90 })
  const { result, why } = await decide(world([override]))
  expect(result.choice).toMatchObject({
    content: 'three',
    source: 'some',
    evidence: [{ code: 'due' }, { code: 'priority-overridden', facts: { correction: override.id, from: 50 } }],
  })
  expect(why.en).toBe('It is due.')
})

test('of several the most specific decides, then the latest: user, segment, everybody', async () => {
  const everybody = correction({ act: 'block', content: 'two', at: now })
  const segment = correction({ content: 'two', for: { segment: {} }, at: now - 2 * hour })
  const user = correction({ act: 'block', content: 'two', for: { user: 'ada' }, at: now - 3 * hour })
  expect(await chosen(world([everybody, segment]))).toBe('two')
  expect(await chosen(world([everybody, segment, user]))).toBe('one')
  const [older, newer] = [correction({ at: 1 }), correction({ act: 'block', at: 2 })]
  expect(await chosen(world([newer, older]))).toBe('one')
})

test("the team's word goes before that of the tenant's own admin, however specific, where both concern the user", async () => {
  const blocked = correction({ act: 'block', content: 'two', at: now - 3 * hour })
  const pinned = correction({ content: 'two', for: { user: 'ada' }, ofTenant: true, by: 'tk:1', at: now })
  expect(await chosen(world([pinned]))).toBe('two')
  expect(await chosen(world([pinned, blocked]))).toBe('one')
  const forBob = { ...blocked, for: { user: 'bob' } }
  expect(await chosen(world([pinned, forBob]))).toBe('two')
  const over = { ...blocked, expiresAt: now - 1 }
  expect(await chosen(world([pinned, over]))).toBe('two')
})

test("what the tenant's settings block, no correction shows, and it is the settings that the record names", async () => {
  const blocks = [{ content: 'two', why: 'Not sold here' }]
  const again = await decide(world([correction({ act: 'block' })], { blocks }))
  expect(again.result.ineligible).toContainEqual({ content: 'two@1', reason: 'blocked' })
  expect(await chosen(world([correction({ for: { user: 'ada' } })], { blocks }))).toBe('one')
})

test('an expired correction does not act, and its expiry wakes the decision', async () => {
  const under = world([correction({ expiresAt: now + hour })])
  expect((await decide(under)).result).toMatchObject({ choice: { content: 'two' }, retryAt: now + hour })
  expect((await decide(under, { at: now + hour })).result).toMatchObject({ choice: { content: 'one' }, retryAt: null })
})

test('waiting can bring a user into a segment that asks for a time span', async () => {
  const segment = { 'user.ageDays': { $gte: 1 } }
  const { result } = await decide(world([correction({ for: { segment } })]))
  expect(result).toMatchObject({ choice: { content: 'one' }, retryAt: now + hour })
})

test('the user reads that the team chose it, and the reason only where the member meant it for them', async () => {
  const secret = await decide(world([correction({})]))
  expect(secret.why.en).toBe('Your team recommends it to everybody it concerns.')
  expect(JSON.stringify(secret)).not.toContain('invoices')
  const told = await decide(world([correction({ tellUser: true })]))
  expect(told.why.en).toBe('Your team chose it: They asked for help with invoices')
})

test('a pinned tip still waits for its trigger, and then says that the team chose it', async () => {
  const pin = correction({ content: 'hint' })
  expect((await decide(world([pin]), { slot: 'inline', ask: proposing() })).result.choice).toBeNull()
  const { result, why } = await decide(world([pin]), { slot: 'inline', ask: proposing('other', 'hint') })
  expect(result.choice).toMatchObject({
    content: 'hint',
    source: 'pin',
    evidence: [{ code: 'pinned' }, { code: 'due' }],
  })
  expect(why.en).toBe('Your team recommends it to everybody it concerns.')
})

/** Lets a decision take effect on the session. */
const shown = (session: Session, decision: Decision): Session =>
  foldEntry(
    session,
    { ...decidedEntry(decision, decision.id, now, 'salt'), seq: session.seq + 1 } as SessionEntry,
    () => catalogue,
  )

test('what a pin put into a slot does not outlast it', async () => {
  const pin = correction({ content: 'three', expiresAt: now + hour })
  const session = shown(as('ada'), await decide(world([pin])))
  expect(session.active.checklist).toMatchObject({ content: 'three', correction: pin.id })
  expect(await chosen(world([pin]), { session })).toBe('three')
  expect(await chosen(world([pin]), { session, at: now + hour })).toBe('one')
  expect(await chosen(world([]), { session })).toBe('one')
})

test('pinning what stands already is recorded, and staying pinned is not', async () => {
  const before = await decide(world([]))
  const session = shown(as('ada'), before)
  const pinned = await decide(world([correction({ content: 'one' })]), { session })
  expect(pinned.digest).not.toBe(before.digest)
  expect((await decide(world([]), { session })).digest).toBe(before.digest)
})

test('a record made under corrections replays exactly, and shows when one was taken away', async () => {
  const corrections = [
    correction({ act: 'override', content: 'one', replacement: 'three', tellUser: true }),
    correction({ act: 'block', content: 'two' }),
    correction({ act: 'override', content: 'three', priority: 7 }),
  ]
  const record = JSON.parse(JSON.stringify(await decide(world(corrections)))) as Decision
  expect(await replayDecision(record, world(corrections))).toEqual({ same: true, differences: [] })
  expect((await replayDecision(record, world(corrections.slice(1)))).same).toBe(false)
})

test('a correction of content that is not published waits for it', async () => {
  expect(await chosen(world([correction({ content: 'to-come' })]))).toBe('one')
})
