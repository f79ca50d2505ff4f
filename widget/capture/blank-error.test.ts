import { expect, test } from 'vitest'
import { limits } from '../../contract/limits.ts'
import { blankError } from './blank-error.ts'

test('repeats of an error look alike, and it carries no address, query or number', () => {
  expect(blankError('Saving 4711 failed  after 3 s')).toBe('Saving 0 failed after 0 s')
  expect(blankError('no user ann@example.org at https://x.example/a?token=s3cret&b=1 today')).toBe(
    'no user @ at https://x.example/a? today',
  )
})

test('an error text of any length is cut, quickly', () => {
  expect(blankError('x'.repeat(1_000_000)).length).toBe(limits.errorTextLength)
  expect(blankError(`${'a@'.repeat(500_000)}`)).toBe('@')
})
