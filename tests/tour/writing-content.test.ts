import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { trigger } from '../../contract/content.ts'
import type { Decision } from '../../contract/decision.ts'
import type { Guidance } from '../../contract/guidance.ts'
import { settings } from '../../contract/settings.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'
import { blocksNamed, blocksOf, readDocument, rowsOf, sectionOf } from './read-document.ts'

const document = readDocument('docs/writing-content.md')
const origin = 'https://host.test'
const contents = blocksNamed(document, 'json content')
let cairn: RunningCairn
let workspace: TestWorkspace
const clients: WireClient[] = []

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => cairn?.remove())

interface Visit {
  readonly user: string
  readonly tenant?: string
  readonly locale?: string
  readonly traits?: Record<string, unknown>
  readonly path?: string
}
/** Signs in and opens a page. */
const visit = async ({ user, tenant = 'default', locale = 'en', traits = {}, path = '/' }: Visit) => {
  const token = await workspace.sign(user, { tenant, traits })
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token, locale })
  clients.push(client)
  await client.send([message('page', { path })])
  return client
}
const steer = async (tenant: string, value: object) => {
  await workspace.call('PUT', `/v1/tenants/${tenant}`, {})
  await workspace.call('PUT', `/v1/tenants/${tenant}/settings`, { why: 'test', value: { holdoutShare: 0, ...value } })
}
const itemOf = (guidance: Guidance, key: string) => guidance.items.find((item) => item.key === key)
const shown = async (client: WireClient, key: string) =>
  itemOf(await client.until((guidance) => itemOf(guidance, key) !== undefined), key)
const tracked = (name: string, times = 1) => Array.from({ length: times }, () => message('track', { name }))
const recordOf = async (user: string, tenant: string, slot: string): Promise<Decision> => {
  const find = async () =>
    (
      await workspace.call<{ decisions: Decision[] }>('GET', `/v1/tenants/${tenant}/users/${user}/decisions`)
    ).decisions.find(({ input }) => input.slot === slot)
  await expect.poll(find, { timeout: 5_000 }).toBeDefined()
  return (await find()) as Decision
}
const reasonAgainst = ({ result }: Decision, key: string) =>
  result.ineligible.find(({ content }) => content.startsWith(`${key}@`))?.reason

describe('docs/writing-content.md', () => {
  test.each([...contents])('the example %s is published as it stands', async (key, text) => {
    expect(await workspace.publish(key, JSON.parse(text))).toMatchObject({
      version: expect.stringMatching(new RegExp(`^${key}@`)),
    })
  })

  test('has no example that this test leaves out', () => {
    for (const { info } of blocksOf(document)) expect(info).toMatch(/^json (content|override|settings) /)
  })

  test('a step with an audience is there for those whom a token proves to be in it, and for nobody else', async () => {
    await steer('steps', { pins: [{ content: 'get-started', why: 'test' }] })
    const stepsOf = async (user: string, traits: object) => {
      const item = await shown(await visit({ user, tenant: 'steps', traits: { ...traits } }), 'get-started')
      return item?.kind === 'checklist' ? item.steps.map(({ id }) => id) : []
    }
    expect(await stepsOf('admin', { role: 'admin' })).toEqual(['create-project', 'invite', 'look-around'])
    expect(await stepsOf('member', { role: 'member' })).toEqual(['create-project', 'look-around'])
  })

  test('a step is ticked by its event when the properties match, or by a click, and by nothing else', async () => {
    const client = await visit({ user: 'ticker', tenant: 'steps', traits: { role: 'owner' } })
    await shown(client, 'get-started')
    const done = (guidance: Guidance) => {
      const item = itemOf(guidance, 'get-started')
      return item?.kind === 'checklist' ? item.steps.flatMap((step) => (step.done ? [step.id] : [])) : []
    }
    await client.send([message('track', { name: 'member_invited', properties: { role: 'guest' } })])
    await client.send([message('step-done', { content: 'get-started', step: 'create-project' })])
    const session = await workspace.call<{ progress: object }>('GET', '/v1/tenants/steps/users/ticker/session')
    expect(Object.keys(session.progress)).not.toContain('get-started')
    await client.send(tracked('project_created'))
    expect(done(await client.until((guidance) => done(guidance).length > 0))).toEqual(['create-project'])
    await client.send([message('track', { name: 'member_invited', properties: { role: 'editor' } })])
    await client.send([message('step-done', { content: 'get-started', step: 'look-around' })])
    await client.until((guidance) => done(guidance).length === 3)
  })

  test('a tip comes when all its conditions hold, and not before', async () => {
    const client = await visit({ user: 'saver', path: '/settings' })
    await client.send(tracked('save_failed', 3))
    await sleep(400)
    expect(client.guidance()?.items.some(({ kind }) => kind === 'tip')).not.toBe(true)
    await client.send([message('page', { path: '/projects/7' })])
    expect(await shown(client, 'save-help')).toMatchObject({ anchor: { hook: 'project-name' } })
  })

  test.each([
    [
      'button-stuck',
      '/projects/1',
      message('rage-click', { path: '/projects/1', clicks: 3, element: { tag: 'button', hook: 'archive' } }),
    ],
    ['export-hint', '/reports/year', message('idle', { path: '/reports/year', watch: 'export-hint', seconds: 20 })],
  ])('the tip %s comes for what its trigger names', async (key, path, cause) => {
    const client = await visit({ user: `${key}-user`, path })
    // A new user's checklist comes first; with its first step it lets others in.
    await client.send([message('track', { name: 'project_created' }), cause])
    await shown(client, key)
  })

  test('a tip that waits for a pause waits for a checklist that is not begun, and the record says so', async () => {
    const client = await visit({ user: 'not-begun', path: '/reports/year' })
    await client.send([message('idle', { path: '/reports/year', watch: 'export-hint', seconds: 20 })])
    expect(reasonAgainst(await recordOf('not-begun', 'default', 'inline'), 'export-hint')).toBe('checklist-first')
  })

  test('the tip offline-help comes for an error that the page reported twice', async () => {
    const client = await visit({ user: 'offline' })
    for (const _ of [1, 2]) await client.send([message('error', { path: '/', message: 'TypeError: Failed to fetch' })])
    await shown(client, 'offline-help')
  })

  test('an audience asks what was verified, not what the page claims', async () => {
    const claimed = await visit({ user: 'claims' })
    await claimed.send([message('identify', { traits: { plan: 'team' } })])
    expect(reasonAgainst(await recordOf('claims', 'default', 'checklist'), 'invite-team')).toBe('audience')
    await visit({ user: 'verified', traits: { plan: 'team' } })
    expect(reasonAgainst(await recordOf('verified', 'default', 'checklist'), 'invite-team')).toBeUndefined()
  })

  test('what is not yet due is left out, and the record says why', async () => {
    await visit({ user: 'early' })
    expect(reasonAgainst(await recordOf('early', 'default', 'checklist'), 'spring-release')).toBe('outside-schedule')
  })

  test("a reader gets their language, else its base, else the tenant's", async () => {
    await steer('languages', { locale: 'de', pins: [{ content: 'welcome', why: 'test' }] })
    const titleFor = async (locale: string) =>
      (await shown(await visit({ user: `reader-${locale}`, tenant: 'languages', locale }), 'welcome'))?.title
    expect(await titleFor('en-GB')).toBe('Welcome')
    expect(await titleFor('de-CH')).toBe('Willkommen')
    expect(await titleFor('pt-BR')).toBe('Boas-vindas')
    expect(await titleFor('fr')).toBe('Willkommen')
  })

  test('what was dismissed is not offered again, and comes when it is asked for by key', async () => {
    await steer('asking', { pins: [{ content: 'welcome', why: 'test' }] })
    const client = await visit({ user: 'asker', tenant: 'asking' })
    const item = await shown(client, 'welcome')
    await client.send([message('feedback', { decision: item?.decision, action: 'dismissed' })])
    await client.until((guidance) => itemOf(guidance, 'welcome') === undefined)
    await client.send([message('start', { content: 'welcome' })])
    await shown(client, 'welcome')
  })

  test('the override and the settings of one tenant hold there, and nowhere else', async () => {
    for (const [place, text] of blocksNamed(document, 'json override')) {
      const [tenant = '', key = ''] = place.split(' ')
      await workspace.publish(key, JSON.parse(text), tenant)
    }
    for (const [tenant, text] of blocksNamed(document, 'json settings')) {
      await workspace.call('PUT', `/v1/tenants/${tenant}`, {})
      await workspace.call('PUT', `/v1/tenants/${tenant}/settings`, JSON.parse(text))
    }

    const client = await visit({ user: 'wile', tenant: 'acme', path: '/home' })
    expect(client.welcome()).toMatchObject({ theme: { accent: '#9a4f0b', side: 'left' } })
    await shown(client, 'welcome')
    await client.send(tracked('profile_saved'))
    await client.send([message('start', { content: 'get-started' })])
    expect((await shown(client, 'get-started'))?.title).toBe('Get started at Acme')
    await client.send([message('idle', { path: '/reports/year', watch: 'export-hint', seconds: 20 })])
    expect(reasonAgainst(await recordOf('wile', 'acme', 'inline'), 'export-hint')).toBe('blocked')

    const elsewhere = await visit({ user: 'wile', path: '/home' })
    await elsewhere.send([message('start', { content: 'get-started' })])
    expect((await shown(elsewhere, 'get-started'))?.title).toBe('Get started')
  })

  test('explains every setting and every trigger there is', () => {
    expect(rowsOf(sectionOf(document, 'Settings')).map(([field]) => field)).toEqual(Object.keys(settings.shape))
    const conditions = rowsOf(sectionOf(document, 'Triggers')).map(([name = '']) => name.split(':')[0])
    expect(conditions).toEqual(Object.keys(trigger.shape))
  })
})
