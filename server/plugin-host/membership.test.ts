import { expect, test } from 'vitest'
import { membership } from './membership.ts'

test('what is in the list is in it, and nothing else, however often it is asked', () => {
  const list = Array.from({ length: 100 }, (_, place) => `a${place}`)
  const isIn = membership(list)
  for (const item of [...list, ...list]) {
    expect(isIn(item)).toBe(true)
    expect(isIn(`${item}-no`)).toBe(false)
  }
  expect(membership([])('a')).toBe(false)
})
