import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileFilter } from '../server/filtering/compile-filter.ts'
import { filters, scalars } from '../tests/conformance/arbitraries.ts'
import { filter } from './filter.ts'
import { matchesProperties } from './matches-properties.ts'
import type { Properties } from './names.ts'

const flat = fc.record({ a: scalars, b: scalars, tags: scalars }, { requiredKeys: [] })

test('over the flat properties of an event it says what the compiled filters say', () => {
  let matched = 0
  let taken = 0
  fc.assert(
    fc.property(filters, flat, (where, properties) => {
      if (!filter.safeParse(where).success) return
      taken += 1
      const answer = matchesProperties(where, properties as Properties)
      matched += answer ? 1 : 0
      expect(answer).toBe(compileFilter(where)(properties))
    }),
    { numRuns: 3_000 },
  )
  // Else it has shown nothing.
  expect(matched).toBeGreaterThan(50)
  expect(taken - matched).toBeGreaterThan(1_000)
})

test('a name that only a prototype has is not there', () => {
  expect(matchesProperties({ toString: { $exists: true } }, {})).toBe(false)
})
