import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenBuckets } from './token-bucket.ts'

test('what a bucket holds may be spent at once, then the flow decides', () => {
  const buckets = createTokenBuckets(10, 20)
  expect(buckets.take('a', 20, 0)).toBeUndefined()
  expect(buckets.take('a', 1, 0)).toBe(100)
  expect(buckets.take('a', 1, 99)).toBe(1)
  expect(buckets.take('a', 1, 100)).toBeUndefined()
})

test('one key spends nothing of another', () => {
  const buckets = createTokenBuckets(1, 1)
  expect(buckets.take('a', 1, 0)).toBeUndefined()
  expect(buckets.take('b', 1, 0)).toBeUndefined()
})

test('a clock that steps back fills nothing', () => {
  const buckets = createTokenBuckets(1, 1)
  expect(buckets.take('a', 1, 10_000)).toBeUndefined()
  expect(buckets.take('a', 1, 5_000)).toBe(1_000)
})

test('over any span nobody gets more than a bucket and the flow of that span, and whoever waits as told gets theirs', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: fc.nat(2_000), tokens: fc.integer({ min: 1, max: 30 }) }), { maxLength: 200 }),
      (asked) => {
        const buckets = createTokenBuckets(50, 100)
        let now = 0
        let taken = 0
        for (const { wait, tokens } of asked) {
          now += wait
          const retryAfter = buckets.take('a', tokens, now)
          if (retryAfter !== undefined) {
            now += retryAfter
            expect(buckets.take('a', tokens, now)).toBeUndefined()
          }
          taken += tokens
        }
        expect(taken).toBeLessThanOrEqual(100 + (now / 1_000) * 50 + 1e-6)
      },
    ),
  )
})

test('ten thousand idle keys are forgotten when the next one comes', () => {
  const buckets = createTokenBuckets(1_000, 1)
  for (let n = 0; n < 10_000; n++) buckets.take(`k${n}`, 1, 0)
  expect(buckets.take('late', 1, 60_000)).toBeUndefined()
  expect(buckets.take('k1', 1, 60_000)).toBeUndefined()
})
