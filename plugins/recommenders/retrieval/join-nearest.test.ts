import { expect, test } from 'vitest'
import { joinNearest } from './join-nearest.ts'

const found = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([document, score]) => ({ document, score }))

test('what both found goes before what one of them found, and what only vectors found is there too', () => {
  const list = joinNearest(found([1, 0.6], [2, 0.4]), found([2, 0.9], [3, 0.5]), 10)
  expect(list.map(({ document }) => document)).toEqual([2, 1, 3])
})

test('scores never rise from one place to the next', () => {
  const list = joinNearest(found([1, 0.2], [2, 0.1]), found([3, 0.5], [2, 0.4]), 10)
  expect(list.map(({ document }) => document)).toEqual([2, 1, 3])
  expect(list.map(({ score }) => score)).toEqual([0.5, 0.4, 0.2])
})

test('no more are returned than are wanted', () => {
  expect(joinNearest(found([1, 0.6], [2, 0.4]), found([3, 0.9]), 2)).toHaveLength(2)
})
