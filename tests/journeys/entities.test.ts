import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Guidance } from '../../contract/guidance.ts'
import type { Session } from '../../contract/session.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
})
afterAll(() => cairn?.remove())

const connect = async (user: string, claims: { account?: string } = {}): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user, claims) })
const sessionOf = (user: string) => workspace.call<Session>('GET', `/v1/tenants/default/users/${user}/session`)
const put = (path: string, body: object) => workspace.call('PUT', path, body)
const keysIn = (guidance: Guidance | undefined) => guidance?.items.map(({ key }) => key) ?? []
const checklist = (audience: object) => ({
  kind: 'checklist',
  title: 'More',
  audience,
  steps: [{ id: 'look', title: 'Look', completeOn: { click: true } }],
})

test('who uses a feature for the first time has adopted it, and content can ask for that at once', async () => {
  await put('/v1/entities/feature/reports', { name: 'Reports', adoption: { event: 'report_opened' } })
  await workspace.publish('more-reports', checklist({ 'adopted.reports': { $exists: true } }))
  const ada = await connect('ada')
  await ada.send([message('page', { path: '/' })])
  await expect.poll(async () => (await sessionOf('ada')).assessed?.adopted).toEqual({})
  expect(keysIn(ada.guidance())).toEqual([])
  await ada.send([message('track', { name: 'report_opened' })])
  expect(keysIn(await ada.until((shown) => keysIn(shown).length > 0))).toEqual(['more-reports'])
  ada.close()
})

test('what the back end writes of an account counts as verified for who is proven to be in it, and for nobody who claims to be', async () => {
  await put('/v1/tenants/default/entities/account/acme', { name: 'Acme', plan: 'team', entitlements: ['api'] })
  const [ben, mallory] = [await connect('ben', { account: 'acme' }), await connect('mallory')]
  await ben.send([message('page', { path: '/' })])
  await mallory.send([message('group', { account: 'acme' }), message('page', { path: '/' })])
  const planOf = async (user: string) => (await sessionOf(user)).account?.traits.verified.plan
  await expect.poll(() => planOf('ben')).toBe('team')
  await expect.poll(async () => (await sessionOf('mallory')).assessed).toBeDefined()
  expect(await planOf('mallory')).toBeUndefined()

  await put('/v1/tenants/default/entities/account/acme', { name: 'Acme', plan: 'business' })
  await expect
    .poll(
      async () => {
        await ben.send([message('track', { name: 'went_on' })])
        return planOf('ben')
      },
      { timeout: 10_000, interval: 500 },
    )
    .toBe('business')
  expect((await sessionOf('ben')).account?.traits.verified.entitlements).toBeNull()
  ben.close()
  mallory.close()
})

test('what the back end writes of a user is among their verified traits, before they were ever seen', async () => {
  await put('/v1/tenants/default/entities/user/cleo', { role: 'admin', entitlements: ['api', 'sso'] })
  expect((await sessionOf('cleo')).traits.verified).toMatchObject({ role: 'admin', entitlements: ['api', 'sso'] })
  await workspace.call('DELETE', '/v1/tenants/default/entities/user/cleo')
  expect((await sessionOf('cleo')).traits.verified).toEqual({ role: null, entitlements: null })
})

test('a kind, key or field that is not known is refused, and a key of the browser is too', async () => {
  const refused = async (path: string, body: object) => (await workspace.raw('PUT', path, body)).status
  expect(await refused('/v1/entities/gadget/x', {})).toBe(400)
  expect(await refused('/v1/entities/feature/No Key', {})).toBe(400)
  expect(await refused('/v1/entities/feature/x', { colour: 'red' })).toBe(400)
  expect(await refused('/v1/entities/plan/constructor', {})).toBe(400)
  expect(await refused('/v1/tenants/default/entities/account/acme', { plan: { $ne: '' } })).toBe(400)
  const browser = { authorization: `Bearer ${workspace.publishableKey}` }
  expect((await workspace.raw('GET', '/v1/entities', undefined, browser)).status).toBeGreaterThanOrEqual(401)
})

test("a stranger's language, zone and device count from the first thing that they do, and nothing of them is kept before", async () => {
  await workspace.publish('for-phones', checklist({ device: 'phone', timeZone: 'Europe/Zurich', language: 'de' }))
  const stranger = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    locale: 'de-CH',
    timeZone: 'Europe/Zurich',
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
  })
  expect(keysIn(stranger.guidance())).toEqual([])
  await stranger.send([message('page', { path: '/' })])
  expect(keysIn(await stranger.until((shown) => keysIn(shown).length > 0))).toEqual(['for-phones'])
  stranger.close()
})

test('an erased user is gone with everything: stream, decisions, entity with its versions; who comes back with the same id is new', async () => {
  const about = '/v1/tenants/default/entities/user/gone'
  await put(about, { plan: 'team' })
  const first = Date.now()
  await put(about, { plan: 'business' })
  await put('/v1/tenants/default/entities/user/stays', { plan: 'team' })
  await put('/v1/tenants/default/entities/account/gone', { plan: 'team' })
  const gone = await connect('gone')
  await gone.send([message('track', { name: 'report_opened' })])
  const before = await sessionOf('gone')
  expect(before.traits.verified).toMatchObject({ plan: 'business' })
  const decided = async () =>
    (await workspace.call<{ decisions: unknown[] }>('GET', '/v1/tenants/default/users/gone/decisions')).decisions
  await expect.poll(decided).not.toHaveLength(0)

  await workspace.publish('extra', checklist({ 'verified.role': 'nobody' }))
  const corrections = '/v1/tenants/default/corrections'
  await workspace.call('POST', corrections, { act: 'block', content: 'extra', for: { user: 'gone' }, why: 'asked' })
  const parted = new Promise((resolve) => gone.socket.once('disconnect', resolve))
  expect(await workspace.raw('DELETE', '/v1/tenants/default/users/gone')).toMatchObject({ status: 204 })
  await parted
  for (const path of [about, `${about}?at=${first}`, '/v1/tenants/default/users/gone/session'])
    expect(await workspace.raw('GET', path)).toMatchObject({ status: 404 })
  expect(await workspace.raw('DELETE', '/v1/tenants/default/users/gone')).toMatchObject({ status: 404 })
  expect(await workspace.raw('GET', '/v1/tenants/default/entities/user/stays')).toMatchObject({ status: 200 })
  expect(await workspace.raw('GET', '/v1/tenants/default/entities/account/gone')).toMatchObject({ status: 200 })

  expect(await workspace.call('GET', corrections)).toEqual({ corrections: [] })
  const back = await connect('gone')
  await back.send([message('page', { path: '/' })])
  const after = await sessionOf('gone')
  expect(after.user).not.toBe(before.user)
  expect(after).toMatchObject({ traits: { verified: {} }, events: {} })
  const logged = await workspace.call<{ entries: readonly { action: string; what: unknown }[] }>(
    'GET',
    '/v1/tenants/default/audit',
  )
  expect(logged.entries.filter(({ action }) => action === 'user.erase')).toContainEqual(
    expect.objectContaining({ what: { act: 'erased' } }),
  )
  back.close()
})

test('whoever only claims an id is erased with it', async () => {
  const claim = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, user: 'claimed' })
  await claim.send([message('page', { path: '/' })])
  claim.close()
  expect(await workspace.raw('DELETE', '/v1/tenants/default/users/claimed')).toMatchObject({ status: 204 })
  expect(await workspace.raw('DELETE', '/v1/tenants/default/users/claimed')).toMatchObject({ status: 404 })
})
