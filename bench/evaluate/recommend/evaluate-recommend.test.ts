import { expect, test } from 'vitest'
import { evaluateRecommend, hideLast } from './evaluate-recommend.ts'
import { lastItem, popularity } from './recommenders.ts'

const histories = [
  { user: 'u1', items: ['x', 'a', 'b'] },
  { user: 'u2', items: ['y', 'a', 'b'] },
  { user: 'u3', items: ['z', 'x', 'y'] },
  { user: 'u4', items: ['x'] },
  { user: 'u5', items: ['a', 'b', 'a'] },
]

test('the last item is hidden where it is new, and nothing that is learnt from holds it', () => {
  const { known, tests, untested } = hideLast(histories)
  expect(tests.map(({ hidden }) => hidden)).toEqual(['b', 'b', 'y'])
  expect(known).toEqual([['x', 'a'], ['y', 'a'], ['z', 'x'], ['x'], ['a', 'b', 'a']])
  expect(untested).toBe(2)
})

test('each recommender is scored by where the hidden item stands in its list', () => {
  // Popularity: a 3, x 3, then b, y, z with 1 each; what the user had is left out.
  // u1 (x, a): b first. u2 (y, a): x, then b. u3 (z, x): a, b, then y.
  const [popular, last] = evaluateRecommend(hideLast(histories), [popularity, lastItem], { k: 1, halfLife: 3 })
  expect(popular?.hitRate).toBeCloseTo(1 / 3, 12)
  expect(popular?.mrr).toBeCloseTo((1 + 1 / 2 + 1 / 3) / 3, 12)
  expect(popular?.halfLife).toBeCloseTo((1 + 2 ** -0.5 + 0.5) / 3, 12)
  // With a went b, x and y once each: u1 has b, y left; u2 has b, x left. With x went a and z: y is not proposed.
  expect(last?.hitRate).toBeCloseTo(2 / 3, 12)
  expect(last?.mrr).toBeCloseTo(2 / 3, 12)
})
