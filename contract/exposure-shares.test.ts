import { expect, test } from 'vitest'
import { groupOf } from './exposure-shares.ts'

const of = (verified: Record<string, string | boolean | readonly string[]>, claimed = {}) =>
  groupOf({ traits: { verified, claimed } }, 'region')

test('only what is verified puts a user into a group', () => {
  expect(of({ region: 'north' })).toBe('north')
  expect(of({ region: true })).toBe('true')
  expect(of({}, { region: 'north' })).toBeNull()
  expect(of({ region: '' })).toBeNull()
  expect(of({ region: ['north', 'south'] })).toBeNull()
})

test("a group's name can stand as a key in every storage form", () => {
  expect(of({ region: 'a.b$c' })).toBe('a_b_c')
  expect(of({ region: 'x'.repeat(500) })).toHaveLength(64)
})
