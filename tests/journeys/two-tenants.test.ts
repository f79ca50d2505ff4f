import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HttpServices } from '../../server/http/http-services.ts'
import { createRoutes } from '../../server/http/routes.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
/** The table of routes is data: reading it needs no server. */
const nobody = { content: {} } as HttpServices
const canary = { acme: 'canary-acme-7f3a', globex: 'canary-globex-91bc' }
type Customer = keyof typeof canary

let cairn: RunningCairn
let workspace: TestWorkspace
let other: TestWorkspace
/** The key of another customer's admin. */
let foreignKey: string

const connect = async (tenant: Customer, user = 'sam') =>
  connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign(user, { tenant, traits: { role: 'admin' } }),
  })

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  other = await createWorkspace(cairn, [origin])
  for (const tenant of Object.keys(canary) as Customer[]) {
    await workspace.publish(
      'welcome',
      {
        kind: 'checklist',
        title: `Welcome ${canary[tenant]}`,
        steps: [{ id: 'one', title: 'One', completeOn: { event: 'one_done' } }],
      },
      tenant,
    )
    const client = await connect(tenant)
    await client.send([
      message('track', { name: 'seen', properties: { secret: canary[tenant] } }),
      message('identify', { traits: { nickname: canary[tenant] } }),
    ])
    await client.until((guidance) => guidance.items.length > 0)
    client.close()
    // A record can be listed a moment after what it decided is shown.
    const listed = () => workspace.call<{ decisions: object[] }>('GET', `/v1/tenants/${tenant}/users/sam/decisions`)
    while ((await listed()).decisions.length === 0) await sleep(20)
  }
  const admin = { name: 'the admin of globex' }
  foreignKey = (await workspace.call<{ key: string }>('POST', '/v1/tenants/globex/keys', admin)).key
})
afterAll(() => cairn?.remove())

test("the same user id in two tenants is two people: neither sees the other's content, session, events or decisions", async () => {
  for (const tenant of Object.keys(canary) as Customer[]) {
    const foreign = canary[tenant === 'acme' ? 'globex' : 'acme']
    for (const what of ['session', 'entries', 'decisions']) {
      const text = JSON.stringify(await workspace.call('GET', `/v1/tenants/${tenant}/users/sam/${what}`))
      expect(text, what).toContain(what === 'decisions' ? 'welcome' : canary[tenant])
      expect(text, what).not.toContain(foreign)
    }
    const client = await connect(tenant)
    const shown = JSON.stringify(await client.until((guidance) => guidance.items.length > 0))
    expect(shown).toContain(canary[tenant])
    expect(shown).not.toContain(foreign)
    client.close()
  }
})

test('a decision of one tenant is not found, read or replayed through the other', async () => {
  const { decisions } = await workspace.call<{ decisions: { id: string }[] }>(
    'GET',
    '/v1/tenants/acme/users/sam/decisions',
  )
  const id = decisions[0]?.id
  expect(id).toBeDefined()
  expect((await workspace.raw('GET', `/v1/tenants/acme/decisions/${id}`)).status).toBe(200)
  expect((await workspace.raw('GET', `/v1/tenants/globex/decisions/${id}`)).status).toBe(404)
  expect((await workspace.raw('POST', `/v1/tenants/globex/decisions/${id}/replay`)).status).toBe(404)
})

test("another workspace's key reaches nothing of this one, whatever it asks for", async () => {
  for (const path of [
    '/v1/tenants/acme/users/sam/session',
    '/v1/tenants/acme/settings',
    '/v1/tenants/acme/content',
    '/v1/tenants/acme/catalogue',
  ])
    expect((await other.raw('GET', path)).status, path).toBe(404)
  expect(JSON.stringify(await other.call('GET', '/v1/tenants'))).not.toContain('acme')
})

test('a token signed for another workspace is refused', async () => {
  await expect(
    connectWire({
      url: cairn.url,
      key: workspace.publishableKey,
      origin,
      token: await other.sign('sam', { tenant: 'acme' }),
    }),
  ).rejects.toThrow('TOKEN_INVALID')
  const forAnother = await workspace.sign('sam', { tenant: 'acme' }, { aud: other.id })
  await expect(
    connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: forAnother }),
  ).rejects.toThrow('TOKEN_INVALID')
})

test('a tenant named in a payload chooses nothing', async () => {
  const client = await connect('acme')
  const ack = await client.send([
    message('track', { name: 'x', tenant: 'globex' }),
    message('track', { name: 'y', properties: { tenant: 'globex' } }),
    message('group', { account: 'globex' }),
  ])
  expect('outcomes' in ack && ack.outcomes.map((outcome) => outcome.outcome)).toEqual([
    'dropped',
    'accepted',
    'accepted',
  ])
  client.close()
  const session = JSON.stringify(await workspace.call('GET', '/v1/tenants/globex/users/sam/session'))
  expect(session).not.toContain('"y"')
})

test("a client cannot join another's room by asking", async () => {
  const spy = await connect('acme', 'spy')
  for (const event of ['join', 'subscribe', 'room', 'welcome', 'guidance'])
    expect(await spy.socket.timeout(2_000).emitWithAck(event, 'globex/sam')).toMatchObject({
      error: { code: 'NOT_FOUND' },
    })
  const victim = await connect('globex')
  await victim.send([message('track', { name: 'one_done' })])
  await victim.until((guidance) =>
    guidance.items.some((item) => item.kind === 'checklist' && item.steps[0]?.done === true),
  )
  expect(JSON.stringify(spy.heard)).not.toContain(canary.globex)
  spy.close()
  victim.close()
})

test('without a token nobody chooses a tenant: a claimed user id lands in the default one and reads no verified state', async () => {
  const claimed = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, user: 'sam' })
  await claimed.send([message('page', { path: '/' })])
  expect(claimed.welcome()?.identity).toBe('unverified')
  expect(JSON.stringify(claimed.heard)).not.toMatch(/canary/)
  claimed.close()
  expect((await workspace.raw('GET', '/v1/tenants/default/users/sam/session')).status).toBe(404)
})

/** Every route that needs a key, with ids that exist in this workspace filled in. */
const guardedRoutes = async () => {
  const { decisions } = await workspace.call<{ decisions: { id: string }[] }>(
    'GET',
    '/v1/tenants/acme/users/sam/decisions',
  )
  const filled: Record<string, string> = {
    tenant: 'acme',
    user: 'sam',
    key: 'welcome',
    kind: 'account',
    alert: '1',
    decision: decisions[0]?.id ?? '',
  }
  return createRoutes(nobody)
    .filter(({ at }) => at !== 'public')
    .map(({ method, path, at }) => ({
      method: method.toUpperCase(),
      path: path.replace(/:(\w+)/g, (_, name: string) => filled[name] ?? name),
      at,
    }))
}

test('whatever route is called with whatever key that is not for it: refused, and nothing of the tenant is told or changed', async () => {
  const before = JSON.stringify(await workspace.call('GET', '/v1/tenants/acme/catalogue'))
  const routes = await guardedRoutes()
  expect(routes.length).toBeGreaterThan(20)
  for (const { method, path, at } of routes) {
    const ask = (authorization: string) => other.raw(method, path, method === 'GET' ? undefined : {}, { authorization })
    const answers = [
      ['no key', await ask(''), [401]],
      [
        'an unknown key',
        await ask('Bearer sk_aaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbb'),
        at === 'installation' ? [403] : [401],
      ],
      ['the publishable key', await ask(`Bearer ${workspace.publishableKey}`), [403]],
      ["another tenant's key", await ask(`Bearer ${foreignKey}`), [403]],
      ['a user token', await ask(`Bearer ${await workspace.sign('sam', { tenant: 'acme' })}`), [401]],
      // A route of the workspace acts on its own one: what it may answer is about that one only.
      ...(at === 'tenant' ? [["another workspace's key", await ask(`Bearer ${other.secretKey}`), [404]] as const] : []),
    ] as const
    for (const [who, { status, body }, wanted] of answers) {
      expect(wanted, `${method} ${path} with ${who} answered ${status}`).toContain(status)
      expect(JSON.stringify(body)).not.toContain('canary')
    }
  }
  expect(JSON.stringify(await workspace.call('GET', '/v1/tenants/acme/catalogue'))).toBe(before)
})

test.each([
  [
    'a publishable key on a secret route',
    async () => workspace.raw('GET', '/v1/content', undefined, { authorization: `Bearer ${workspace.publishableKey}` }),
    403,
  ],
  ['no key', async () => workspace.raw('GET', '/v1/content', undefined, { authorization: '' }), 401],
  ['a secret key in a browser', async () => workspace.raw('GET', '/v1/content', undefined, { origin }), 403],
  [
    'a secret key creating workspaces',
    async () => workspace.raw('POST', '/v1/workspaces', { name: 'x', origins: [] }),
    403,
  ],
])('%s is refused', async (_what, ask, status) => {
  expect((await ask()).status).toBe(status)
})

test('a page on an origin that is not listed is refused', async () => {
  await expect(
    connectWire({ url: cairn.url, key: workspace.publishableKey, origin: 'https://evil.test' }),
  ).rejects.toThrow('ORIGIN_NOT_ALLOWED')
})
