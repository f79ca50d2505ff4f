import { expect, test } from 'vitest'
import { changes, mayDo } from '../tenants/permissions.ts'
import { titleOf } from './audited.ts'
import type { HttpServices } from './http-services.ts'
import { createRoutes } from './routes.ts'

/** The table is data; what its handlers would call is never called here. */
const nothing: object = new Proxy({}, { get: () => nothing })
const routes = createRoutes(nothing as HttpServices)

/** They write, and change nothing that anybody answers for. */
const noChange: ReadonlyMap<string, string> = new Map([
  ['POST /v1/tenants/:tenant/users/:user/events', "each event stands in its user's stream"],
  ['POST /v1/tenants/:tenant/decisions/:decision/replay', 'it reads'],
  ['POST /v1/tenants/:tenant/decisions/replay', 'it reads'],
  ['POST /v1/tenants/:tenant/users/:user/ask', "the question and what is found stand in its user's stream"],
  ['POST /v1/tenants/:tenant/users/:user/gate', "what is answered stands in its user's stream"],
  ['POST /v1/tenants/:tenant/settings/dry-run', 'it reads, and nothing is saved'],
])

test('every route that can change something says what is written into the audit log', () => {
  const writing = routes.filter(({ method }) => method !== 'get')
  expect(writing.length).toBeGreaterThan(10)
  expect(writing.filter((route) => route.audit === undefined && !noChange.has(titleOf(route))).map(titleOf)).toEqual([])
})

test("every action that changes something is some route's, and is written down by each of them", () => {
  const audited = new Set<string>(routes.flatMap(({ action, audit }) => (audit === undefined ? [] : [action])))
  const silent = new Set<string>(routes.flatMap(({ action, audit }) => (audit === undefined ? [action] : [])))
  for (const action of changes) expect([action, audited.has(action), silent.has(action)]).toEqual([action, true, false])
})

test("a tenant's own admin reaches what concerns their tenant, route by route, and nothing else", () => {
  const admin = { kind: 'tenant-admin', key: 'k' } as const
  const open = routes.filter(({ at, action }) => at === 'tenant' && mayDo(admin, action))
  expect(open.map(titleOf).toSorted()).toEqual([
    'DELETE /v1/tenants/:tenant/corrections/:correction',
    'GET /v1/tenants/:tenant/alerts',
    'GET /v1/tenants/:tenant/audit',
    'GET /v1/tenants/:tenant/audit/export',
    'GET /v1/tenants/:tenant/catalogue',
    'GET /v1/tenants/:tenant/corrections',
    'GET /v1/tenants/:tenant/decisions',
    'GET /v1/tenants/:tenant/decisions/:decision',
    'GET /v1/tenants/:tenant/learning',
    'GET /v1/tenants/:tenant/retrieval',
    'GET /v1/tenants/:tenant/settings',
    'GET /v1/tenants/:tenant/users/:user/decisions',
    'GET /v1/tenants/:tenant/users/:user/feedback',
    'GET /v1/tenants/:tenant/users/:user/not-shown',
    'GET /v1/tenants/:tenant/wrong-reports',
    'POST /v1/tenants/:tenant/corrections',
    'POST /v1/tenants/:tenant/decisions/:decision/replay',
    'POST /v1/tenants/:tenant/decisions/replay',
    'POST /v1/tenants/:tenant/settings/dry-run',
    'POST /v1/tenants/:tenant/settings/restore',
    'PUT /v1/tenants/:tenant/settings',
  ])
})
