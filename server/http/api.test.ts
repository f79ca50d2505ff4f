import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Ambient } from '../../contract/ambient.ts'
import type { AuditEntry, AuditNote } from '../../contract/audit.ts'
import { AppError, errorCatalogue } from '../../contract/errors.ts'
import { installationContext, tenantContext, workspaceContext } from '../tenants/contexts.ts'
import type { StoredKey } from '../tenants/keys.ts'
import { mayDo } from '../tenants/permissions.ts'
import type { Workspace } from '../tenants/workspace-registry.ts'
import { createApi } from './api.ts'
import { route } from './route.ts'

const ambient: Ambient = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  id: () => randomBytes(15).toString('base64url'),
  uuid: () => 'unused',
  bytes: (length) => randomBytes(length),
  seed: () => 1,
}
const silent = { log: { debug() {}, info() {}, warn() {}, error() {} }, count() {}, observe() {} }
const anything = { params: z.object({}), query: z.object({}), body: z.unknown(), summary: 'A test.' }

const routes = [
  route({
    ...anything,
    method: 'post',
    path: '/echo',
    action: 'content.write',
    at: 'workspace',
    audit: ({ body }, answer) => ({ what: { body, answered: answer?.status ?? null }, why: 'as told' }),
    handle: async ({ body }) => {
      handled += 1
      if ((body as { fail?: boolean }).fail === true) throw new AppError('NOT_FOUND')
      return { status: 200, json: body }
    },
  }),
  route({
    ...anything,
    method: 'get',
    path: '/fails',
    action: 'content.read',
    at: 'workspace',
    handle: async () => {
      throw new Error('canary: could not open the file of tenant x')
    },
  }),
  route({
    ...anything,
    method: 'get',
    path: '/not-for-secret-keys',
    action: 'widget.talk',
    at: 'workspace',
    handle: async () => ({ status: 200, json: {} }),
  }),
]

/** What stands in the audit log. */
const written: AuditNote[] = []
let isLogFull = false
let handled = 0
beforeEach(() => {
  written.length = 0
  handled = 0
})

let server: Server
let url: string
beforeAll(async () => {
  server = createServer(
    createApi({
      routes,
      // A caller is proven: what stands behind that has tests of its own.
      workspaces: {
        proveKey: async () => ({ id: 'k1', kind: 'sk', workspace: 'w1' }) as StoredKey,
        keyNamedBy: async () => ({ id: 'k1', kind: 'sk', workspace: 'w1' }) as StoredKey,
        get: async () => ({ id: 'w1' }) as Workspace,
      } as never,
      tenants: {} as never,
      tenantKeys: { prove: async () => undefined, namedBy: async () => undefined },
      contexts: { installation: installationContext, workspace: workspaceContext, tenant: tenantContext },
      mayDo,
      audit: {
        append: async (_context, note) => {
          if (isLogFull) throw new Error('disk full')
          written.push(note)
          return note as AuditEntry
        },
      },
      waitFor: () => undefined,
      ambient,
      telemetry: silent,
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(url + path, {
    ...init,
    headers: { authorization: 'Bearer sk_x', 'content-type': 'application/json', ...init.headers },
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const codeIn = (text: string): string => (JSON.parse(text) as { error: { code: string } }).error.code

test('a failure of ours tells the caller its code and an id to ask about, and nothing of how it came', async () => {
  const { status, headers, text } = await ask('/fails')
  expect(status).toBe(500)
  const { message, mend } = errorCatalogue.INTERNAL
  expect(JSON.parse(text)).toEqual({
    error: { code: 'INTERNAL', message, mend, facts: {}, requestId: headers.get('x-request-id') },
  })
})

test.each([
  ['an answer', '/echo', 'POST'],
  ['a failure', '/fails', 'GET'],
  ['no such route', '/nothing', 'GET'],
])('%s carries the security headers, and does not say what serves it', async (_what, path, method) => {
  const { headers } = await ask(path, { method, ...(method === 'POST' ? { body: '{}' } : {}) })
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  })
  expect(headers.get('x-powered-by')).toBeNull()
})

test('a body up to 256 KB is taken, one byte more is refused with a code', async () => {
  const bodyOf = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - '{"a":""}'.length) })
  expect((await ask('/echo', { method: 'POST', body: bodyOf(256 * 1024) })).status).toBe(200)
  const { status, text } = await ask('/echo', { method: 'POST', body: bodyOf(256 * 1024 + 1) })
  expect([status, codeIn(text)]).toEqual([413, 'BODY_TOO_LARGE'])
})

test('a compressed body is refused, since nothing bounds what it inflates to', async () => {
  const { status, text } = await ask('/echo', {
    method: 'POST',
    body: gzipSync('{"a":1}'),
    headers: { 'content-encoding': 'gzip' },
  })
  expect([status, codeIn(text)]).toEqual([400, 'JSON_INVALID'])
})

test('a proven key does only what its role allows', async () => {
  const { status, text } = await ask('/not-for-secret-keys')
  expect([status, codeIn(text)]).toEqual([403, 'KEY_WRONG_KIND'])
})

const echo = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/echo`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_1', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

test('a change is written down before and after it is made: who, what, why, and the request that asked for it', async () => {
  const response = await echo({ name: 'a\nb' })
  const request = response.headers.get('x-request-id')
  const shared = { action: 'content.write', by: 'sk:k1', request, route: 'POST /echo', why: 'as told', code: null }
  expect(written).toEqual([
    { ...shared, outcome: 'begun', what: { body: { name: 'a\nb' }, answered: null } },
    { ...shared, outcome: 'done', what: { body: { name: 'a\nb' }, answered: 200 } },
  ])
})

test('a change that failed is written down as failed, with the code', async () => {
  expect((await echo({ fail: true })).status).toBe(404)
  expect(written.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['begun', null],
    ['failed', 'NOT_FOUND'],
  ])
})

test('what cannot be written down is not done', async () => {
  isLogFull = true
  const { status } = await echo({ name: 'x' })
  isLogFull = false
  expect([status, handled]).toEqual([500, 0])
})

test('a key that is refused is written down, though not more often than twenty times a minute', async () => {
  expect((await echo({}, { origin: 'https://host.test' })).status).toBe(403)
  expect(written).toEqual([
    expect.objectContaining({ outcome: 'denied', by: 'sk:k1', code: 'KEY_IN_BROWSER', action: 'content.write' }),
  ])
  for (let index = 0; index < 30; index++) await echo({}, { origin: 'https://host.test' })
  expect(written.length).toBeGreaterThan(10)
  expect(written.length).toBeLessThanOrEqual(20)
  expect(handled).toBe(0)
})
