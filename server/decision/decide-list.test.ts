import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { content } from '../../contract/content.ts'
import type { Correction } from '../../contract/correction.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Answer, CheckAnswer, RecommendAnswer, Verdict } from '../../contract/plugin.ts'
import type { Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { contentFate } from './content-fate.ts'
import { decideList } from './decide-list.ts'
import { replayDecision } from './replay.ts'

const now = 1_700_000_000_000
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: ['one', 'two', 'three', 'data-one', 'data-two', 'data-three'].map((key) => ({
      version: `${key}@1`,
      hash: '00',
      publishedAt: 0,
      content: content.parse({
        kind: 'article',
        key,
        title: key,
        body: `About ${key}`,
        ...(key.startsWith('data') ? { topics: ['data'] } : {}),
      }),
    })),
  },
  compileFilter,
)
const world = (changes: object = {}): DecisionWorld => ({
  settings: settings.parse({ holdoutShare: 0.5, holdoutSpares: { firstUsers: 0, traits: [] }, ...changes }),
  catalogue,
  corrections: compileCorrections([], catalogue, compileFilter),
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  monotonicMs: () => 0,
  reasonsOf: (plugin) => (plugin === 'finder' ? { found: { en: 'It speaks of {words}.' } } : undefined),
})
const answered = <V>(plugin: string, value: V): Answer<V> => ({
  plugin,
  version: '1',
  outcome: 'answered',
  value,
  ms: 1,
})
const finds = (...keys: string[]): RecommendAnswer =>
  answered(
    'finder',
    keys.map((key, place) => ({
      content: `${key}@1`,
      score: 1 - place / 10,
      evidence: [{ code: 'found', facts: { words: key } }],
    })),
  )
const allow: Verdict = { verdict: 'allow' }
const veto: Verdict = { verdict: 'veto', code: 'no' }

interface Given {
  readonly found?: readonly RecommendAnswer[]
  readonly eligibility?: readonly CheckAnswer[]
  readonly content?: readonly CheckAnswer[]
  readonly session?: Partial<Session>
  readonly under?: DecisionWorld
  readonly k?: number
  readonly spare?: number
  readonly query?: string | null
  readonly seen?: (input: unknown) => void
}

const decide = async ({
  found = [finds('one', 'two', 'three')],
  eligibility = [],
  content: onContent = [],
  session = {},
  under = world(),
  k = 2,
  spare,
  query = 'how?',
  seen = () => {},
}: Given) => {
  const ask: Asker = {
    recommend: async (_enabled, input) => {
      seen(input.ask)
      return found
    },
    check: async (phase, _enabled, _input, candidates, texts) => {
      if (phase === 'content') seen(texts?.map(({ title }) => title))
      return phase === 'eligibility' ? eligibility : candidates.length === 0 ? [] : onContent
    },
  }
  const record = await decideList(
    {
      id: 'd1',
      trigger: 'q1',
      input: {
        slot: 'list',
        session: { ...emptySession('u1', now), ...session },
        now,
        seed: 1,
        settings: '1',
        catalogue: 'v1',
        ask: { query, k, ...(spare === undefined ? {} : { spare }) },
      },
    },
    under,
    ask,
  )
  expect(await replayDecision(record, under)).toEqual({ same: true, differences: [] })
  return record
}
const listed = async (given: Given) => (await decide(given)).result.list?.map(({ content: key }) => key)

test('the best few are listed, each in a certain place and with its own reason', async () => {
  const seen: unknown[] = []
  const { result, why } = await decide({ seen: (one) => seen.push(one) })
  expect(result.list).toMatchObject([
    { content: 'one', version: 'one@1', source: 'user', why: { en: 'It speaks of one.' } },
    { content: 'two', version: 'two@1', source: 'user', why: { en: 'It speaks of two.' } },
  ])
  expect(result.probabilities).toEqual([
    { content: 'one@1', probability: 1 },
    { content: 'two@1', probability: 1 },
    { content: 'three@1', probability: 0 },
  ])
  expect(result.choice?.content).toBe('one')
  expect(why).toEqual({ en: 'It speaks of one.' })
  expect(seen).toEqual([{ query: 'how?' }, ['one', 'two']])
})

test('who asks is never held out', async () => {
  for (const user of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    expect((await decide({ session: { user } })).result).toMatchObject({ heldOut: false, holdout: 'asked' })
})

test('what spares attention, and what the user once dismissed, does not stand against what they ask for', async () => {
  const fatigue: CheckAnswer = { ...answered('fatigue', [veto, veto, veto]), fatigue: true }
  const shown = { one: { exposures: 1, lastAt: now, dismissedAt: now } }
  expect(await listed({ eligibility: [fatigue], session: { shown } })).toEqual(['one', 'two'])
})

test('any other objection does, and the next best takes the place', async () => {
  expect(await listed({ eligibility: [answered('entitlement', [veto, allow, allow])] })).toEqual(['two', 'three'])
  expect(
    await listed({ under: world({ blocks: [{ content: 'one', why: 'no' }] }), found: [finds('one', 'two')] }),
  ).toEqual(['two'])
})

test('a guardrail that does not answer lets nothing through', async () => {
  const late: CheckAnswer = { ...answered<readonly Verdict[]>('entitlement', []), outcome: 'late', value: null }
  const { result } = await decide({ eligibility: [late] })
  expect(result).toMatchObject({ list: [], choice: null, nothing: 'all-removed' })
  expect((await decide({ content: [late] })).result).toMatchObject({ list: [], nothing: 'withheld' })
  expect((await decide({ content: [answered('citations', [allow])] })).result).toMatchObject({
    list: [],
    nothing: 'withheld',
  })
})

test('what a content guardrail says of one answer concerns that one alone', async () => {
  const { result } = await decide({
    content: [answered('language', [veto, { verdict: 'amend', patch: { body: 'Softer' }, code: 'tone' }])],
  })
  expect(result.list).toMatchObject([{ content: 'two', amended: { body: 'Softer' } }])
  expect(result.removals).toEqual([{ content: 'one@1', by: 'language', code: 'no' }])
})

test('an answer that was given is told as given, one that was not as what it was', async () => {
  const record = await decide({ eligibility: [answered('entitlement', [allow, allow, veto])] })
  expect(contentFate(record, 'two')).toEqual({ outcome: 'chosen' })
  expect(contentFate(record, 'three')).toEqual({ outcome: 'removed', by: [{ plugin: 'entitlement', code: 'no' }] })
})

test('where nothing is found nothing is answered', async () => {
  expect((await decide({ found: [finds()] })).result).toMatchObject({
    list: [],
    nothing: 'no-candidates',
    retryAt: null,
  })
})

test('a member’s correction holds for answers too: what they replaced is answered by what replaces it', async () => {
  const override: Correction = {
    id: 'c1',
    act: 'override',
    content: 'one',
    replacement: 'three',
    for: 'everybody',
    why: 'Outdated',
    tellUser: false,
    by: 'sk:1',
    at: now - 1,
    expiresAt: null,
  }
  const under = { ...world(), corrections: compileCorrections([override], catalogue, compileFilter) }
  const { result } = await decide({ under, found: [finds('one', 'two')] })
  expect(result.list).toMatchObject([
    { content: 'three', source: 'override' },
    { content: 'two', source: 'user' },
  ])
})

test('recommenders and guardrails are told of the product’s features, as they are for every slot', async () => {
  const features = {
    reports: { requires: { plan: ['business'] }, entitlement: null, entitledPlans: [], adoption: null },
  }
  const told: unknown[] = []
  const ask: Asker = {
    recommend: async (_enabled, input) => {
      told.push(input.features)
      return [finds('one')]
    },
    check: async (_phase, _enabled, input, candidates) => {
      told.push(input.settings.features)
      return [
        answered(
          'entitlement',
          candidates.map(() => allow),
        ),
      ]
    },
  }
  const input = {
    slot: 'list' as const,
    session: emptySession('u', now),
    now,
    seed: 1,
    settings: '1',
    catalogue: 'v1',
    ask: { query: 'one', k: 1 },
  }
  await decideList({ id: 'd', trigger: 't', input }, { ...world(), features }, ask)
  expect(told).toEqual([features, features, features])
})

test('a list that nobody searched for holds two of a topic while there is anything else; a search finds all of it', async () => {
  const found = [finds('data-one', 'data-two', 'data-three', 'one')]
  expect(await listed({ found, k: 3, query: null })).toEqual(['data-one', 'data-two', 'one'])
  expect(await listed({ found, k: 3, query: 'data' })).toEqual(['data-one', 'data-two', 'data-three'])
})

describe('what a content guardrail withholds', () => {
  const withholds = (...verdicts: Verdict[]) => [answered('citations', verdicts)]

  test('leaves its place to the next best; the record says which was withheld, and which moved up', async () => {
    const { result } = await decide({ content: withholds(allow, veto, allow), spare: 5 })
    expect(result.list).toMatchObject([{ content: 'one' }, { content: 'three', rank: 3 }])
    expect(result.list?.[0]).not.toHaveProperty('rank')
    expect(result.removals).toEqual([{ content: 'two@1', by: 'citations', code: 'no' }])
    expect(result.probabilities.map(({ probability }) => probability)).toEqual([1, 0, 1])
    expect(result.choice).not.toHaveProperty('rank')
  })

  test('moves everything below it up, the first place too', async () => {
    const { result } = await decide({ content: withholds(veto, allow, allow), spare: 1 })
    expect(result.list).toMatchObject([
      { content: 'two', rank: 2 },
      { content: 'three', rank: 3 },
    ])
    expect(result.choice).toMatchObject({ content: 'two' })
  })

  test('is no more than was needed: a spare one that nobody wanted is not judged', async () => {
    const { result } = await decide({ content: withholds(allow, allow, veto), spare: 5 })
    expect(result.list).toMatchObject([{ content: 'one' }, { content: 'two' }])
    expect(result.removals).toEqual([])
  })

  test('leaves the list short where the spare ones are withheld too', async () => {
    const { result } = await decide({ content: withholds(veto, allow, veto), spare: 1 })
    expect(result.list).toMatchObject([{ content: 'two', rank: 2 }])
    expect(result.removals.map(({ content: version }) => version)).toEqual(['one@1', 'three@1'])
  })

  test('left its place empty in records from before, and still does when they are replayed', async () => {
    const { result } = await decide({ content: withholds(allow, veto) })
    expect(result.list).toMatchObject([{ content: 'one' }])
  })
})

test('what the user said is not relevant to them is not suggested, but answers a question', async () => {
  const corrections = [
    { at: now - 1, kind: 'not-relevant', decision: 'd0', content: 'one', version: 'one@1', topics: [] },
  ] as const
  expect(await listed({ query: null, session: { corrections } })).toEqual(['two', 'three'])
  expect((await decide({ query: null, session: { corrections } })).result.ineligible).toEqual([
    { content: 'one@1', reason: 'not-relevant' },
  ])
  expect(await listed({ session: { corrections } })).toEqual(['one', 'two'])
  const undone = [{ ...corrections[0], undoneAt: now }]
  expect(await listed({ query: null, session: { corrections: undone } })).toEqual(['one', 'two'])
})
