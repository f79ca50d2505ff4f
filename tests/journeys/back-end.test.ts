import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Ack, Outcome } from '../../contract/messages.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
const checklist = (title: string) => ({
  kind: 'checklist',
  title,
  steps: [
    { id: 'one', title: 'One', completeOn: { event: 'one_done' } },
    { id: 'two', title: 'Two', completeOn: { event: 'two_done' } },
  ],
})
beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  await workspace.publish('start', checklist('Of the workspace'))
})
afterAll(() => cairn?.remove())

const connect = async (user: string, tenant = 'default'): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user, { tenant }) })
const titleShown = async (tenant: string): Promise<string | undefined> => {
  const client = await connect('reader', tenant)
  await client.send([message('page', { path: '/' })])
  const { items } = await client.until((guidance) => guidance.items.length > 0)
  client.close()
  return items[0]?.title
}
const wordOf = (one: Outcome): string => (one.outcome === 'dropped' ? one.code : one.outcome)

test('what a back end says is verified and reaches the open page; what only a widget can know it may not say', async () => {
  const client = await connect('ada')
  await client.send([message('page', { path: '/' })])
  await client.until(({ items }) => items.length > 0)
  const ack = await workspace.call<Extract<Ack, { outcomes: unknown }>>(
    'POST',
    '/v1/tenants/default/users/ada/events',
    {
      messages: [
        { kind: 'track', name: 'one_done' },
        { kind: 'identify', traits: { plan: 'team' } },
        { kind: 'page', path: '/' },
        { kind: 'exposure', decision: 'd'.repeat(20) },
        { kind: 'focus' },
      ],
    },
  )
  expect(ack.outcomes.map(wordOf)).toEqual([
    'accepted',
    'accepted',
    'not-allowed-here',
    'not-allowed-here',
    'not-allowed-here',
  ])
  await client.until(({ items: [item] }) => item?.kind === 'checklist' && item.steps[0]?.done === true)
  await client.send([message('identify', { traits: { plan: 'claimed' } })])
  const session = await workspace.call<{ traits: { verified: object; claimed: object } }>(
    'GET',
    '/v1/tenants/default/users/ada/session',
  )
  expect(session.traits).toMatchObject({ verified: { plan: 'team' }, claimed: { plan: 'claimed' } })
  client.close()
})

test('a user whom only the back end has spoken of is a known user, not a visitor', async () => {
  await workspace.call('POST', '/v1/tenants/default/users/unseen/events', {
    messages: [{ kind: 'track', name: 'signed_up' }],
  })
  expect(await workspace.call('GET', '/v1/tenants/default/users/unseen/session')).toMatchObject({
    kind: 'user',
    verified: true,
  })
})

test('coming again writes nothing, and a changed trait is known at once', async () => {
  const entriesOf = async () =>
    (await workspace.call<{ entries: SessionEntry[] }>('GET', '/v1/tenants/default/users/grace/entries')).entries
  const come = async (plan: string) =>
    (
      await connectWire({
        url: cairn.url,
        key: workspace.publishableKey,
        origin,
        token: await workspace.sign('grace', { traits: { plan } }),
      })
    ).close()
  const identified = async () => (await entriesOf()).filter(({ kind }) => kind === 'identified').length
  await come('free')
  await come('free')
  expect(await identified()).toBe(1)
  await come('team')
  expect(await identified()).toBe(2)
  expect(await workspace.call('GET', '/v1/tenants/default/users/grace/session')).toMatchObject({
    traits: { verified: { plan: 'team' } },
  })
})

test('page by page a user has every decision exactly once, newest first', async () => {
  const client = await connect('paged')
  await client.send([message('page', { path: '/' })])
  const decision = (await client.until(({ items }) => items.length > 0)).items[0]?.decision
  await client.send([message('exposure', { decision }), message('feedback', { decision, action: 'dismissed' })])
  await client.until(({ items }) => items.length === 0)
  await client.send([message('start', { content: 'start' })])
  await client.until(({ items }) => items.length > 0)
  const path = '/v1/tenants/default/users/paged/decisions'
  type Page = { decisions: Decision[]; next: number | null }
  const all = async () => (await workspace.call<Page>('GET', `${path}?limit=100`)).decisions.map(({ id }) => id)
  await expect.poll(async () => (await all()).length).toBeGreaterThanOrEqual(3)
  client.close()
  // With nobody there nothing more is decided.
  const paged: Decision[] = []
  for (let before = ''; paged.length < 20; ) {
    const page = await workspace.call<Page>('GET', `${path}?limit=1${before}`)
    paged.push(...page.decisions)
    if (page.next === null) break
    before = `&before=${page.next}`
  }
  expect(paged.map(({ id }) => id)).toEqual(await all())
  expect(paged.map(({ input }) => input.now)).toEqual(paged.map(({ input }) => input.now).toSorted((a, b) => b - a))
})

test("a tenant's override shows there as soon as it is published, and the workspace's again when it is taken back", async () => {
  expect(await titleShown('acme')).toBe('Of the workspace')
  await workspace.publish('start', checklist('Of acme'), 'acme')
  expect(await titleShown('acme')).toBe('Of acme')
  expect(await titleShown('globex')).toBe('Of the workspace')
  await workspace.call('DELETE', '/v1/tenants/acme/content/start/publish')
  expect(await titleShown('acme')).toBe('Of the workspace')
})

test("a tenant's setting goes over the workspace's, field by field, and the workspace's over the defaults", async () => {
  const resolved = async (tenant: string) =>
    (
      await workspace.call<{ resolved: { value: { locale: string; explorationShare: number } } }>(
        'GET',
        `/v1/tenants/${tenant}/settings`,
      )
    ).resolved.value
  for (const tenant of ['acme', 'globex']) await workspace.call('PUT', `/v1/tenants/${tenant}`, {})
  await workspace.call('PUT', '/v1/settings', {
    why: 'test',
    value: { holdoutShare: 0, locale: 'de', explorationShare: 0.1 },
  })
  await workspace.call('PUT', '/v1/tenants/acme/settings', { why: 'test', value: { locale: 'fr' } })
  expect(await resolved('acme')).toMatchObject({ locale: 'fr', explorationShare: 0.1, consent: 'implied' })
  expect(await resolved('globex')).toMatchObject({ locale: 'de', explorationShare: 0.1, consent: 'implied' })
})

test.each(['/v1/settings', '/v1/tenants/checked/settings'])(
  'what is saved by %s can run: a plugin that is not there and options that it does not take are refused, and nothing changes',
  async (path) => {
    await workspace.call('PUT', '/v1/tenants/checked', {})
    const changes = async () => (await workspace.call<{ changes: object[] }>('GET', path)).changes.length
    const before = await changes()
    for (const [guardrail, code] of [
      [{ plugin: 'no-such-plugin' }, 'PLUGIN_UNKNOWN'],
      [{ plugin: 'fatigue', options: { inline: { perDay: -1 } } }, 'PLUGIN_OPTIONS_INVALID'],
    ] as const)
      expect(await workspace.raw('PUT', path, { why: 'test', value: { guardrails: [guardrail] } })).toMatchObject({
        status: 422,
        body: { error: { code } },
      })
    expect(await changes()).toBe(before)
  },
)

test('where a tenant requires consent the server stores nothing of what its users do before they gave it, whatever the page sends', async () => {
  await workspace.call('PUT', '/v1/tenants/strict', {})
  await workspace.call('PUT', '/v1/tenants/strict/settings', { why: 'test', value: { consent: 'required' } })
  const client = await connect('ada', 'strict')
  const say = async (...messages: Record<string, unknown>[]) => {
    const ack = await client.send(messages)
    return 'outcomes' in ack ? ack.outcomes.map(wordOf) : [ack.error.code]
  }
  const track = () => message('track', { name: 'made' })
  expect(await say(track())).toEqual(['consent-missing'])
  expect(await say(message('consent', { analytics: true, personalisation: true }), track())).toEqual([
    'accepted',
    'accepted',
  ])
  expect(await say(message('consent', { analytics: false, personalisation: false }))).toEqual(['accepted'])
  expect(await say(track())).toEqual(['consent-missing'])
  client.close()
})

test('a page whose clock is a day off has its times put right', async () => {
  const client = await connect('off')
  const day = 86_400_000
  const one = { ...message('track', { name: 'made' }), at: Date.now() + day - 5_000 }
  const ack = (await client.socket
    .timeout(5_000)
    .emitWithAck('envelope', { v: 1, sentAt: Date.now() + day, messages: [one] })) as Ack
  expect('outcomes' in ack && ack.outcomes.map(wordOf)).toEqual(['accepted'])
  const { entries } = await workspace.call<{ entries: SessionEntry[] }>('GET', '/v1/tenants/default/users/off/entries')
  const stored = entries.find(({ id }) => id === one.id)
  const happened = stored?.kind === 'message' ? stored.body.at : Number.NaN
  expect(Math.abs(happened - (Date.now() - 5_000))).toBeLessThan(4_000)
  client.close()
})
