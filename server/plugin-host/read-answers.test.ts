import fc from 'fast-check'
import { expect, test } from 'vitest'
import { candidate as candidateSchema, verdict as verdictSchema } from '../../contract/plugin.ts'
import { plainCandidate, readCandidates } from './read-candidates.ts'
import { plainVerdict, readVerdicts } from './read-verdicts.ts'

/** Mostly what is right, now and then what is not. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong })

const factName = mostly(
  fc.constantFrom('a', 'factOne', 'constructor', 'toString', 'a'.repeat(32)),
  fc.constantFrom('Bad', 'x y', '', 'a'.repeat(33), '__proto__'),
) as fc.Arbitrary<string>
const fact = mostly(
  fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean(), fc.constant('x'.repeat(500))),
  fc.oneof(fc.double(), fc.constantFrom(null, undefined, 'x'.repeat(501), [], {}, 10n)),
)
const oddEvidence = mostly(
  fc.record(
    {
      code: mostly(fc.constantFrom('fits', 'a-1'), fc.constantFrom('Bad', '', 1)),
      facts: mostly(fc.dictionary(factName, fact, { maxKeys: 3, noNullPrototype: true }), fc.anything()),
    },
    { noNullPrototype: true },
  ),
  fc.oneof(fc.anything(), fc.constant({ code: 'fits' })),
)
const oddCandidate = mostly(
  fc.record(
    {
      content: mostly(fc.constantFrom('a@1', 'x'.repeat(128)), fc.constantFrom('', 'x'.repeat(129), 7)),
      score: mostly(
        fc.oneof(fc.constantFrom(1e6, -1e6), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
        fc.oneof(fc.double(), fc.constantFrom(1_000_001, '1')),
      ),
      evidence: mostly(
        fc.array(oddEvidence, { minLength: 1, maxLength: 3 }),
        fc.oneof(fc.array(oddEvidence), fc.anything()),
      ),
      extra: fc.boolean(),
    },
    { requiredKeys: ['content', 'score', 'evidence'], noNullPrototype: true },
  ),
  fc.anything(),
)

test('the fast reading of a candidate takes nothing that the schema refuses, and reads it alike', () => {
  let taken = 0
  fc.assert(
    fc.property(oddCandidate, (value) => {
      const fast = plainCandidate(value)
      if (fast === undefined) return
      taken += 1
      expect(fast).toEqual(candidateSchema.parse(value))
    }),
    { numRuns: 5_000 },
  )
  // About 230 of 5,000 by chance; far fewer would mean that the comparison has little to compare.
  expect(taken).toBeGreaterThan(100)
})

test('a candidate is taken exactly when the schema takes it', () => {
  fc.assert(
    fc.property(oddCandidate, (value) => {
      expect(readCandidates([value], () => true) !== undefined).toBe(candidateSchema.safeParse(value).success)
    }),
    { numRuns: 2_000 },
  )
})

const dayMs = 86_400_000
const oddVerdict = fc.oneof(
  fc.record(
    {
      verdict: mostly(fc.constantFrom('allow', 'veto', 'amend'), fc.constantFrom('maybe', 1)),
      code: mostly(fc.constantFrom('full', 'a-1'), fc.constantFrom('Bad', 1)),
      facts: mostly(fc.dictionary(factName, fact, { maxKeys: 2 }), fc.anything()),
      patch: fc.constantFrom({ title: 'x' }, { title: '' }, {}),
      retryAfterMs: mostly(fc.constantFrom(100, 31 * dayMs), fc.constantFrom(99, 31 * dayMs + 1, Number.NaN, 100.5)),
      reserve: fc.array(
        fc.record(
          {
            key: mostly(fc.constantFrom('k:day', 'a'.repeat(64)), fc.constantFrom('K', 'a'.repeat(65))),
            limit: mostly(fc.constantFrom(1, 1_000), fc.constantFrom(0, 1_001, 1.5)),
            windowMs: mostly(fc.constantFrom(1_000, 366 * dayMs), fc.constantFrom(999, 366 * dayMs + 1)),
            scope: mostly(fc.constant('account'), fc.constantFrom('tenant', undefined, null)),
          },
          { requiredKeys: ['key', 'limit', 'windowMs'] },
        ),
        { maxLength: 9 },
      ),
    },
    { requiredKeys: ['verdict'] },
  ),
  fc.record({
    verdict: fc.constant('allow'),
    reserve: fc.array(
      fc.constantFrom(
        { key: 'k', limit: 1, windowMs: 1_000 },
        { key: 'k', limit: 1, windowMs: 1_000, scope: 'account' },
      ),
    ),
  }),
  fc.anything(),
)

test('the fast reading of a verdict takes nothing that the schema refuses, and reads it alike', () => {
  let taken = 0
  fc.assert(
    fc.property(oddVerdict, (value) => {
      const fast = plainVerdict(value)
      if (fast === undefined) return
      taken += 1
      expect(fast).toEqual(verdictSchema.parse(value))
    }),
    { numRuns: 10_000 },
  )
  // About 230 of 5,000 by chance; far fewer would mean that the comparison has little to compare.
  expect(taken).toBeGreaterThan(100)
})

test('a verdict is taken exactly when the schema takes it', () => {
  fc.assert(
    fc.property(oddVerdict, (value) => {
      const parsed = verdictSchema.safeParse(value)
      expect(readVerdicts([value], 1)).toEqual(parsed.success ? [parsed.data] : undefined)
    }),
    { numRuns: 2_000 },
  )
})
