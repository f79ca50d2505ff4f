import { expect, test } from 'vitest'
import { mayTell, parseChoice, permitted } from './consent.ts'

const yes = { analytics: true, personalisation: true }

test('where consent is required, nothing is permitted before the choice', () => {
  expect(permitted('required', null, false)).toBeNull()
  expect(mayTell('track', permitted('required', null, false))).toBe(false)
  expect(permitted('implied', null, false)).toEqual(yes)
  expect(permitted('required', yes, false)).toEqual(yes)
})

test('Global Privacy Control outweighs a choice and an implied consent', () => {
  expect(permitted('implied', null, true)).toEqual({ analytics: true, personalisation: false })
  expect(permitted('required', yes, true)).toEqual({ analytics: true, personalisation: false })
})

test('without analytics nothing observed is told, but what the user says of guidance is', () => {
  const personal = { analytics: false, personalisation: true }
  expect(mayTell('click', personal)).toBe(false)
  expect(mayTell('track', personal)).toBe(false)
  expect(mayTell('feedback', personal)).toBe(true)
  expect(mayTell('feedback', { analytics: false, personalisation: false })).toBe(false)
})

test('a remembered choice that cannot be read is no choice', () => {
  for (const text of [null, '', '{', 'null', '7', '{"analytics":true}', '{"analytics":1,"personalisation":1}'])
    expect(parseChoice(text)).toBeNull()
  expect(parseChoice(JSON.stringify(yes))).toEqual(yes)
})
