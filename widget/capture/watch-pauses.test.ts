import { expect, test } from 'vitest'
import { nextWatch } from './watch-pauses.ts'

const watches = [
  { id: 'long', seconds: 60 },
  { id: 'here', page: '/projects/*', seconds: 20 },
  { id: 'short', seconds: 10 },
]

test('the shortest watch that means this page comes next, each once in a pause', () => {
  expect(nextWatch(watches, '/projects/1', new Set())?.id).toBe('short')
  expect(nextWatch(watches, '/projects/1', new Set(['short']))?.id).toBe('here')
  expect(nextWatch(watches, '/other', new Set(['short']))?.id).toBe('long')
  expect(nextWatch(watches, '/other', new Set(['short', 'long']))).toBeNull()
})

test('a watch that would fire at once is none', () => {
  expect(nextWatch([{ id: 'zero', seconds: 0 }], '/', new Set())).toBeNull()
})
