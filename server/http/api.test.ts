import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Ambient } from '../../contract/ambient.ts'
import { errorCatalogue } from '../../contract/errors.ts'
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
    handle: async ({ body }) => ({ status: 200, json: body }),
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

let server: Server
let url: string
beforeAll(async () => {
  server = createServer(
    createApi({
      routes,
      // A caller is proven: what stands behind that has tests of its own.
      workspaces: {
        proveKey: async () => ({ id: 'k1', kind: 'sk', workspace: 'w1' }) as StoredKey,
        get: async () => ({ id: 'w1' }) as Workspace,
      } as never,
      tenants: {} as never,
      contexts: { installation: installationContext, workspace: workspaceContext, tenant: tenantContext },
      mayDo,
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
