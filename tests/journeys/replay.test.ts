import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DryRun, Replayed, ReplayedPage } from '../../contract/replay.ts'
import { publishStart } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
const command = new URL('../../dist/cli/cairn.js', import.meta.url).pathname
const users = ['ada', 'grace', 'edsger', 'barbara']

let cairn: RunningCairn
let workspace: TestWorkspace
let directory: string

/** A guardrail of the team's own, as its author leaves it: with or without a new version after a change. */
const writeGuardrail = (version: string, answer: string): void => {
  const folder = join(directory, 'plugins', 'house-rules')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'index.ts'),
    `import { defineGuardrail } from 'cairn/plugin'
     import { z } from 'zod'
     export default defineGuardrail({ name: 'house-rules', version: '${version}', summary: 'Ours.', phase: 'eligibility',
       options: z.object({ closed: z.boolean().default(false) }), reasons: { closed: { en: 'We are closed.' } },
       check: (_input, { closed }) => (closed ? { verdict: 'veto', code: 'closed' } : ${answer}) })`,
  )
}
const settingsFile = (name: string, value: object): string => {
  const path = join(directory, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

const guardrails = (options: object = {}) => [{ plugin: 'consent' }, { plugin: 'house-rules', options }]
const steer = (value: object, why = 'test') => workspace.call('PUT', '/v1/tenants/default/settings', { why, value })
const come = async (user: string): Promise<WireClient> => {
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign(user),
  })
  await client.send([message('page', { path: '/' })])
  return client
}
const cairnCommand = (...words: string[]): Promise<{ code: number; text: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [command, ...words, '--server', cairn.url, '--key', workspace.secretKey],
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    )
  })
const replayed = (body: object) => workspace.call<ReplayedPage>('POST', '/v1/tenants/default/decisions/replay', body)
const dryRun = (body: object) => workspace.call<DryRun>('POST', '/v1/tenants/default/settings/dry-run', body)

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cairn-replay-'))
  writeGuardrail('1.0.0', "{ verdict: 'allow' }")
  cairn = await startCairn({ env: { CAIRN_PLUGINS: join(directory, 'plugins') } })
  workspace = await createWorkspace(cairn, [origin])
  await publishStart(workspace)
  await workspace.call('PUT', '/v1/tenants/default', {})
  await steer({ guardrails: guardrails() }, 'Our own rules')
  for (const user of users) {
    const client = await come(user)
    await client.until(({ items }) => items.length > 0)
    client.close()
  }
})
afterAll(async () => {
  await cairn?.remove()
  rmSync(directory, { recursive: true, force: true })
})

test('a range replays page by page: every decision once, with nothing different', async () => {
  const pages: ReplayedPage[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await replayed({ limit: 3, ...(cursor === undefined ? {} : { cursor }) })
    expect(page.looked).toBeLessThanOrEqual(3)
    pages.push(page)
    if (page.next === null) break
    cursor = page.next
  }
  const sum = (field: 'looked' | 'same' | 'different') => pages.reduce((total, page) => total + page[field], 0)
  const { decisions } = await workspace.call<{ decisions: object[] }>('GET', '/v1/tenants/default/decisions?limit=100')
  expect(sum('looked')).toBe(decisions.length)
  expect(sum('same')).toBe(decisions.length)
  expect(decisions.length).toBeGreaterThanOrEqual(users.length)
})

test('the command line replays a tenant, one user and a time, and says how it went', async () => {
  const whole = await cairnCommand('replay')
  expect(whole).toMatchObject({
    code: 0,
    text: expect.stringMatching(/^(\d+) decisions: \1 the same, 0 different, 0 erased\n$/),
  })
  expect((await cairnCommand('replay', '--user', 'ada', '--deep')).text).toMatch(/^[1-9]\d* decisions: .* 0 different/)
  expect((await cairnCommand('replay', '--to', '2020-01-01')).text).toMatch(/^0 decisions/)
  expect(await cairnCommand('replay', '--from', 'yesterday')).toMatchObject({ code: 2 })
  expect(await cairnCommand('replay', '--user', 'nobody')).toMatchObject({
    code: 2,
    text: expect.stringContaining('NOT_FOUND'),
  })
})

test('a replay under other settings says what would differ, and saves nothing', async () => {
  const file = settingsFile('closed.json', { guardrails: guardrails({ closed: true }) })
  const { code, text } = await cairnCommand('replay', '--user', 'ada', '--with', file)
  expect(code).toBe(1)
  expect(text).toContain('choice: recorded start, now nothing (all-removed, house-rules: closed)')
  expect((await cairnCommand('replay', '--user', 'ada')).code).toBe(0)
  const { changes } = await workspace.call<{ changes: object[] }>('GET', '/v1/tenants/default/settings')
  expect(changes).toHaveLength(1)
})

test('a dry run says what the last decisions would have been: how many, of which content, for which reason, for example which', async () => {
  const run = await dryRun({ value: { guardrails: guardrails({ closed: true }) } })
  expect(run).toMatchObject({
    nowNothing: users.length,
    nowSomething: 0,
    otherChoice: 0,
    otherHoldout: 0,
    unasked: 0,
    erased: 0,
    byContent: [{ content: 'start', before: users.length, after: 0 }],
  })
  expect(run.looked).toBe(run.same + run.nowNothing)
  expect(run.byReason).toContainEqual({ plugin: 'house-rules', code: 'closed', before: 0, after: users.length })
  expect(run.examples).toHaveLength(users.length)
  expect(run.examples[0]).toMatchObject({ change: 'now-nothing', before: 'start', after: null })
  const example = await workspace.call<Replayed>(
    'POST',
    `/v1/tenants/default/decisions/${run.examples[0]?.decision}/replay`,
  )
  expect(example).toEqual({ same: true, differences: [] })

  expect(await dryRun({ value: { guardrails: guardrails() } })).toMatchObject({ nowNothing: 0, examples: [] })
  expect(
    await dryRun({ value: { guardrails: guardrails(), holdoutShare: 0.5, holdoutSpares: { firstUsers: 0 } }, last: 2 }),
  ).toMatchObject({ looked: 2 })
})

test('a dry run takes what saving takes, and refuses what saving refuses', async () => {
  for (const [value, code] of [
    [{ guardrails: [{ plugin: 'no-such-plugin' }] }, 'PLUGIN_UNKNOWN'],
    [{ guardrails: guardrails({ closed: 'yes' }) }, 'PLUGIN_OPTIONS_INVALID'],
    [{ colour: 'red' }, 'REQUEST_INVALID'],
  ] as const)
    for (const [method, path] of [
      ['POST', '/v1/tenants/default/settings/dry-run'],
      ['PUT', '/v1/tenants/default/settings'],
    ] as const)
      expect(await workspace.raw(method, path, method === 'PUT' ? { value, why: 'test' } : { value })).toMatchObject({
        body: { error: { code } },
      })
  expect(await workspace.raw('POST', '/v1/tenants/default/settings/dry-run', { value: {}, last: 1_001 })).toMatchObject(
    { status: 400 },
  )
})

test.each([
  ['a tenant', '/v1/tenants/default/settings', ['--tenant', 'default']],
  ['the workspace', '/v1/settings', []],
])('an earlier change of %s can be made the latest again, and says who did it, when and why', async (_, path, line) => {
  type Changes = { changes: { id: string; why: string; by: string; restores?: string; value: object }[] }
  const changes = async () => (await workspace.call<Changes>('GET', path)).changes
  const [first] = await changes()
  await workspace.call('PUT', path, { why: 'An experiment', value: { holdoutShare: 0, locale: 'de' } })
  const restored = await cairnCommand('settings', 'restore', '1', '--why', 'It did not help', ...line)
  expect(restored).toMatchObject({ code: 0, text: expect.stringContaining('It did not help (restores 1)') })
  const after = await changes()
  expect(after).toHaveLength(3)
  expect(after[2]).toMatchObject({ id: '3', restores: '1', why: 'It did not help', by: expect.stringMatching(/^sk:/) })
  expect(after[2]?.value).toEqual(first?.value)
  expect((await cairnCommand('settings', ...line)).text.match(/^ +\d+ {2}20/gm)).toHaveLength(3)
  expect(await workspace.raw('POST', `${path}/restore`, { id: '9', why: 'x' })).toMatchObject({ status: 404 })
})

test('deep, a plugin that answers otherwise under its old version is found out, and one of a new version is counted as not asked', async () => {
  const restart = async (version: string, answer: string) => {
    await cairn.end()
    writeGuardrail(version, answer)
    cairn = await cairn.again()
  }
  await restart('1.0.0', "{ verdict: 'veto', code: 'closed' }")
  const silentlyChanged = await cairnCommand('replay', '--deep')
  expect(silentlyChanged.code).toBe(1)
  expect(silentlyChanged.text).toContain('house-rules')
  expect((await cairnCommand('replay')).code).toBe(0)

  await restart('2.0.0', "{ verdict: 'veto', code: 'closed' }")
  const released = await cairnCommand('replay', '--deep')
  expect(released.code).toBe(0)
  expect(released.text).toContain(
    'not asked: house-rules is installed in another version than the one that answered (4 decisions)',
  )
})

test('what is erased is counted as erased, and is no difference', async () => {
  const visit = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin })
  await visit.send([message('page', { path: '/' })])
  const seen = async () =>
    (
      await workspace.call<{ decisions: { id: string; user: string | null }[] }>('GET', '/v1/tenants/default/decisions')
    ).decisions.find(({ user }) => user === null)
  await expect.poll(seen).toBeDefined()
  const decision = (await seen())?.id ?? ''
  const visitor = visit.welcome()?.visitor ?? ''
  visit.close()
  const signedIn = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    visitor,
    token: await workspace.sign('signed-in'),
  })
  signedIn.close()
  await expect.poll(async () => (await replayed({})).erased).toBeGreaterThan(0)
  expect(await workspace.call('POST', `/v1/tenants/default/decisions/${decision}/replay`)).toEqual({
    same: false,
    differences: [],
    erased: 'record',
  })
  expect(await cairnCommand('replay', decision)).toMatchObject({ code: 0, text: expect.stringMatching(/^erased/) })
})
