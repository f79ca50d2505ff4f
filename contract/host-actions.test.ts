import { expect, test } from 'vitest'
import { hostAction, runnable } from './host-actions.ts'
import type { Properties } from './names.ts'

const invite = hostAction.parse({ name: 'invite', risk: 'medium', params: { role: 'text', seats: 'number?' } })
const run = (params?: Properties, run = 'invite') =>
  runnable({ label: 'Invite', run, ...(params === undefined ? {} : { params }) }, [invite])

test('a button runs what the page has registered, with the parameters that it takes', () => {
  expect(run({ role: 'editor' })).toBe(invite)
  expect(run({ role: 'editor', seats: 3 })).toBe(invite)
})

test.each<[string, Properties | undefined, string?]>([
  ['what the page has not registered', { role: 'editor' }, 'delete_everything'],
  ['no parameter where one is wanted', undefined],
  ['a parameter of another form', { role: 7 }],
  ['a parameter that may be left out, of another form', { role: 'editor', seats: 'three' }],
  ['a parameter too many', { role: 'editor', force: true }],
  ['a name that prototypes have', { role: 'editor', toString: 'x' }],
])('and not %s', (_, params, name) => {
  expect(run(params, name)).toBeNull()
})

test('before the page has registered anything nothing runs', () => {
  expect(runnable({ label: 'Invite', run: 'invite' }, undefined)).toBeNull()
})

test.each([
  { name: 'Invite!', risk: 'low' },
  { name: 'invite', risk: 'none' },
  { name: 'invite', risk: 'low', params: { role: 'list' } },
  { name: 'invite', risk: 'low', params: { '': 'text' } },
])('%j is no action', (action) => {
  expect(hostAction.safeParse(action).success).toBe(false)
})
