import { describe, expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { content } from '../../contract/content.ts'
import type { RankAnswer } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Candidate } from '../../contract/plugin.ts'
import type { OpenTrial } from '../../contract/session.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { type AskRanking, rankAndDraw, trialOf } from './rank-and-draw.ts'

const now = 1_700_000_000_000
const tip = (key: string, outcome?: string | { readonly named: string }, priority = 50) =>
  content.parse({
    kind: 'tip',
    key,
    title: key,
    body: key,
    anchor: { hook: key },
    trigger: { page: '/' },
    priority,
    ...(outcome === undefined ? {} : { outcome: typeof outcome === 'string' ? { event: outcome } : outcome.named }),
  })
const items = [
  tip('a', 'made'),
  tip('b', 'made'),
  tip('first', 'made', 90),
  tip('plain'),
  tip('named', { named: 'activated' }),
]
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: items.map((one) => ({ version: `${one.key}@1`, hash: '0', publishedAt: now, content: one })),
  },
  compileFilter,
)
const candidate = (key: string, score = 1): Candidate => ({
  content: `${key}@1`,
  key,
  score,
  evidence: [{ code: 'page', facts: {} }],
  source: 'contextual-tip',
  kind: 'tip',
  slot: 'inline',
  priority: catalogue.byKey.get(key)?.content.priority ?? 50,
})
const rules: Parameters<typeof rankAndDraw>[3] = {
  asked: [],
  pins: [],
  explorationShare: 0.1,
  standing: null,
  outcomes: {},
}
const input = (trials: readonly OpenTrial[] = [], seed = 1) => ({
  slot: 'inline' as const,
  session: { ...emptySession('ada', now), trials },
  now,
  seed,
})
const says =
  (...wins: readonly number[]): AskRanking =>
  async (_, contested) => ({ ranker: 'bandit', model: 3, context: [1], over: contested.map(({ key }) => key), wins })
const never = async (): Promise<RankAnswer> => {
  throw new Error('nobody should be asked')
}
const chances = async (...args: Parameters<typeof rankAndDraw>) =>
  Object.fromEntries(
    (await rankAndDraw(...args)).probabilities.map((one) => [one.content ?? 'nothing', one.probability]),
  )

describe('a model', () => {
  test('gives each contestant its probability of being the best, mixed with the uniform share, and "nothing" too', async () => {
    const kept = [candidate('a'), candidate('b')]
    expect(await chances(kept, input(), catalogue, rules, says(0.7, 0.1, 0.2))).toEqual({
      'a@1': expect.closeTo(0.1 / 3 + 0.9 * 0.7),
      'b@1': expect.closeTo(0.1 / 3 + 0.9 * 0.1),
      nothing: expect.closeTo(0.1 / 3 + 0.9 * 0.2),
    })
  })

  test('has a say among equals only: what the author put first comes first', async () => {
    const kept = [candidate('a'), candidate('first')]
    expect(await chances(kept, input(), catalogue, rules, says(1, 0))).toMatchObject({ 'a@1': 0 })
  })

  test.each([
    ['asked for', { ...rules, asked: ['a'] }, [candidate('a'), candidate('b')]],
    ['pinned', { ...rules, pins: ['a'] }, [candidate('a'), candidate('b')]],
    ['what stands', { ...rules, standing: 'a@1' }, [candidate('a'), candidate('b')]],
    ['without an outcome to learn from', rules, [candidate('a'), candidate('plain')]],
  ])('is not asked where one is %s', async (_, given, kept) => {
    const { ranking, trial } = await rankAndDraw(kept, input(), catalogue, given, never)
    expect({ ranking, trial }).toEqual({ ranking: undefined, trial: undefined })
  })

  test('that has spoken of others than those in question, in a record under other settings, is not heard', async () => {
    const ofOthers: AskRanking = async (input, contested) => {
      const answer = await says(1, 0, 0)(input, contested)
      return answer && { ...answer, over: ['a', 'plain'] }
    }
    expect(await chances([candidate('a'), candidate('b', 2)], input(), catalogue, rules, ofOthers)).toMatchObject({
      'b@1': 0.9,
    })
  })

  test('that does not answer for each of them is not heard', async () => {
    expect(await chances([candidate('a'), candidate('b', 2)], input(), catalogue, rules, says(1))).toMatchObject({
      'b@1': 0.9,
    })
  })
})

describe('a draw', () => {
  test('is tried for the outcome of what it shows, with the probability that it had', async () => {
    const drawing = await rankAndDraw([candidate('a')], input(), catalogue, rules, says(1, 0))
    expect(drawing.trial).toEqual({
      item: 'a',
      event: 'made',
      withinMs: 7 * 86_400_000,
      value: 1,
      propensity: expect.closeTo(0.95),
    })
    expect(trialOf(drawing, null)).toBeUndefined()
  })

  test("is for the tenant's outcome where the content names one, with that tenant's window, value and filter", async () => {
    const activated = { event: 'report_made', where: { plan: 'pro' }, withinDays: 2, value: 0.4 }
    const { trial } = await rankAndDraw(
      [candidate('named')],
      input(),
      catalogue,
      { ...rules, outcomes: { activated } },
      says(1, 0),
    )
    expect(trial).toMatchObject({
      item: 'named',
      outcome: 'activated',
      event: 'report_made',
      where: { plan: 'pro' },
      withinMs: 2 * 86_400_000,
      value: 0.4,
    })
  })

  test('is for nothing where the outcome that it names is none of the tenant, also by the name of a prototype', async () => {
    for (const outcomes of [{}, Object.create({ activated: { event: 'x', withinDays: 1, value: 1 } })]) {
      const { trial } = await rankAndDraw([candidate('named')], input(), catalogue, { ...rules, outcomes }, never)
      expect(trial).toBeUndefined()
    }
  })

  test('of "nothing" stands for half an hour against those it was drawn against, and not against others', async () => {
    const drawing = await rankAndDraw(
      [candidate('a')],
      input(),
      catalogue,
      { ...rules, explorationShare: 0 },
      says(0, 1),
    )
    expect(drawing).toMatchObject({ drawn: null, trial: { item: 'nothing', over: ['a'] } })
    const trial = { ...(drawing.trial as NonNullable<typeof drawing.trial>), decision: 'd', slot: 'inline' as const }
    const trials = (agoMs: number) => [
      { ...trial, context: [1], openedAt: now - agoMs, decidedAt: now - agoMs, ghost: false, reached: false },
    ]
    const minute = 60_000
    expect(await rankAndDraw([candidate('a')], input(trials(29 * minute)), catalogue, rules, never)).toMatchObject({
      drawn: null,
      changesAt: [now + minute],
    })
    expect(
      (await rankAndDraw([candidate('a')], input(trials(31 * minute)), catalogue, rules, says(1, 0))).drawn?.key,
    ).toBe('a')
    const kept = [candidate('a'), candidate('b')]
    expect((await rankAndDraw(kept, input(trials(minute)), catalogue, rules, says(0, 1, 0))).drawn?.key).toBe('b')
  })

  test('is marked uniform as often as the uniform share says', async () => {
    let marked = 0
    for (let seed = 0; seed < 4_000; seed++) {
      const { uniform } = await rankAndDraw(
        [candidate('a'), candidate('b')],
        input([], seed * 7_919),
        catalogue,
        rules,
        says(0.8, 0.1, 0.1),
      )
      if (uniform) marked += 1
    }
    expect(marked / 4_000).toBeGreaterThan(0.085)
    expect(marked / 4_000).toBeLessThan(0.115)
  })
})
