import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Guidance } from '../../contract/guidance.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient, type WireOptions } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
let other: TestWorkspace

const checklist = {
  kind: 'checklist',
  title: 'Start',
  steps: [
    { id: 'one', title: 'One', completeOn: { event: 'one_done' } },
    { id: 'two', title: 'Two', completeOn: { event: 'two_done' } },
  ],
}
beforeAll(async () => {
  cairn = await startCairn({ env: { CAIRN_TENANT_LIMIT: '3' } })
  workspace = await createWorkspace(cairn, [origin], {
    segments: [{ name: 'begun', when: { 'events.one_done.count': { $gte: 1 } } }],
  })
  other = await createWorkspace(cairn, [origin])
  await workspace.publish('start', checklist)
})
afterAll(() => cairn?.remove())

const connect = (options: Partial<WireOptions> = {}): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, ...options })
/** "let in", or the code of the refusal. */
const knock = (options: Partial<WireOptions> = {}): Promise<string> =>
  connect(options).then(
    (client) => {
      client.close()
      return 'let in'
    },
    (error: Error) => error.message,
  )
const doneSteps = async (client: WireClient): Promise<number> => {
  const { items } = await client.until((guidance) => guidance.items.length > 0)
  return items[0]?.kind === 'checklist' ? items[0].steps.filter(({ done }) => done).length : Number.NaN
}
/** A visitor who has done the first step. @returns their token */
const visit = async (): Promise<string> => {
  const client = await connect()
  await client.send([message('track', { name: 'one_done' })])
  expect(await doneSteps(client)).toBe(1)
  client.close()
  return client.welcome()?.visitor as string
}

test('who names no origin is refused, and so is who names one that is not listed', async () => {
  const auth = { v: 1, key: workspace.publishableKey, tab: 'beacon-tab-0001' }
  const ask = async (headers: Record<string, string>) => {
    const envelope = { v: 1, sentAt: Date.now(), messages: [message('page', { path: '/' })] }
    const answer = await fetch(`${cairn.url}/v1/beacon`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ auth, envelope }),
    })
    return ((await answer.json()) as { error?: { code: string } }).error?.code ?? 'let in'
  }
  expect(await ask({})).toBe('ORIGIN_MISSING')
  expect(await ask({ origin: 'https://evil.test' })).toBe('ORIGIN_NOT_ALLOWED')
  expect(await ask({ origin })).toBe('let in')
})

test('the list of origins holds as soon as it is changed, for what is added and for what is taken away', async () => {
  const next = 'https://next.test'
  expect(await knock({ origin: next })).toBe('ORIGIN_NOT_ALLOWED')
  await workspace.call('PUT', '/v1/workspace', { origins: [next] })
  expect(await knock({ origin: next })).toBe('let in')
  expect(await knock()).toBe('ORIGIN_NOT_ALLOWED')
  await workspace.call('PUT', '/v1/workspace', { origins: [origin] })
  expect(await knock()).toBe('let in')
})

test('a workspace that enforces tokens refuses a claimed user, and still takes visitors and signed users', async () => {
  expect(await knock({ user: 'ada' })).toBe('let in')
  await workspace.call('PUT', '/v1/workspace', { enforceTokens: true })
  expect(await knock({ user: 'ada' })).toBe('TOKEN_REQUIRED')
  expect(await knock()).toBe('let in')
  expect(await knock({ token: await workspace.sign('ada') })).toBe('let in')
  await workspace.call('PUT', '/v1/workspace', { enforceTokens: false })
})

test("a token signed with another workspace's secret is refused, though it names this workspace", async () => {
  expect(await knock({ token: await other.sign('ada', {}, { aud: workspace.id }) })).toBe('TOKEN_INVALID')
})

test.each([
  ['the publishable key under the name of a secret one', () => workspace.publishableKey.replace('pk_', 'sk_')],
  ['a secret key with another end', () => `${workspace.secretKey.slice(0, -8)}AAAAAAAA`],
])('%s opens nothing', async (_what, key) => {
  const answer = await workspace.raw('GET', '/v1/content', undefined, { authorization: `Bearer ${key()}` })
  expect(answer).toMatchObject({ status: 401, body: { error: { code: 'KEY_UNKNOWN' } } })
})

test('an account that a token names chooses no tenant: without a tenant it is the default one', async () => {
  const client = await connect({ token: await workspace.sign('in-account', { account: 'acme' }) })
  await client.send([message('page', { path: '/' })])
  client.close()
  expect((await workspace.raw('GET', '/v1/tenants/default/users/in-account/session')).status).toBe(200)
  expect((await workspace.raw('GET', '/v1/tenants/acme/users/in-account/session')).status).toBe(404)
})

test("a visitor's token that was written by somebody else makes a new visitor, who sees nothing of the first", async () => {
  const token = await visit()
  const same = await connect({ visitor: token })
  expect(await doneSteps(same)).toBe(1)
  expect(same.welcome()?.visitor).toBeUndefined()
  same.close()
  const [head = '', body = ''] = token.split('.')
  const forged = `${head}.${body}.${Buffer.alloc(32).toString('base64url')}`
  const stranger = await connect({ visitor: forged })
  expect(stranger.welcome()?.visitor).toMatch(/\./)
  await stranger.send([message('page', { path: '/' })])
  expect(await doneSteps(stranger)).toBe(0)
  stranger.close()
})

test('a signed sign-in takes the visit along and leaves nothing of it behind; done again, it counts once', async () => {
  const visitor = await visit()
  for (let time = 0; time < 2; time++) {
    const user = await connect({ visitor, token: await workspace.sign('signed-in') })
    expect(await doneSteps(user)).toBe(1)
    user.close()
  }
  const { entries } = await workspace.call<{ entries: { kind: string }[] }>(
    'GET',
    '/v1/tenants/default/users/signed-in/entries',
  )
  expect(entries.filter(({ kind }) => kind === 'linked')).toHaveLength(1)
  const again = await connect({ visitor })
  await again.send([message('page', { path: '/' })])
  // Asked for, not waited for: what is under test is what is left of the visit, not how it is pushed.
  const items = async () =>
    ((await again.socket.timeout(5_000).emitWithAck('sync')) as { messages: Guidance[] }).messages[0]?.items ?? []
  await expect.poll(items).toMatchObject([{ kind: 'checklist', steps: [{ done: false }, { done: false }] }])
  again.close()
})

test('whoever is in a segment is listed, as the user that they have become and no more as the visitor that they were', async () => {
  const members = async () =>
    (
      await workspace.call<{ members: { user: string | null; userId: string }[] }>(
        'GET',
        '/v1/tenants/default/segments/begun/members?limit=200',
      )
    ).members
  const idsBefore = new Set((await members()).map(({ userId }) => userId))
  const visitor = await visit()
  const newcomers = async () => (await members()).filter(({ userId }) => !idsBefore.has(userId)).map(({ user }) => user)
  await expect.poll(newcomers).toEqual([null])
  const user = await connect({ visitor, token: await workspace.sign('in-segment') })
  expect(await doneSteps(user)).toBe(1)
  await expect.poll(newcomers).toEqual(['in-segment'])
  user.close()
})

test('what the visitor had dismissed stays away when they have signed in', async () => {
  const visiting = await connect()
  await visiting.send([message('page', { path: '/' })])
  const decision = (await visiting.until(({ items }) => items.length > 0)).items[0]?.decision
  await visiting.send([message('exposure', { decision }), message('feedback', { decision, action: 'dismissed' })])
  await visiting.until(({ items }) => items.length === 0)
  visiting.close()
  const visitor = visiting.welcome()?.visitor as string
  const user = await connect({ visitor, token: await workspace.sign('dismissing') })
  await user.send([message('page', { path: '/' })])
  const decisionsOf = async () =>
    (
      await workspace.call<{ decisions: { result: { choice: object | null } }[] }>(
        'GET',
        '/v1/tenants/default/users/dismissing/decisions',
      )
    ).decisions
  await expect.poll(async () => (await decisionsOf()).length).toBeGreaterThan(0)
  expect((await decisionsOf()).map(({ result }) => result.choice).filter((choice) => choice !== null)).toEqual([])
  user.close()
})

test('a sign-in that nobody signed takes no visit: it stays with its visitor', async () => {
  const visitor = await visit()
  const claimed = await connect({ visitor, user: 'claims-to-be' })
  await claimed.send([message('page', { path: '/' })])
  expect(await doneSteps(claimed)).toBe(0)
  claimed.close()
  const back = await connect({ visitor })
  expect(await doneSteps(back)).toBe(1)
  back.close()
})

test('whoever only connects leaves nothing behind; the first thing they do brings guidance', async () => {
  const client = await connect({ locale: 'de' })
  expect(client.guidance()).toMatchObject({ rev: 0, items: [] })
  await client.send([message('page', { path: '/' })])
  expect(await doneSteps(client)).toBe(0)
  client.close()
})

test('tokens register new tenants up to the limit of a workspace, and those known go on', async () => {
  const signed = async (tenant: string) => knock({ token: await workspace.sign('ada', { tenant }) })
  expect(await signed('first')).toBe('let in')
  expect(await signed('second')).toBe('let in')
  expect(await signed('third')).toBe('TENANT_LIMIT')
  expect(await signed('first')).toBe('let in')
  expect(await workspace.raw('PUT', '/v1/tenants/fourth', {})).toMatchObject({
    status: 409,
    body: { error: { code: 'TENANT_LIMIT' } },
  })
})

test('a visitor whose visit was taken along and who comes back with the old token begins anew, and is shown something', async () => {
  const visitor = await visit()
  const signedIn = await connect({ visitor, token: await workspace.sign('comes-back') })
  expect(await doneSteps(signedIn)).toBe(1)
  signedIn.close()
  const again = await connect({ visitor })
  await again.send([message('track', { name: 'one_done' })])
  expect(await doneSteps(again)).toBe(1)
  again.close()
})
