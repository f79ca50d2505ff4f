import { expect, test } from 'vitest'
import { createTurns } from './take-turns.ts'

test('a tenant with a thousand questions delays one with a single question by one', () => {
  const turns = createTurns<string>()
  for (let index = 0; index < 1_000; index += 1) turns.add('busy', `busy ${index}`)
  turns.add('calm', 'calm')
  turns.add('other', 'other')
  expect([turns.next(), turns.next(), turns.next(), turns.next()]).toEqual(['busy 0', 'calm', 'other', 'busy 1'])
})

test("one tenant's questions keep their order, and none is lost", () => {
  const turns = createTurns<number>()
  for (const number of [1, 2, 3]) turns.add('one', number)
  expect([turns.next(), turns.next(), turns.next(), turns.next()]).toEqual([1, 2, 3, undefined])
})
