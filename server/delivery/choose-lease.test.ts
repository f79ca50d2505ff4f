import { expect, test } from 'vitest'
import { limits } from '../../contract/limits.ts'
import { chooseLease } from './choose-lease.ts'

const now = 1_000_000
const held = { tab: 'a', until: now + limits.displayLeaseMs }
const a = { tab: 'a', seenAt: 1 }
const b = { tab: 'b', seenAt: 2 }

test('the only tab there is shows', () => {
  expect(chooseLease(null, [a], null, now)?.tab).toBe('a')
})
test('a tab that shows goes on while another stands beside it', () => {
  expect(chooseLease(held, [a, b], null, now)).toBeNull()
})
test('the tab that the user turns to takes over', () => {
  expect(chooseLease(held, [a, b], 'b', now)?.tab).toBe('b')
})
test('when the showing tab is gone, the one seen last inherits', () => {
  expect(chooseLease(held, [b, { tab: 'c', seenAt: 1 }], null, now)?.tab).toBe('b')
})
test('a claim by a tab that is not there changes nothing', () => {
  expect(chooseLease(held, [a], 'ghost', now)).toBeNull()
})
test('a lease near its end is renewed for its holder', () => {
  expect(chooseLease({ tab: 'a', until: now + 1_000 }, [a, b], null, now)).toEqual({
    tab: 'a',
    until: now + limits.displayLeaseMs,
  })
})
test('with nobody there, nobody is given it', () => {
  expect(chooseLease(held, [], null, now)).toBeNull()
})
