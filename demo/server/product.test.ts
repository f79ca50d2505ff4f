import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeCairnKeys } from './cairn-keys.ts'
import { openData } from './open-data.ts'
import { cairnTag, pagePolicy } from './page.ts'
import { createProduct } from './product.ts'

const keys = {
  workspace: 'w1',
  publishableKey: 'pk_0123456789abcdef',
  secretKey: 'sk_0123456789abcdef',
  signing: { kid: 'k1', secret: 'a secret of the workspace, long enough' },
}
let directory: string
let http: Server
let origin: string
let held: typeof keys | undefined

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'halyard-test-'))
  held = keys
  const app = createProduct({
    data: openData(directory, Date.now),
    pageFolder: directory,
    page: (key) => `<html>${key === undefined ? '' : cairnTag('http://cairn.example', key)}</html>`,
    policy: pagePolicy('http://cairn.example'),
    keys: () => held,
    guided: () => true,
    now: Date.now,
  })
  http = createServer(app)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})
afterEach(async () => {
  http.closeAllConnections()
  await new Promise((resolve) => http.close(resolve))
  rmSync(directory, { recursive: true })
})

const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${origin}/api${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text }
}
const cookieOf = async (person: string): Promise<Record<string, string>> => {
  const { headers } = await call('POST', '/session', { person })
  return { cookie: headers.get('set-cookie')!.split(';')[0]! }
}

test('the page of every route carries the one tag and the strict policy, with nothing inline allowed', async () => {
  const response = await fetch(`${origin}/settings/billing`)
  expect(await response.text()).toContain(
    '<script src="http://cairn.example/cairn.js" data-key="pk_0123456789abcdef" data-help="mod+/" async></script>',
  )
  expect(response.headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self' http://cairn.example; style-src 'self'; img-src 'self' data:; " +
      "connect-src 'self' http://cairn.example ws://cairn.example; font-src 'self'; require-trusted-types-for 'script'; " +
      "trusted-types 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  )
})

test('without Cairn the page stands alone', async () => {
  held = undefined
  expect(await (await fetch(`${origin}/projects`)).text()).toBe('<html></html>')
  expect((await call('GET', '/cairn-token', undefined, await cookieOf('p-maya'))).status).toBe(503)
})

test('nobody gets a token without having signed in', async () => {
  expect((await call('GET', '/cairn-token')).status).toBe(401)
})

test('the session cookie is out of reach for scripts and other sites', async () => {
  const { headers } = await call('POST', '/session', { person: 'p-maya' })
  expect(headers.get('set-cookie')).toMatch(/^halyard_session=[\w-]{43};.*HttpOnly; SameSite=Lax$/)
})

test('a change that another site sends is refused', async () => {
  const foreign = { origin: 'http://elsewhere.example' }
  expect((await call('POST', '/session', { person: 'p-maya' }, foreign)).status).toBe(403)
})

test('signing out ends the session, not only the cookie', async () => {
  const cookie = await cookieOf('p-maya')
  expect((await call('GET', '/view', undefined, cookie)).body.me.id).toBe('p-maya')
  await call('DELETE', '/session', {}, cookie)
  expect((await call('GET', '/view', undefined, cookie)).body).toBe('null')
})

test('a viewer changes nothing, and a member no billing', async () => {
  const viewer = await cookieOf('p-ines')
  expect((await call('POST', '/projects', { name: 'Mine', template: 'blank' }, viewer)).status).toBe(403)
  const billing = { section: 'billing', billingEmail: 'a@b.example', vatNumber: '' }
  expect((await call('PUT', '/settings', billing, await cookieOf('p-tomas'))).status).toBe(403)
})

test('a VAT number that the registry would refuse is answered with 422 and its field', async () => {
  const billing = { section: 'billing', billingEmail: 'a@b.example', vatNumber: '509123456' }
  const answer = await call('PUT', '/settings', billing, await cookieOf('p-maya'))
  expect(answer).toMatchObject({ status: 422, body: { field: 'vatNumber', code: 'vat' } })
})

test("one customer's people never see or change another's work", async () => {
  const jonas = await cookieOf('p-jonas')
  const { body } = await call('GET', '/view', undefined, jonas)
  expect(JSON.stringify(body)).not.toMatch(/atlas|lumen/i)
  expect((await call('PATCH', '/tasks/atlas-site-1', { column: 'done' }, jonas)).status).toBe(404)
})

test('what was done is there after a restart', async () => {
  await call('PATCH', '/tasks/atlas-site-1', { column: 'done' }, await cookieOf('p-maya'))
  const again = openData(directory, Date.now)
  expect(again.company('lumen-field').tasks.find(({ id }) => id === 'atlas-site-1')?.column).toBe('done')
})

test("keys lie in a file of the product's owner only", () => {
  writeCairnKeys(directory, keys)
  expect(statSync(join(directory, 'keys.json')).mode & 0o777).toBe(0o600)
})
