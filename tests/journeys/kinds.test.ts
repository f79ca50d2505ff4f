import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
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

describe('the guardrails that judge offers, as they are by default', () => {
  const paints = ['offer']
  let guarded: TestWorkspace
  beforeAll(async () => {
    guarded = await createWorkspace(cairn, [origin])
    await guarded.publish('plans', { kind: 'article', title: 'Plans', body: 'Two of them.' })
    await guarded.publish('business', {
      kind: 'offer',
      title: 'Business',
      body: 'No limits.',
      plan: 'business',
      requires: { role: ['admin'] },
      action: { label: 'See plans', url: '/plans' },
      citations: [{ article: 'plans' }],
    })
    await guarded.call('PUT', '/v1/settings', {
      why: 'test',
      value: { holdoutShare: 0, pins: [{ content: 'business', why: 'everybody should know' }] },
    })
  })
  const come = async (user: string, traits: Record<string, unknown>, tenant = 'default') => {
    const token = await guarded.sign(user, { traits, tenant })
    const client = await connectWire({ url: cairn.url, key: guarded.publishableKey, origin, token, paints })
    clients.push(client)
    await client.send([message('page', { path: '/' })])
    return client
  }
  const objections = async (user: string, tenant = 'default') =>
    (await guarded.call<{ decisions: Decision[] }>('GET', `/v1/tenants/${tenant}/users/${user}/decisions`)).decisions
      .find(({ input }) => input.slot === 'overlay')
      ?.result.removals.map(({ by, code }) => `${by}: ${code}`)
  const admin = { plan: 'team', role: 'admin' }
  const isShown = ({ items }: { items: readonly unknown[] }) => items.length === 1

  test.each([
    ['has-it', { plan: 'business', role: 'admin' }, 'entitlement: already-has'],
    ['no-admin', { plan: 'team', role: 'member' }, 'entitlement: other-role'],
    ['unproven', { role: 'admin' }, 'entitlement: unproven'],
  ])('an offer goes to those whom verified facts entitle to it, and not to %s', async (user, traits, objection) => {
    const client = await come(user, traits)
    await client.send([message('identify', { traits: admin })])
    await expect.poll(() => objections(user)).toEqual([objection])
    await (await come(`not-${user}`, admin)).until(isShown)
  })

  test('an open ticket, told by the back end, takes an offer away until it is closed; the page cannot open or close one', async () => {
    const client = await come('in-need', admin)
    const tell = (name: string) =>
      guarded.call('POST', '/v1/tenants/default/users/in-need/events', { messages: [{ kind: 'track', name }] })
    await client.until(isShown)
    await client.send([message('track', { name: 'support_ticket_opened' })])
    await tell('support_ticket_opened')
    await client.until(({ items }) => items.length === 0)
    expect(await objections('in-need')).toEqual(['support-state: ticket-open'])
    await client.send([message('track', { name: 'support_ticket_closed' })])
    expect(await objections('in-need')).toEqual(['support-state: ticket-open'])
    await tell('support_ticket_closed')
    await expect.poll(() => objections('in-need')).not.toContain('support-state: ticket-open')
  })

  test("an offer whose article the tenant has let grow old is withheld there, and the record names the source's date", async () => {
    await guarded.publish(
      'plans',
      { kind: 'article', title: 'Plans', body: 'Two of them.', updatedAt: Date.now() - 400 * 86_400_000 },
      'stale',
    )
    await come('reader', admin, 'stale')
    await expect.poll(() => objections('reader', 'stale')).toEqual(['citations: stale'])
    await (await come('reader', admin)).until(isShown)
  })
})
