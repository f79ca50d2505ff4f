import { expect, test } from 'vitest'
import { repairClock } from './repair-clock.ts'

const received = Date.UTC(2026, 10, 21, 12)
const day = 86_400_000

test('a page whose clock is a day fast has its times moved back by that day', () => {
  expect(repairClock(received + day - 5_000, received + day, received)).toBe(received - 5_000)
})
test('a page whose clock is a day slow has its times moved forward by that day', () => {
  expect(repairClock(received - day - 5_000, received - day, received)).toBe(received - 5_000)
})
test('a clock that agrees is left alone, travel time included', () => {
  expect(repairClock(received - 700, received - 300, received)).toBe(received - 700)
})
test('nothing happens after it was received, whatever the page says', () => {
  expect(repairClock(received + 30_000, received, received)).toBe(received)
})
test('an hour offline, then sent with a right clock, keeps its hour', () => {
  expect(repairClock(received - 3_600_000, received, received)).toBe(received - 3_600_000)
})
test('what lies further back than any queue keeps is out of range', () => {
  expect(repairClock(received - 8 * day, received, received)).toBeUndefined()
})
