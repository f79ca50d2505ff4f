import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../contract/audit.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
const command = new URL('../../dist/cli/cairn.js', import.meta.url).pathname
const acme = '/v1/tenants/acme'
let cairn: RunningCairn
let workspace: TestWorkspace
let key: string

const cli = async (...words: string[]): Promise<string> =>
  (
    await promisify(execFile)(process.execPath, [command, ...words], {
      env: { PATH: process.env.PATH, CAIRN_URL: cairn.url, CAIRN_KEY: workspace.secretKey },
    })
  ).stdout.trim()
const asAdmin = (method: string, path: string, body?: unknown, headers = {}) =>
  workspace.raw(method, path, body, { authorization: `Bearer ${key}`, ...headers })
const codeOf = async (asked: ReturnType<typeof asAdmin>) => {
  const { status, body } = await asked
  return (body as { error?: { code: string } } | undefined)?.error?.code ?? status
}

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin], {
    tenantMay: [
      { setting: 'locale', oneOf: ['de'] },
      { setting: 'guardrails.fatigue.inline.perDay', atMost: 6 },
      { setting: 'corrections', oneOf: ['block'] },
    ],
  })
  for (const content of ['start', 'upsell'])
    await workspace.publish(content, {
      kind: 'checklist',
      title: content,
      steps: [{ id: 'one', title: 'One', completeOn: { event: 'one_done' } }],
    })
  for (const tenant of ['acme', 'globex']) await workspace.call('PUT', `/v1/tenants/${tenant}`, {})
  key = (await cli('tenant', 'key', 'create', "Acme's admin", '--tenant', 'acme')).split('\n')[0] ?? ''
})
afterAll(() => cairn?.remove())

test("a customer's admin steers their own tenant within the bounds, and everything of it is written down as theirs", async () => {
  const value = { locale: 'de' }
  const saved = await asAdmin('PUT', `${acme}/settings`, { why: 'We speak German', value })
  expect(saved).toMatchObject({
    status: 200,
    body: { by: expect.stringMatching(/^tk:/), value: {}, moves: [{ setting: 'locale', value: 'de' }] },
  })
  expect((await asAdmin('PUT', `${acme}/settings`, { why: 'More', value: { holdoutShare: 0.1 } })).body).toMatchObject({
    error: {
      code: 'BEYOND_BOUNDS',
      facts: { details: ['holdoutShare: not left to the tenant'], setBy: expect.stringMatching(/^sk:/) },
    },
  })
  expect(await codeOf(asAdmin('POST', `${acme}/settings/dry-run`, { value }))).toBe(200)
  expect(await codeOf(asAdmin('POST', `${acme}/settings/restore`, { id: '1', why: 'Again' }))).toBe(200)
  const { entries } = (await asAdmin('GET', `${acme}/audit`)).body as { entries: AuditEntry[] }
  const own = entries.filter(({ by, outcome }) => by.startsWith('tk:') && outcome !== 'begun')
  expect(own.map(({ action, outcome, why, code }) => [action, outcome, why, code])).toEqual([
    ['settings.write', 'done', 'Again', null],
    ['settings.write', 'failed', 'More', 'BEYOND_BOUNDS'],
    ['settings.write', 'done', 'We speak German', null],
  ])
  const exported = await fetch(`${cairn.url}${acme}/audit/export`, { headers: { authorization: `Bearer ${key}` } })
  expect([exported.status, (await exported.text()).split('\n').at(-2)]).toEqual([200, expect.stringContaining('"end"')])
})

test('what an admin blocks is not shown to their people and is to others; what the team has corrected is not theirs to remove', async () => {
  const correction = { content: 'start', why: 'Not for us' }
  expect(await codeOf(asAdmin('POST', `${acme}/corrections`, { act: 'pin', ...correction }))).toBe('BEYOND_BOUNDS')
  expect(await codeOf(asAdmin('POST', `${acme}/corrections`, { act: 'block', ...correction }))).toBe(201)
  const firstOf = async (tenant: string) => {
    const token = await workspace.sign('ada', { tenant })
    const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })
    await client.send([message('page', { path: '/' })])
    const { items } = await client.until((guidance) => guidance.items.length > 0)
    client.close()
    return items[0]?.key
  }
  expect([await firstOf('acme'), await firstOf('globex')]).toEqual(['upsell', 'start'])

  const { id } = await workspace.call<{ id: string }>('POST', `${acme}/corrections`, {
    act: 'pin',
    content: 'upsell',
    why: 'They must see it',
  })
  expect(await codeOf(asAdmin('DELETE', `${acme}/corrections/${id}`))).toBe('BEYOND_BOUNDS')
  const { corrections } = (await asAdmin('GET', `${acme}/corrections?content=start`)).body as {
    corrections: { id: string }[]
  }
  expect(await codeOf(asAdmin('DELETE', `${acme}/corrections/${corrections[0]?.id}`))).toBe(204)
})

test('the key opens no other tenant, whether there is such a one or not, nothing of the workspace, and no page', async () => {
  const refused = await Promise.all(
    [
      '/v1/tenants/globex/settings',
      '/v1/tenants/nobody/settings',
      `${acme}/keys`,
      `${acme}/users/ada/session`,
      `${acme}/content`,
      '/v1/settings',
      '/v1/tenants',
    ].map((path) => codeOf(asAdmin('GET', path))),
  )
  expect(refused).toEqual(['KEY_OTHER_TENANT', 'KEY_OTHER_TENANT', ...new Array(5).fill('KEY_WRONG_KIND')])
  expect(await codeOf(asAdmin('POST', `${acme}/keys`, { name: 'another' }))).toBe('KEY_WRONG_KIND')
  expect(await codeOf(asAdmin('GET', `${acme}/settings`, undefined, { origin }))).toBe('KEY_IN_BROWSER')
  await expect(connectWire({ url: cairn.url, key, origin })).rejects.toThrow('HANDSHAKE_INVALID')
  const denied = await workspace.call<{ entries: AuditEntry[] }>('GET', `${acme}/audit?outcome=denied`)
  expect(new Set(denied.entries.map(({ by, code }) => [by.slice(0, 3), code].join()))).toEqual(
    new Set(['tk:,KEY_OTHER_TENANT', 'tk:,KEY_WRONG_KIND', 'tk:,KEY_IN_BROWSER']),
  )
})

test('the team lists the keys and revokes one, from the command line too: it opens nothing from then on', async () => {
  const listed = await cli('tenant', 'key', 'list', '--tenant', 'acme')
  const id = listed.split('  ')[0] ?? ''
  expect(listed).toMatch(/^[0-9a-f]{12} {2}"Acme's admin", made 20.* by sk:/)
  await cli('tenant', 'key', 'revoke', id, '--tenant', 'acme', '--why', 'She has left')
  expect(await codeOf(asAdmin('GET', `${acme}/settings`))).toBe('KEY_UNKNOWN')
  const { entries } = await workspace.call<{ entries: AuditEntry[] }>(
    'GET',
    `${acme}/audit?action=key.write&outcome=done`,
  )
  expect(entries.map(({ what, why }) => [what.act, what.key, why])).toEqual([
    ['revoked', id, 'She has left'],
    ['minted', id, null],
  ])
  expect(JSON.stringify(await workspace.call('GET', `${acme}/keys`))).not.toMatch(/hash|salt/)
})
