import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import type { Decision, DecisionInput } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { ResolvedFeatures } from '../../contract/entities.ts'
import type { Answer, CheckAnswer, RecommendAnswer, Verdict } from '../../contract/plugin.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { decideSlot } from './decide.ts'
import { replayDecision } from './replay.ts'

const now = 1_700_000_000_000
const keys = ['first', 'second', 'third']
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: keys.map((key) => ({
      version: `${key}@1`,
      hash: '00',
      publishedAt: 0,
      content: content.parse({
        kind: 'tip',
        key,
        title: { en: key, de: `${key} (de)` },
        body: 'Here',
        anchor: { hook: 'save' },
        trigger: { page: '/' },
      } satisfies ContentInput),
    })),
  },
  compileFilter,
)
const world = (changes: object = {}): DecisionWorld => ({
  settings: settings.parse({ holdoutShare: 0, ...changes }),
  catalogue,
  corrections: compileCorrections([], catalogue, compileFilter),
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  monotonicMs: () => 0,
  reasonsOf: (plugin) => (plugin === 'tips' ? { due: { en: 'Because of {cause}.', de: 'Wegen {cause}.' } } : undefined),
})
const answered = <V>(plugin: string, value: V): Answer<V> => ({
  plugin,
  version: '1',
  outcome: 'answered',
  value,
  ms: 1,
})
const proposes = (...proposed: string[]): RecommendAnswer =>
  answered(
    'tips',
    proposed.map((key, index) => ({
      content: `${key}@1`,
      score: -index,
      evidence: [{ code: 'due', facts: { cause: '<b>three errors</b>' } }],
    })),
  )
const allows: Verdict = { verdict: 'allow' }
const asker = (
  recommend: readonly RecommendAnswer[],
  eligibility: (count: number) => readonly CheckAnswer[] = () => [],
  onContent: readonly CheckAnswer[] = [],
): Asker => ({
  recommend: async () => recommend,
  check: async (phase, _enabled, _input, candidates) =>
    phase === 'eligibility' ? eligibility(candidates.length) : onContent,
})
const session = (changes: Partial<Session> = {}): Session => ({ ...emptySession('u1', now), ...changes })
const decide = (ask: Asker, changes: Partial<DecisionInput> = {}, under = world()): Promise<Decision> =>
  decideSlot(
    {
      id: 'd1',
      trigger: 'e1',
      input: { slot: 'inline', session: session(), now, seed: 1, settings: '1', catalogue: 'v1', ...changes },
    },
    under,
    ask,
  )

test('the best that is kept is chosen, and the user can read why in their language', async () => {
  const { result, why } = await decide(
    asker([proposes('first', 'second')], () => [answered('quiet', [{ verdict: 'veto', code: 'typing' }, allows])]),
  )
  expect(result.choice).toMatchObject({ content: 'second', version: 'second@1', source: 'tips' })
  expect(result.removals).toEqual([{ content: 'first@1', by: 'quiet', code: 'typing' }])
  expect(why).toEqual({ en: 'Because of <b>three errors</b>.', de: 'Wegen <b>three errors</b>.' })
})

test('a recommender cannot propose what targeting left out', async () => {
  const { result } = await decide(
    asker([proposes('first', 'foreign')]),
    {},
    world({ blocks: [{ content: 'first', why: 'no' }] }),
  )
  expect(result).toMatchObject({ candidates: [], choice: null, nothing: 'no-candidates' })
})

test('guardrails of both phases are told who has which feature, and nothing where the team has written none', async () => {
  const features = {
    reports: { requires: { plan: ['team'] }, entitlement: null, entitledPlans: [], adoption: null },
  } satisfies ResolvedFeatures
  const told: unknown[] = []
  const listening: Asker = {
    ...asker([proposes('first')]),
    check: async (phase, _enabled, input) => {
      told.push([phase, input.settings.features])
      return []
    },
  }
  await decide(listening, {}, { ...world(), features })
  await decide(listening)
  expect(told).toEqual([
    ['eligibility', features],
    ['content', features],
    ['eligibility', undefined],
    ['content', undefined],
  ])
})

test('a recommender that failed leaves the others untouched', async () => {
  const failed: RecommendAnswer = { ...proposes('first'), plugin: 'broken', outcome: 'failed' }
  expect((await decide(asker([failed, proposes('second')]))).result.choice?.content).toBe('second')
})

test('content that several propose comes from the first of them in the order of the settings', async () => {
  const other: RecommendAnswer = { ...proposes('first'), plugin: 'others' }
  const { result } = await decide(asker([proposes('first'), other]))
  expect(result.candidates.map(({ content, source }) => [content, source])).toEqual([['first@1', 'tips']])
})

test('the tenant’s weights say how much a recommender’s word counts against the author’s priority', async () => {
  const others: RecommendAnswer = { ...proposes('second', 'third'), plugin: 'others' }
  const chosen = async (weights: object, changes: Partial<DecisionInput> = {}) =>
    (await decide(asker([proposes('first', 'second'), others]), changes, world({ weights }))).result.choice?.content
  expect(await chosen({})).toBe('first')
  expect(await chosen({ others: 4 })).toBe('second')
  // The two agree on the second: six points against four.
  expect(await chosen({ tips: 4, others: 4 })).toBe('second')
  expect(await chosen({ tips: 9, others: 4 })).toBe('first')
  // What stands is not taken away by a recommender’s change of mind.
  const stands = {
    inline: { content: 'third', version: 'third@1', decision: 'd0', why: {} } as unknown as ActiveGuidance,
  }
  expect(await chosen({ tips: 9, others: 4 }, { session: session({ active: stands }) })).toBe('third')
})

test('withheld content is not replaced by the next best', async () => {
  const { result } = await decide(
    asker([proposes('first', 'second')], undefined, [answered('citations', [{ verdict: 'veto', code: 'uncited' }])]),
  )
  expect(result).toMatchObject({
    choice: null,
    nothing: 'withheld',
    removals: [{ content: 'first@1', by: 'citations', code: 'uncited' }],
  })
})

test('content guardrails read what the user would, in their language', async () => {
  const read: unknown[] = []
  await decide(
    {
      ...asker([proposes('first')]),
      check: async (phase, _enabled, _input, _candidates, texts) => {
        if (phase === 'content') read.push(texts)
        return []
      },
    },
    { session: session({ locale: 'de' }) },
  )
  expect(read).toEqual([[{ title: 'first (de)', body: 'Here', others: [], variants: {} }]])
})

test('what was asked for is shown before anything else, whatever fatigue says, but not against consent', async () => {
  const asked = { session: session({ asked: [{ content: 'third', at: now }] }) }
  const guards = (code: string, fatigue: boolean) => (count: number) => [
    {
      ...answered(
        'some-guardrail',
        Array.from({ length: count }, () => ({ verdict: 'veto', code }) as const),
      ),
      fatigue,
    },
  ]
  const tired = await decide(asker([proposes('first')], guards('day-full', true)), asked, world({ holdoutShare: 0.5 }))
  expect(tired.result).toMatchObject({ choice: { content: 'third', source: 'host' }, heldOut: false })
  const refused = await decide(asker([proposes('first')], guards('consent-denied', false)), asked)
  expect(refused.result).toMatchObject({ choice: null, nothing: 'all-removed' })
})

test('what was asked for and could not be shown within a minute is forgotten', async () => {
  const { result } = await decide(asker([]), { session: session({ asked: [{ content: 'third', at: now - 60_000 }] }) })
  expect(result.nothing).toBe('no-candidates')
})

const stands = (changes: Partial<ActiveGuidance> = {}): Session =>
  session({
    page: { path: '/', at: now + 30_000 },
    active: {
      inline: {
        decision: 'd0',
        content: 'third',
        version: 'third@1',
        at: now - 600_000,
        paintedAt: now - 600_000,
        expiresAt: 0,
        ghost: false,
        page: '/',
        why: { en: 'As it was said then.' },
        amended: null,
        ...changes,
      },
    },
  })

test('what stands stays on its page, for the reason that was given, though nobody proposes it any more', async () => {
  const { result, why } = await decide(asker([proposes('first')]), { session: stands() })
  expect(result.choice).toMatchObject({ content: 'third', source: 'standing' })
  expect(why).toEqual({ en: 'As it was said then.' })
})

test('a tip ends with the page that it was shown on, unless it was asked for', async () => {
  const choose = async (changes: Partial<ActiveGuidance>) =>
    (await decide(asker([proposes('first')]), { session: stands(changes) })).result.choice?.content
  expect(await choose({ page: '/projects' })).toBe('first')
  expect(await choose({ page: '/projects', asked: true })).toBe('third')
})

test('staying needs no new record', async () => {
  const digest = async (changes: Partial<DecisionInput>) => (await decide(asker([proposes('third')]), changes)).digest
  expect(await digest({ session: stands() })).toBe(await digest({}))
})

test('a pinned tip goes first where it is due, and is not shown where it is not', async () => {
  const pinned = world({ pins: [{ content: 'second', why: 'launch' }] })
  expect((await decide(asker([proposes('first', 'second')]), {}, pinned)).result.choice?.content).toBe('second')
  expect((await decide(asker([proposes('first')]), {}, pinned)).result.choice?.content).toBe('first')
})

test('the same users are held out whatever the moment, in about the share that was set', async () => {
  const users = await Promise.all(
    Array.from({ length: 2_000 }, async (_, index) => {
      const of = (at: number) =>
        decide(
          asker([proposes('first')]),
          { session: emptySession(`user${index}`, 0), now: at },
          world({ holdoutShare: 0.25 }),
        )
      const [once, later] = [await of(now), await of(now + 86_400_000)]
      expect(later.result.heldOut).toBe(once.result.heldOut)
      return once.result.heldOut
    }),
  )
  // Four standard deviations of a quarter of 2,000 are 77.
  expect(Math.abs(users.filter(Boolean).length - 500)).toBeLessThan(78)
})

test('the digest stays while only scores move, and differs when eligible set, removals, choice or holdout do', async () => {
  const veto = (code: string) => () => [answered('quiet', [{ verdict: 'veto', code }, allows] as Verdict[])]
  const scored = asker([
    answered('tips', [
      { content: 'first@1', score: 9, evidence: [{ code: 'due', facts: { cause: 'other' } }] },
      { content: 'second@1', score: 7, evidence: [{ code: 'due', facts: {} }] },
    ]),
  ])
  const base = (await decide(asker([proposes('first', 'second')]))).digest
  expect((await decide(scored, { seed: 99, now: now + 1 })).digest).toBe(base)
  const others = await Promise.all([
    decide(asker([proposes('second')])),
    decide(asker([proposes('first', 'second')], veto('typing'))),
    decide(asker([proposes('first', 'second')], veto('quiet-route'))),
    decide(asker([proposes('first', 'second')]), {}, world({ blocks: [{ content: 'third', why: 'no' }] })),
    decide(asker([proposes('first', 'second')]), { session: emptySession('user0', now) }, world({ holdoutShare: 0.5 })),
  ])
  expect(others[4]?.result.heldOut).toBe(true)
  expect(new Set([base, ...others.map(({ digest }) => digest)]).size).toBe(6)
})

const outcome = fc.constantFrom('answered', 'late', 'failed', 'invalid', 'tripped', 'missing')
const verdict = fc.oneof(
  fc.constant(allows),
  fc.record({ verdict: fc.constant('allow'), reserve: fc.constant([{ key: 'day', limit: 2, windowMs: 60_000 }]) }),
  fc.record({
    verdict: fc.constant('veto'),
    code: fc.constantFrom('typing', 'full'),
    retryAfterMs: fc.integer({ min: 100, max: 9_999 }),
  }),
  fc.record({ verdict: fc.constant('amend'), code: fc.constant('tone'), patch: fc.constant({ title: 'T' }) }),
) as fc.Arbitrary<Verdict>
const check = (length: number) =>
  fc
    .record({
      plugin: fc.constantFrom('one', 'two'),
      version: fc.constant('1'),
      outcome,
      value: fc.array(verdict, { minLength: length, maxLength: length }),
      fatigue: fc.boolean(),
      ms: fc.nat(),
    })
    .map((answer) => (answer.outcome === 'answered' ? answer : { ...answer, value: null })) as fc.Arbitrary<CheckAnswer>
const scene = fc.record({
  proposed: fc.subarray(keys),
  asked: fc.subarray(keys),
  dismissed: fc.subarray(keys),
  pins: fc.subarray(keys),
  seed: fc.nat(0xffffffff),
  explorationShare: fc.double({ min: 0, max: 0.3, noNaN: true }),
  holdoutShare: fc.double({ min: 0, max: 0.5, noNaN: true }),
  checks: fc.array(check(3), { maxLength: 2 }),
  content: fc.array(check(1), { maxLength: 1 }),
})
const played = (given: typeof scene extends fc.Arbitrary<infer S> ? S : never) => {
  const { explorationShare, holdoutShare } = given
  const under = world({ explorationShare, holdoutShare, pins: given.pins.map((key) => ({ content: key, why: 'x' })) })
  const record = decide(
    asker(
      [proposes(...given.proposed)],
      (count) => given.checks.map((one) => ({ ...one, value: one.value === null ? null : one.value.slice(0, count) })),
      given.content,
    ),
    {
      seed: given.seed,
      session: session({
        asked: given.asked.map((content) => ({ content, at: now })),
        shown: Object.fromEntries(given.dismissed.map((key) => [key, { exposures: 1, lastAt: 0, dismissedAt: 1 }])),
      }),
    },
    under,
  )
  return { under, record }
}

test('a record, stored and read again, gives the same decision', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (given) => {
      const { under, record } = played(given)
      const stored = JSON.parse(JSON.stringify(await record)) as Decision
      expect(await replayDecision(stored, under)).toEqual({ same: true, differences: [] })
    }),
    { numRuns: 200 },
  )
})

test.each<[string, (record: Decision) => Decision]>([
  ['choice', (record) => ({ ...record, result: { ...record.result, choice: null } })],
  [
    'probabilities',
    (record) => ({ ...record, result: { ...record.result, probabilities: [{ content: null, probability: 1 }] } }),
  ],
  ['seed', (record) => ({ ...record, input: { ...record.input, seed: 4 } })],
  [
    'session',
    (record) => ({
      ...record,
      input: { ...record.input, session: session({ asked: [{ content: 'third', at: now }] }) },
    }),
  ],
  ['user', (record) => ({ ...record, user: 'u2' })],
  ['time', (record) => ({ ...record, at: now + 1 })],
  ['catalogue', (record) => ({ ...record, input: { ...record.input, catalogue: 'v2' } })],
  ['a veto left out', (record) => ({ ...record, answers: { ...record.answers, eligibility: [] } })],
  [
    'an answer added',
    (record) => ({
      ...record,
      answers: { ...record.answers, recommenders: [...record.answers.recommenders, proposes('third')] },
    }),
  ],
  ['digest', (record) => ({ ...record, digest: '00' })],
  ['reason', (record) => ({ ...record, why: { en: 'trust us' } })],
])('a record that was tampered with is found out where the choice depends on it: %s', async (_, tamper) => {
  const under = world({ explorationShare: 0.3 })
  const record = await decide(
    asker([proposes('first', 'second')], () => [
      answered('quiet', [allows, { verdict: 'veto', code: 'typing' }] as Verdict[]),
    ]),
    { seed: 1 },
    under,
  )
  expect((await replayDecision(record, under)).same).toBe(true)
  const { same, differences } = await replayDecision(tamper(record), under)
  expect(same).toBe(false)
  expect(differences.length).toBeGreaterThan(0)
})
