import { expect, test } from 'vitest'
import { type ComparedQuestion, compareRankings, fewestQuestions } from './compare-rankings.ts'

const question = (without: number, withVectors: number): ComparedQuestion => {
  const list = (place: number) => Array.from({ length: 5 }, (_, at) => (at === place ? 'right' : `other-${at}`))
  return { grades: new Map([['right', 2]]), without: list(without), with: list(withVectors) }
}
const many = (count: number, of: (place: number) => ComparedQuestion) =>
  Array.from({ length: count }, (_, at) => of(at))

test('vectors that put the right answer first on most questions help', () => {
  const found = compareRankings(many(40, (at) => (at % 4 === 0 ? question(0, 1) : question(2, 0))))
  expect(found).toMatchObject({ helps: true, with: { mrr: 0.875 }, without: { mrr: 0.5 } })
  expect(found.interval[0]).toBeGreaterThan(0)
})

test('what chance explains as well does not help, though its mean is higher', () => {
  const found = compareRankings(many(40, (at) => (at < 3 ? question(1, 0) : at < 5 ? question(0, 1) : question(0, 0))))
  expect(found.with.ndcg).toBeGreaterThan(found.without.ndcg)
  expect(found.helps).toBe(false)
})

test('too few questions show nothing, however clear', () => {
  expect(compareRankings(many(fewestQuestions - 1, () => question(4, 0))).helps).toBe(false)
  expect(compareRankings(many(fewestQuestions, () => question(4, 0))).helps).toBe(true)
  expect(compareRankings([])).toMatchObject({ helps: false, interval: [0, 0] })
})

test('the same questions always give the same finding', () => {
  const questions = many(50, (at) => question(at % 3, at % 2))
  expect(compareRankings(questions)).toEqual(compareRankings(questions))
})
