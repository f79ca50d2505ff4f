import { expect, test } from 'vitest'
import { askedPauseMs, backoffMs } from './backoff.ts'

test('pauses grow with each failure, up to 20 seconds, and spread over the whole of it', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((failures) => backoffMs(failures, 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000,
  ])
  expect(backoffMs(6, 0)).toBe(0)
  expect(backoffMs(6, 0.5)).toBe(10_000)
})

test('a pause that the server asked for is never cut short, within reason', () => {
  expect(askedPauseMs(2_000, 0)).toBe(2_000)
  expect(askedPauseMs(2_000, 1)).toBe(3_000)
  expect(askedPauseMs(-5, 0)).toBe(100)
  expect(askedPauseMs(1e12, 0)).toBe(300_000)
})
