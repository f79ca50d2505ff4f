import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../contract/audit.ts'
import { publishStart } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
const command = new URL('../../dist/cli/cairn.js', import.meta.url).pathname
let cairn: RunningCairn
let workspace: TestWorkspace
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-audit-'))
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  await publishStart(workspace)
  for (const tenant of ['acme', 'brandt']) {
    await workspace.call('PUT', `/v1/tenants/${tenant}`, { name: tenant })
    await workspace.call('PUT', `/v1/tenants/${tenant}/settings`, { why: 'test', value: { holdoutShare: 0 } })
    for (const user of ['ada', 'bob']) {
      const token = await workspace.sign(user, { tenant })
      const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })
      await client.send([message('page', { path: '/' })])
      await client.until(({ items }) => items.length > 0)
      client.close()
    }
  }
})
afterAll(async () => {
  await cairn?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const run = async (...words: string[]): Promise<{ code: number; text: string }> => {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [command, ...words], {
      env: { PATH: process.env.PATH, CAIRN_URL: cairn.url, CAIRN_KEY: workspace.secretKey },
      maxBuffer: 64 * 1024 * 1024,
    })
    return { code: 0, text: stdout }
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string }
    return { code, text: `${stdout}${stderr}` }
  }
}
const entriesOf = async (place: string, query = ''): Promise<readonly AuditEntry[]> =>
  (await workspace.call<{ entries: AuditEntry[] }>('GET', `${place}/audit?limit=200${query}`)).entries
const exported = async (tenant: string): Promise<string> => {
  const file = join(folder, `${tenant}.jsonl`)
  const { code, text } = await run('audit', 'export', '--tenant', tenant, '--decisions')
  expect(code).toBe(0)
  writeFileSync(file, text)
  return file
}

test('every kind of change by a key is in the log: who, when, by which request, what and why', async () => {
  const tenant = '/v1/tenants/acme'
  const content = { kind: 'tip', title: 'T', body: 'B', anchor: { hook: 'x' }, trigger: { page: '/' } }
  await workspace.call('PUT', '/v1/workspace', { origins: [origin] })
  await workspace.call('PUT', `${tenant}/content/hint`, content)
  await workspace.call('POST', `${tenant}/content/hint/publish`)
  const { id } = await workspace.call<{ id: string }>('POST', `${tenant}/corrections`, {
    act: 'block',
    content: 'hint',
    for: { user: 'ada' },
    why: 'A line\nand another {"forged": true}',
  })
  await workspace.call('DELETE', `${tenant}/corrections/${id}`, { why: 'Done' })
  await workspace.call('DELETE', `${tenant}/content/hint/publish`)
  await workspace.raw('PUT', `${tenant}/settings`, { why: 'no', value: { recommenders: [{ plugin: 'none-such' }] } })

  const short = (entries: readonly AuditEntry[]) =>
    entries.toReversed().map(({ action, outcome, route }) => `${outcome} ${action} ${route}`)
  expect(short((await entriesOf(tenant)).filter(({ outcome }) => outcome !== 'noted' && outcome !== 'begun'))).toEqual([
    'done settings.write PUT /v1/tenants/:tenant/settings',
    'done content.write PUT /v1/tenants/:tenant/content/:key',
    'done content.write POST /v1/tenants/:tenant/content/:key/publish',
    'done correction.write POST /v1/tenants/:tenant/corrections',
    'done correction.write DELETE /v1/tenants/:tenant/corrections/:correction',
    'done content.write DELETE /v1/tenants/:tenant/content/:key/publish',
    'failed settings.write PUT /v1/tenants/:tenant/settings',
  ])
  const [removed, made] = await entriesOf(tenant, '&action=correction.write&outcome=done')
  expect(made).toMatchObject({
    by: expect.stringMatching(/^sk:/),
    request: expect.stringMatching(/^[\w-]{20}$/),
    what: { act: 'block', content: 'hint', for: 'user', correction: id },
    why: 'A line\nand another {"forged": true}',
  })
  expect(removed).toMatchObject({ what: { correction: id }, why: 'Done' })
  expect(Math.abs((made?.at ?? 0) - Date.now())).toBeLessThan(60_000)

  expect(short((await entriesOf('/v1', '&outcome=done')).filter(({ route }) => route !== null))).toEqual([
    'done settings.write PUT /v1/settings',
    'done content.write PUT /v1/content/:key',
    'done content.write POST /v1/content/:key/publish',
    'done tenant.register PUT /v1/tenants/:tenant',
    'done tenant.register PUT /v1/tenants/:tenant',
    'done workspace.update PUT /v1/workspace',
  ])
  const asOperator = { headers: { authorization: `Bearer ${cairn.operatorKey}` } }
  const installation = await (await fetch(`${cairn.url}/v1/installation/audit`, asOperator)).json()
  expect(installation).toMatchObject({
    entries: [{ outcome: 'done', by: 'operator', action: 'workspace.create', what: { workspace: workspace.id } }, {}],
  })
  expect(JSON.stringify(installation)).not.toContain(workspace.secretKey.slice(16))
})

test('a tenant that came into being with its first user is in the log too', async () => {
  const token = await workspace.sign('eve', { tenant: 'newcomer' })
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })
  client.close()
  expect(await entriesOf('/v1', '&outcome=noted')).toMatchObject([
    { action: 'tenant.register', by: 'first-user', what: { tenant: 'newcomer' } },
  ])
})

test('a key that was refused is in the log of whose key it is, and a stranger sees nothing of another log', async () => {
  const ask = (key: string, headers = {}) =>
    fetch(`${cairn.url}/v1/settings`, { headers: { authorization: `Bearer ${key}`, ...headers } })
  await ask(workspace.publishableKey)
  await ask(workspace.secretKey, { origin: 'https://host.test' })
  await ask(`${workspace.secretKey.slice(0, -4)}AAAA`)
  expect((await entriesOf('/v1', '&outcome=denied')).map(({ by, code }) => [by.slice(0, 3), code])).toEqual([
    ['sk:', 'KEY_UNKNOWN'],
    ['sk:', 'KEY_IN_BROWSER'],
    ['pk:', 'KEY_WRONG_KIND'],
  ])
  const other = await createWorkspace(cairn, [origin])
  expect(JSON.stringify(await other.call('GET', '/v1/audit'))).not.toContain('denied')
  expect((await other.raw('GET', '/v1/tenants/acme/audit')).body).toMatchObject({ error: { code: 'TENANT_UNKNOWN' } })
})

test('"cairn audit verify" finds nothing wrong, on the server and in a file, and prints a head that it finds again', async () => {
  const online = await run('audit', 'verify', '--tenant', 'acme')
  expect(online.text).toMatch(/decisions: [1-9]\d* checked, 0 erased, 0 named only, 0 not sealed yet/)
  expect([online.code, online.text]).toEqual([0, expect.stringContaining('verified: nothing was edited')])
  const head = /^head: (.*)$/m.exec(online.text)?.[1] as string
  expect((await run('audit', 'verify', await exported('acme'), '--tenant', 'acme', '--head', head)).code).toBe(0)
  const forged = `${head.slice(0, -1)}${head.endsWith('0') ? '1' : '0'}`
  expect(await run('audit', 'verify', '--tenant', 'acme', '--head', forged)).toMatchObject({
    code: 1,
    text: expect.stringContaining('is not the one that was seen before'),
  })
  expect((await run('audit', 'verify', '--workspace')).code).toBe(0)
  expect((await run('audit', 'verify', join(folder, 'none'))).code).toBe(2)
  expect((await run('audit', 'verify', '--head', 'x')).code).toBe(2)
})

test('"cairn audit verify" ends with 1 and names the first bad entry of a file that was tampered with', async () => {
  const lines = readFileSync(await exported('acme'), 'utf8')
    .trimEnd()
    .split('\n')
  const foreign = readFileSync(await exported('brandt'), 'utf8')
    .trimEnd()
    .split('\n')
  const tampered = async (changed: readonly (string | undefined)[]) => {
    const file = join(folder, 'tampered.jsonl')
    writeFileSync(file, `${changed.filter((line) => line !== undefined).join('\n')}\n`)
    const { code, text } = await run('audit', 'verify', file)
    return [code, /The first bad entry: (.*) \(line/.exec(text)?.[1]]
  }
  const without = (index: number) => lines.map((line, at) => (at === index ? undefined : line))
  const edit = (index: number, from: RegExp, to: string) =>
    lines.map((line, at) => (at === index ? line.replace(from, to) : line))
  const decision = lines.findIndex((line) => line.startsWith('{"line":"decision"'))

  expect(await tampered(lines)).toEqual([0, undefined])
  expect(await tampered(edit(2, /"by":"sk:/, '"by":"xx:'))).toEqual([1, 'entry 2'])
  expect(await tampered(edit(decision, /"heldOut":false/, '"heldOut":true'))).toEqual([
    1,
    expect.stringMatching(/^decision \d+ of /),
  ])
  expect(await tampered(without(2))).toEqual([1, 'entry 2'])
  expect(await tampered([...lines.slice(0, 2), lines[3], lines[2], ...lines.slice(4)])).toEqual([1, 'entry 2'])
  expect(await tampered(lines.slice(0, 3))).toEqual([1, 'entry 3'])
  expect(await tampered([...lines.slice(0, 3), lines[1], ...lines.slice(3)])).toEqual([1, 'entry 1'])
  expect(await tampered([lines[0], ...foreign.slice(1)])).toEqual([1, 'entry 1'])
})
