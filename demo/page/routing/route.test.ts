import { expect, test } from 'vitest'
import { parsePath } from './route.ts'

test.each([
  ['/', { page: 'projects' }],
  ['/projects', { page: 'projects' }],
  ['/projects/', { page: 'projects' }],
  ['/projects/atlas-site', { page: 'project', id: 'atlas-site' }],
  ['/tasks', { page: 'tasks' }],
  ['/team', { page: 'team' }],
  ['/integrations', { page: 'integrations' }],
  ['/reports', { page: 'reports' }],
  ['/settings', { page: 'settings', section: 'profile' }],
  ['/settings/billing', { page: 'settings', section: 'billing' }],
  ['/sign-in', { page: 'sign-in' }],
])('%s is a place of the product', (path, route) => {
  expect(parsePath(path)).toEqual(route)
})

test.each(['/nowhere', '/settings/nothing', '/projects/a/b', '/tasks/1', '/constructor'])(
  '%s says that nothing is there',
  (path) => {
    expect(parsePath(path)).toEqual({ page: 'not-found' })
  },
)
