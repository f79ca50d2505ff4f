import { expect, test } from 'vitest'
import type { RecommendAnswer } from '../../contract/plugin.ts'
import { mostPoints, recommendedPoints } from './recommended-points.ts'

const says = (
  plugin: string,
  scores: Readonly<Record<string, number>>,
  outcome: RecommendAnswer['outcome'] = 'answered',
) =>
  ({
    plugin,
    version: '1',
    outcome,
    value: Object.entries(scores).map(([content, score]) => ({ content, score, evidence: [] })),
    ms: 1,
  }) as unknown as RecommendAnswer
const itself = (version: string) => version
const points = (answers: readonly RecommendAnswer[], weights: Record<string, number>, takenFor = itself) =>
  Object.fromEntries(recommendedPoints(answers, weights, takenFor as (version: string) => string | undefined))

test('a first choice is worth the weight, the nth an nth of it, whatever the scale of the scores', () => {
  const answers = [says('peers', { a: 0.9, b: 0.1, c: 0.5 }), says('tips', { b: 4_000, a: -7 })]
  expect(points(answers, { peers: 12 })).toEqual({ a: 12, c: 6, b: 4 })
  expect(points(answers, { peers: 12, tips: 10 })).toEqual({ a: 17, b: 14, c: 6 })
})

test('who has no weight, did not answer or is worth less than half a point adds nothing', () => {
  expect(points([says('peers', { a: 1 })], { tips: 10 })).toEqual({})
  expect(points([says('peers', { a: 1 }, 'late')], { peers: 10 })).toEqual({})
  expect(points([says('peers', { a: 3, b: 2, c: 1 })], { peers: 1 })).toEqual({ a: 1, b: 1 })
  expect(points([says('constructor', { a: 1 })], {})).toEqual({})
})

test('what gives its place to another gives its points too', () => {
  const takenFor = (version: string) => (version === 'old' ? 'new' : version === 'gone' ? undefined : version)
  expect(points([says('peers', { old: 3, gone: 2, b: 1 })], { peers: 6 }, takenFor as typeof itself)).toEqual({
    new: 6,
    b: 2,
  })
})

test('nothing can have more points than every recommender’s first choice', () => {
  expect(mostPoints({ peers: 12, tips: 0.6 })).toBe(13)
  expect(mostPoints({})).toBe(0)
})
