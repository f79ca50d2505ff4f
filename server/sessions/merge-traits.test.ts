import { expect, test } from 'vitest'
import { limits } from '../../contract/limits.ts'
import { mergeTraits, noTraits } from './merge-traits.ts'

test.each([
  ['created_at in seconds', { created_at: 1_700_000_000 }],
  ['createdAt in milliseconds', { createdAt: 1_700_000_000_000 }],
  ['createdAt in seconds, as a text', { createdAt: '1700000000' }],
  ['signed_up_at with an offset', { signed_up_at: '2023-11-14T23:13:20+01:00' }],
])('the sign-up time is understood as other tools send it: %s', (_, traits) => {
  expect(mergeTraits(noTraits, 'claimed', traits).claimed.signed_up_at).toBe('2023-11-14T22:13:20.000Z')
})

test('a sign-up time that is none is kept as it was sent', () => {
  expect(mergeTraits(noTraits, 'claimed', { created_at: 'long ago' }).claimed).toEqual({ created_at: 'long ago' })
})

test('what a page claims never touches what was verified', () => {
  const traits = mergeTraits(mergeTraits(noTraits, 'verified', { plan: 'free' }), 'claimed', { plan: 'gold' })
  expect(traits.verified).toEqual({ plan: 'free' })
})

test('traits without end push out the ones that were set first', () => {
  const traits = Array.from({ length: 500 }, (_, index) => index).reduce(
    (all, index) => mergeTraits(all, 'claimed', { [`trait${index}`]: index }),
    noTraits,
  )
  expect(Object.keys(traits.claimed)).toHaveLength(2 * limits.traitCount)
  expect(traits.claimed.trait499).toBe(499)
})
