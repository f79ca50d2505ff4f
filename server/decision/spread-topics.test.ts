import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spreadTopics } from './spread-topics.ts'

const topicsOf = (name: string) => (name.includes('-') ? (name.split('-')[0] ?? '').split('+') : [])
const spread = (names: readonly string[], k: number) => spreadTopics(names, topicsOf, k, 2)

test('a topic takes two of the first places, and what it had too many comes after', () => {
  const names = ['export-1', 'export-2', 'export-3', 'export-4', 'team-1', 'other']
  expect(spread(names, 4)).toEqual(['export-1', 'export-2', 'team-1', 'other', 'export-3', 'export-4'])
})

test('where there is nothing else, a topic fills the list in its order', () => {
  const names = ['export-1', 'export-2', 'export-3', 'team-1']
  expect(spread(names, 4)).toEqual(['export-1', 'export-2', 'team-1', 'export-3'])
})

test('content of two topics counts for both, and content without one for none', () => {
  expect(spread(['a+b-1', 'a+b-2', 'b-3', 'x', 'y', 'z'], 4)).toEqual(['a+b-1', 'a+b-2', 'x', 'y', 'b-3', 'z'])
})

test('nothing is lost, nothing comes twice, and the best stays the best', () => {
  const names = fc.uniqueArray(
    fc.tuple(fc.constantFrom('a', 'b', 'a+b', 'c'), fc.nat(50)).map(([topic, number]) => `${topic}-${number}`),
  )
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 10 }), (given, k) => {
      const all = spread(given, k)
      expect([...all].sort()).toEqual([...given].sort())
      expect(all[0]).toBe(given[0])
    }),
  )
})
