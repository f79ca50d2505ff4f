import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin], { consent: 'required' })
  await workspace.publish('start', {
    kind: 'checklist',
    title: 'Start',
    audience: { 'verified.role': 'admin' },
    steps: [{ id: 'one', title: 'One', completeOn: { event: 'one_done' } }],
  })
})
afterAll(() => cairn?.remove())

const token = (user: string) => workspace.sign(user, { traits: { role: 'admin' } })
const connect = (options: { token?: string; visitor?: string }) =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, ...options })
const entriesOf = async (user: string): Promise<readonly unknown[]> =>
  (await workspace.call<{ entries: readonly unknown[] }>('GET', `/v1/tenants/default/users/${user}/entries`)).entries
const both = { analytics: true, personalisation: true }

test('where consent is required a user leaves no trace in their stream before the choice, and is known and guided after it', async () => {
  const client = await connect({ token: await token('ada') })
  await client.send([message('page', { path: '/' }), message('focus')])
  expect(await entriesOf('ada')).toEqual([])
  await client.send([message('consent', both), message('page', { path: '/' })])
  await client.until(({ items }) => items.length > 0)
  expect(await workspace.call('GET', '/v1/tenants/default/users/ada/session')).toMatchObject({
    kind: 'user',
    verified: true,
    traits: { verified: { role: 'admin' } },
  })
  client.close()
})

test('a choice made as a visitor is brought along by the sign-in', async () => {
  const visitor = await connect({})
  await visitor.send([message('consent', both), message('track', { name: 'one_done' })])
  const visit = visitor.welcome()?.visitor as string
  visitor.close()
  const client = await connect({ token: await token('grace'), visitor: visit })
  await expect
    .poll(() => workspace.call('GET', '/v1/tenants/default/users/grace/session'))
    .toMatchObject({ consent: both, events: { one_done: { count: 1 } }, traits: { verified: { role: 'admin' } } })
  client.close()
})

test('a page that can only use the beacon is known from its choice on, too', async () => {
  const post = async (...messages: Record<string, unknown>[]) =>
    fetch(`${cairn.url}/v1/beacon`, {
      method: 'POST',
      headers: { origin, 'content-type': 'text/plain' },
      body: JSON.stringify({
        auth: { v: 1, key: workspace.publishableKey, tab: 'beacon-tab-0001', token: await token('edsger') },
        envelope: { v: 1, sentAt: Date.now(), messages },
      }),
    })
  await post(message('page', { path: '/' }))
  expect(await entriesOf('edsger')).toEqual([])
  const answer = await post(message('consent', both), message('page', { path: '/' }))
  expect(JSON.stringify(await answer.json())).toContain('Start')
})
