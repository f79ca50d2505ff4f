import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
const clients: WireClient[] = []

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  await workspace.publish('plans', { kind: 'article', title: 'Plans', body: 'Two of them.' })
  await workspace.publish('business', {
    kind: 'offer',
    title: 'Business',
    body: 'No limits.',
    plan: 'business',
    price: { amount: 49, currency: 'EUR', period: 'month' },
    discount: { percent: 20, until: Date.now() + 3_600_000 },
    action: { label: 'See plans', url: '/plans' },
    citations: [{ article: 'plans' }],
  })
  await workspace.call('PUT', '/v1/settings', {
    why: 'test',
    value: {
      holdoutShare: 0,
      pins: [{ content: 'business', why: 'everybody should know' }],
      // Once a day would be over before the last test.
      guardrails: [
        { plugin: 'consent' },
        { plugin: 'fatigue', options: { overlay: { coolDownSeconds: 0, perDay: 9 } } },
      ],
    },
  })
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => cairn?.remove())

const visit = async (user: string, paints?: readonly string[], tab?: string) => {
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign(user, { traits: { plan: 'team' } }),
    ...(paints === undefined ? {} : { paints }),
    ...(tab === undefined ? {} : { tab }),
  })
  clients.push(client)
  await client.send([message('page', { path: '/' })])
  return client
}
const overlaysOf = async (user: string): Promise<readonly Decision[]> =>
  (
    await workspace.call<{ decisions: Decision[] }>('GET', `/v1/tenants/default/users/${user}/decisions`)
  ).decisions.filter(({ input }) => input.slot === 'overlay')
const sessionOf = (user: string) =>
  workspace.call<{ caps: unknown[]; active: object }>('GET', `/v1/tenants/default/users/${user}/session`)
const replayed = async (user: string) =>
  Promise.all(
    (await overlaysOf(user)).map(({ id }) =>
      workspace.call<{ same: boolean; differences: string[] }>('POST', `/v1/tenants/default/decisions/${id}/replay`),
    ),
  )

test('a widget that says nothing of offers gets none, and none is counted as shown', async () => {
  await visit('older')
  await expect.poll(async () => (await overlaysOf('older')).length).toBe(1)
  const [decision] = await overlaysOf('older')
  expect(decision?.result.ineligible).toMatchObject([{ reason: 'not-paintable' }])
  expect(decision?.input.paints).toEqual(['checklist', 'tip'])
  expect(await sessionOf('older')).toMatchObject({ caps: [], active: {} })
})

test('a widget that can paint offers gets one, with the price that the server names', async () => {
  const client = await visit('newer', ['offer', 'tip', 'hologram'])
  const { items } = await client.until((guidance) => guidance.items.length > 0)
  expect(items).toMatchObject([
    { kind: 'offer', key: 'business', price: { amount: 39.2, before: 49, currency: 'EUR', period: 'month' } },
  ])
  expect((await overlaysOf('newer'))[0]?.input.paints).toEqual(['tip', 'offer'])
  expect(await replayed('newer')).toEqual([{ same: true, differences: [] }])
})

test('what is decided follows the tab that shows', async () => {
  const newer = await visit('both', ['offer'], 'newer-tab')
  await newer.until((guidance) => guidance.items.length === 1)
  await visit('both', undefined, 'older-tab')
  await expect.poll(async () => Object.keys((await sessionOf('both')).active)).toEqual([])
  await newer.send([message('focus')])
  await newer.until((guidance) => guidance.display && guidance.items.length === 1)
  expect((await replayed('both')).every(({ same }) => same)).toBe(true)
})

test('the beacon says what its page can paint as well', async () => {
  const token = await workspace.sign('by-beacon', { traits: { plan: 'team' } })
  const beacon = async (paints?: readonly string[]) => {
    const auth = { v: 1, key: workspace.publishableKey, tab: 'beacon-tab', token, ...(paints && { paints }) }
    const envelope = { v: 1, sentAt: Date.now(), messages: [message('page', { path: '/' })] }
    const answer = await fetch(`${cairn.url}/v1/beacon`, {
      method: 'POST',
      headers: { origin, 'content-type': 'text/plain' },
      body: JSON.stringify({ auth, envelope }),
    })
    const { messages } = (await answer.json()) as { messages: { kind: string; items?: { key: string }[] }[] }
    return messages.find(({ kind }) => kind === 'guidance')?.items?.map(({ key }) => key)
  }
  expect(await beacon()).toEqual([])
  expect(await beacon(['offer'])).toEqual(['business'])
})
