import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesRoute as theContract } from '../../contract/route-pattern.ts'
import { matchesRoute } from './matches-route.ts'

test('the widget and the server agree on which page a pattern means', () => {
  const segment = fc.constantFrom('a', 'b', '*', '**', '')
  const path = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`)
  fc.assert(fc.property(path, path, (pattern, given) => matchesRoute(pattern, given) === theContract(pattern, given)))
  expect(matchesRoute('/projects/*', '/projects/7')).toBe(true)
  expect(matchesRoute('/projects/*', '/projects/7/edit')).toBe(false)
  expect(matchesRoute('/projects/**', '/projects/7/edit')).toBe(true)
})
