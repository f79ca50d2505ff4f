import { expect, test } from 'vitest'
import { averagePrecision, halfLifeScore, hitAt, ndcgAt, reciprocalRank } from './metrics.ts'

const ranked = ['a', 'b', 'c', 'd', 'e']
const grades = new Map([
  ['b', 1],
  ['d', 3],
  ['z', 2],
])

test('a hit is something relevant among the first k', () => {
  expect([1, 2].map((k) => hitAt(ranked, grades, k))).toEqual([0, 1])
})

test('the reciprocal rank is that of the first relevant one', () => {
  expect(reciprocalRank(ranked, grades)).toBe(1 / 2)
  expect(reciprocalRank(['a'], grades)).toBe(0)
})

test('average precision charges for what was not found', () => {
  // Precision 1/2 at the second place and 2/4 at the fourth; the third relevant one was missed.
  expect(averagePrecision(ranked, grades)).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12)
})

test('NDCG has linear gain, a logarithmic discount and the best order at the same k', () => {
  // 1 / log2(3) + 3 / log2(5), against 3 / log2(2) + 2 / log2(3) + 1 / log2(4).
  expect(ndcgAt(ranked, grades, 5)).toBeCloseTo(1.922958 / 4.76186, 5)
  expect(ndcgAt(ranked, grades, 2)).toBeCloseTo(0.63093 / 4.26186, 5)
  expect(ndcgAt(['d', 'z', 'b'], grades, 3)).toBe(1)
})

test('the rank score halves with every half-life', () => {
  expect(halfLifeScore(ranked, 'a', 3)).toBe(1)
  expect(halfLifeScore(ranked, 'c', 3)).toBe(0.5)
  expect(halfLifeScore(ranked, 'e', 3)).toBe(0.25)
  expect(halfLifeScore(ranked, 'z', 3)).toBe(0)
})
