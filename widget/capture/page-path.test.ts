import { expect, test } from 'vitest'
import { pagePath as theContract } from '../../contract/names.ts'
import { pagePath } from './page-path.ts'

test('whatever a page calls its path, what leaves is a path without query', () => {
  const given = ['/a/b', 'a/b', '/a?q=1', '/a#x', '#/route', '', '/a b', `/${'x'.repeat(2_000)}`, '/a\n?b\nc']
  for (const path of given) expect([path, theContract.safeParse(pagePath(path)).success]).toEqual([path, true])
  expect(pagePath('/a?q=1#x')).toBe('/a')
})
