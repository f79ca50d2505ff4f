import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Slot } from '../../contract/content.ts'
import type { Decision } from '../../contract/decision.ts'
import { publishHelp, publishStart } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
const command = new URL('../../dist/cli/cairn.js', import.meta.url).pathname
const recommender = (name: string, body: string) => `
  import { defineRecommender } from 'cairn/plugin'
  import { z } from 'zod'
  export default defineRecommender({ name: '${name}', version: '1.0.0', summary: 'Misbehaves.', options: z.object({}), reasons: { x: { en: 'x' } },
    recommend: () => { ${body} } })`
const guardrail = (name: string, body: string) => `
  import { defineGuardrail } from 'cairn/plugin'
  import { z } from 'zod'
  export default defineGuardrail({ name: '${name}', version: '1.0.0', summary: 'Misbehaves.', phase: 'eligibility', options: z.object({}), reasons: { x: { en: 'x' } },
    check: () => { ${body} } })`
const faults = {
  throws: "throw new Error('no')",
  'never-settles': 'return new Promise(() => {})',
  'returns-rubbish': "return [{ nonsense: 'x'.repeat(1000) }]",
  'loops-for-ever': 'for (;;) {}',
  'fills-its-memory': 'const all = []; for (;;) all.push(new Array(100_000).fill(all.length))',
  'tries-to-end-the-server': 'globalThis.process.exit(1)',
} as const
const outcomesOf: Readonly<Record<keyof typeof faults, readonly string[]>> = {
  throws: ['failed'],
  'never-settles': ['late'],
  'returns-rubbish': ['invalid'],
  'loops-for-ever': ['late'],
  // Whichever comes first, the end of its memory or of its time.
  'fills-its-memory': ['failed', 'late'],
  'tries-to-end-the-server': ['failed'],
}
type Fault = keyof typeof faults

let cairn: RunningCairn
let workspace: TestWorkspace
let plugins: string

beforeAll(async () => {
  plugins = mkdtempSync(join(tmpdir(), 'cairn-plugins-'))
  for (const [fault, body] of Object.entries(faults))
    for (const [kind, write] of [
      ['recommender', recommender],
      ['guardrail', guardrail],
    ] as const) {
      mkdirSync(join(plugins, `${kind}-${fault}`))
      writeFileSync(join(plugins, `${kind}-${fault}`, 'index.ts'), write(`${kind}-${fault}`, body))
    }
  cairn = await startCairn({ env: { CAIRN_PLUGINS: plugins } })
  workspace = await createWorkspace(cairn, [origin])
  await publishStart(workspace)
  await publishHelp(workspace)
})
afterAll(async () => {
  await cairn?.remove()
  rmSync(plugins, { recursive: true, force: true })
})

const connect = async (user: string, tenant = 'default'): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user, { tenant }) })
const decisionsOf = async (user: string, tenant = 'default') =>
  (await workspace.call<{ decisions: Decision[] }>('GET', `/v1/tenants/${tenant}/users/${user}/decisions?limit=100`))
    .decisions
/** The newest for a slot; it can be listed a moment after what it decided is shown. */
const recordOf = async (slot: Slot, user: string, tenant = 'default'): Promise<Decision | undefined> => {
  const look = async () => (await decisionsOf(user, tenant)).find(({ input }) => input.slot === slot)
  await expect.poll(look).toBeDefined()
  return look()
}
const steer = async (tenant: string, value: object) => {
  await workspace.call('PUT', `/v1/tenants/${tenant}`, {})
  await workspace.call('PUT', `/v1/tenants/${tenant}/settings`, { why: 'test', value })
}
const failures = () => [1, 2, 3].map(() => message('track', { name: 'save_failed' }))
const has = (kind: string) => (guidance: { items: readonly { kind: string }[] }) =>
  guidance.items.some((item) => item.kind === kind)

test.each(Object.keys(faults) as Fault[])(
  'a recommender that %s leaves the other candidates untouched, and its record says what it did',
  async (fault) => {
    const tenant = `rec-${fault}`
    await steer(tenant, { recommenders: [{ plugin: `recommender-${fault}` }, { plugin: 'next-step' }] })
    const client = await connect('ada', tenant)
    await client.send([message('page', { path: '/' })])
    await client.until(has('checklist'))
    const record = await recordOf('checklist', 'ada', tenant)
    const [bad, good] = record?.answers.recommenders ?? []
    expect([bad?.plugin, good?.plugin, good?.outcome]).toEqual([`recommender-${fault}`, 'next-step', 'answered'])
    expect(outcomesOf[fault]).toContain(bad?.outcome)
    client.close()
  },
)

test.each(Object.keys(faults) as Fault[])(
  'a guardrail that %s vetoes everything, and its record says so',
  async (fault) => {
    const tenant = `guard-${fault}`
    await steer(tenant, { guardrails: [{ plugin: `guardrail-${fault}` }] })
    const client = await connect('ada', tenant)
    await client.send([message('page', { path: '/' })])
    await expect.poll(async () => (await decisionsOf('ada', tenant)).length).toBeGreaterThan(0)
    const record = await recordOf('checklist', 'ada', tenant)
    expect(record?.result).toMatchObject({
      choice: null,
      nothing: 'all-removed',
      removals: [{ by: `guardrail-${fault}` }],
    })
    expect(outcomesOf[fault]).toContain(record?.result.removals[0]?.code)
    await sleep(300)
    expect(client.guidance()?.items ?? []).toEqual([])
    client.close()
  },
)

test("a plugin's trouble is counted where an operator sees it", async () => {
  const metrics = await (await fetch(`${cairn.url}/metrics`)).text()
  for (const outcome of ['failed', 'late', 'invalid'])
    expect(metrics).toMatch(new RegExp(`cairn_plugin_calls_total\\{[^}]*outcome="${outcome}"[^}]*\\} [1-9]`))
})

test('running a stored decision again from its record gives the same choice, for every decision there is', async () => {
  const client = await connect('replayed')
  await client.send([message('page', { path: '/' }), ...failures()])
  const shown = await client.until(has('tip'))
  const decision = shown.items.find((item) => item.kind === 'tip')?.decision
  await client.send([
    message('exposure', { decision }),
    message('feedback', { decision, action: 'dismissed' }),
    message('track', { name: 'one_done' }),
  ])
  await client.until((guidance) => !has('tip')(guidance))
  // A record can be listed a moment after what it decided is shown.
  await expect.poll(async () => (await decisionsOf('replayed')).length).toBeGreaterThanOrEqual(4)
  const records = await decisionsOf('replayed')
  for (const { id } of records)
    expect(await workspace.call('POST', `/v1/tenants/default/decisions/${id}/replay`)).toEqual({
      same: true,
      differences: [],
    })
  client.close()
})

test('a decision that comes out as the last one did leaves no second record, however often it is made', async () => {
  const client = await connect('steady')
  await client.send([message('page', { path: '/' })])
  await client.until(has('checklist'))
  await recordOf('checklist', 'steady')
  const made = async () => {
    const text = await (await fetch(`${cairn.url}/metrics`)).text()
    return Number(/cairn_decisions_total\{slot="checklist",outcome="stands"\} (\d+)/.exec(text)?.[1] ?? 0)
  }
  const records = async () =>
    (await decisionsOf('steady')).filter(({ input }) => input.slot === 'checklist').map(({ id }) => id)
  const before = { records: await records(), made: await made() }
  for (let again = 1; again <= 3; again++) {
    await client.send([message('track', { name: 'something_else' })])
    await expect.poll(made).toBeGreaterThanOrEqual(before.made + again)
  }
  expect(await records()).toEqual(before.records)
  client.close()
})

test('what the host asks for by key is shown without its trigger, and the record says who asked', async () => {
  const client = await connect('asking')
  await client.send([message('page', { path: '/' }), message('start', { content: 'help' })])
  await client.until(has('tip'))
  const record = await recordOf('inline', 'asking')
  expect(record?.result.choice).toMatchObject({ content: 'help', source: 'host' })
  client.close()
})

test("the command line lists a user's decisions and replays one", async () => {
  const client = await connect('on-the-line')
  await client.send([message('page', { path: '/' })])
  await client.until(has('checklist'))
  client.close()
  const record = await recordOf('checklist', 'on-the-line')
  const cairnCommand = (...words: string[]) =>
    promisify(execFile)(process.execPath, [command, ...words, '--server', cairn.url, '--key', workspace.secretKey])
  const listed = (await cairnCommand('decisions', 'on-the-line')).stdout
  expect(listed).toMatch(/checklist\s+start@/)
  expect((await cairnCommand('replay', record?.id ?? '')).stdout).toMatch(/^same/)
  await expect(cairnCommand('replay', 'no-such-decision')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('NOT_FOUND'),
  })
})

test('a decision replays the same after content and settings have moved on, and after a restart', async () => {
  const tenant = 'moving'
  await steer(tenant, { holdoutShare: 0 })
  const client = await connect('ada', tenant)
  await client.send([message('page', { path: '/' })])
  await client.until(has('checklist'))
  client.close()
  await workspace.publish(
    'start',
    {
      kind: 'checklist',
      title: 'Another start',
      steps: [{ id: 'two', title: 'Two', completeOn: { event: 'two_done' } }],
    },
    tenant,
  )
  await steer(tenant, { explorationShare: 0.3, guardrails: [] })
  await cairn.end('SIGTERM')
  cairn = await cairn.again()
  for (const { id } of await decisionsOf('ada', tenant))
    expect(await workspace.call('POST', `/v1/tenants/${tenant}/decisions/${id}/replay`)).toEqual({
      same: true,
      differences: [],
    })
})

test('a record names the settings it was made under, and who changed them, when and why', async () => {
  const tenant = 'governed'
  await workspace.call('PUT', `/v1/tenants/${tenant}`, {})
  await workspace.call('PUT', `/v1/tenants/${tenant}/settings`, {
    why: 'Their people asked for calm',
    value: { holdoutShare: 0, blocks: [{ content: 'start', why: 'Not for them' }] },
  })
  const client = await connect('ada', tenant)
  await client.send([message('page', { path: '/' })])
  await expect.poll(async () => (await decisionsOf('ada', tenant)).length).toBeGreaterThan(0)
  const { resolved } = await workspace.call<{ resolved: { id: string; why: string; by: string; at: number } }>(
    'GET',
    `/v1/tenants/${tenant}/settings`,
  )
  expect(resolved).toMatchObject({ why: 'Their people asked for calm', by: expect.stringMatching(/^sk:/) })
  const record = await recordOf('checklist', 'ada', tenant)
  expect(record?.input.settings).toBe(resolved.id)
  expect(record?.result.ineligible).toEqual([{ content: expect.stringMatching(/^start@/), reason: 'blocked' }])
  client.close()
})

test('a refusal of personalisation holds also where a tenant lists its own guardrails and forgets consent', async () => {
  const tenant = 'forgetful'
  await steer(tenant, { guardrails: [] })
  const client = await connect('ada', tenant)
  await client.send([message('page', { path: '/' })])
  await client.until(has('checklist'))
  await client.send([message('consent', { analytics: true, personalisation: false })])
  await client.until((guidance) => guidance.items.length === 0)
  client.close()
})

test('while the user types the tip waits, and comes by itself when they stop', async () => {
  const client = await connect('typist')
  await client.send([message('page', { path: '/' }), message('typing'), ...failures()])
  await sleep(700)
  expect(has('tip')(client.guidance() ?? { items: [] })).toBe(false)
  await client.until(has('tip'), 9_000)
  client.close()
})

test('a held-out user is decided for and not shown: records and caps are kept as ghosts', async () => {
  const tenant = 'experiment'
  await steer(tenant, { holdoutShare: 0.5, holdoutSpares: { firstUsers: 0 } })
  const arms = { shown: 0, ghost: 0 }
  for (let n = 0; n < 12; n++) {
    const client = await connect(`person-${n}`, tenant)
    await client.send([message('page', { path: '/' })])
    await expect.poll(async () => (await decisionsOf(`person-${n}`, tenant)).length).toBeGreaterThan(0)
    const record = await recordOf('checklist', `person-${n}`, tenant)
    expect(record?.result.choice).not.toBeNull()
    await sleep(50)
    const isShown = has('checklist')(client.guidance() ?? { items: [] })
    expect(isShown).toBe(record?.result.heldOut === false)
    arms[isShown ? 'shown' : 'ghost'] += 1
    client.close()
  }
  expect(arms.shown).toBeGreaterThan(0)
  expect(arms.ghost).toBeGreaterThan(0)
})

test("a tenant's first users are all shown what is decided for them, and the widget is told why", async () => {
  const tenant = 'first-day'
  await steer(tenant, { holdoutShare: 0.5, holdoutSpares: { firstUsers: 8, traits: ['staff'] } })
  const visit = async (user: string, traits: Record<string, unknown> = {}) => {
    const client = await connectWire({
      url: cairn.url,
      key: workspace.publishableKey,
      origin,
      token: await workspace.sign(user, { tenant, traits }),
    })
    await client.send([message('page', { path: '/' })])
    const { result, input } = (await recordOf('checklist', user, tenant)) as Decision
    client.close()
    return { ...result, ordinal: input.session.ordinal, welcome: client.welcome()?.holdout }
  }
  for (let n = 1; n <= 8; n++)
    expect(await visit(`early-${n}`)).toMatchObject({
      heldOut: false,
      holdout: 'first-users',
      ordinal: n,
      welcome: 'first-users',
    })
  const later = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => visit(`late-${n}`)))
  expect(later.map(({ ordinal }) => ordinal).sort((a = 0, b = 0) => a - b)).toEqual([9, 10, 11, 12, 13, 14, 15, 16])
  for (const { heldOut, holdout, welcome } of later) {
    expect(holdout).toBe(heldOut ? 'drawn' : 'not-drawn')
    expect(welcome).toBe(holdout)
  }
  expect(new Set(later.map(({ heldOut }) => heldOut)).size).toBe(2)
  expect(await visit('early-1')).toMatchObject({ holdout: 'first-users', ordinal: 1 })
  expect(await visit('colleague', { staff: true })).toMatchObject({ heldOut: false, holdout: 'trait' })
})

test('a group that gets more than its share waits for the others, the record says on what ground, and replays', async () => {
  const tenant = 'even'
  await workspace.publish(
    'for-the-south',
    {
      kind: 'checklist',
      priority: 90,
      title: 'South',
      audience: { 'verified.region': 'south' },
      steps: [{ id: 'one', title: 'One', completeOn: { event: 'one_done' } }],
    },
    tenant,
  )
  await steer(tenant, {
    holdoutShare: 0,
    exposureGroups: { trait: 'region', contents: ['start'] },
    guardrails: [{ plugin: 'fairness', options: { enough: 10 } }],
  })
  const visit = async (user: string, region: string) => {
    const client = await connectWire({
      url: cairn.url,
      key: workspace.publishableKey,
      origin,
      token: await workspace.sign(user, { tenant, traits: { region } }),
    })
    await client.send([message('page', { path: '/' })])
    const record = (await recordOf('checklist', user, tenant)) as Decision
    client.close()
    return record
  }
  for (let n = 0; n < 10; n += 1) {
    expect((await visit(`north-${n}`, 'north')).result.choice?.content).toBe('start')
    expect((await visit(`south-${n}`, 'south')).result.choice?.content).toBe('for-the-south')
  }
  await expect
    .poll(async () =>
      (await visit(`one-more-${Math.random()}`, 'north')).result.removals.map(({ by, code }) => [by, code]),
    )
    .toEqual([['fairness', 'exposure-uneven']])
  const held = await visit('the-last', 'north')
  expect(held.result).toMatchObject({ choice: null, nothing: 'all-removed' })
  expect(held.input.exposureShares).toMatchObject({ group: 'north', shares: { start: { south: { chosen: 0 } } } })
  expect(await workspace.call('POST', `/v1/tenants/${tenant}/decisions/${held.id}/replay`)).toMatchObject({
    same: true,
  })
  expect((await visit('nobody', 'west')).result.choice?.content).toBe('start')
  expect(await (await fetch(`${cairn.url}/metrics`)).text()).toMatch(
    /cairn_alerts_total\{plugin="fairness",code="exposure-uneven"\} [1-9]/,
  )
})

test('quiet hours go by the clock where the user is', async () => {
  const tenant = 'far-and-wide'
  // Where it is noon now, and where it is midnight: no office hour is both.
  const hours = new Date().getUTCHours()
  const zoneAt = (local: number) => {
    const ahead = ((local - hours + 36) % 24) - 12
    return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
  }
  await steer(tenant, {
    holdoutShare: 0,
    guardrails: [{ plugin: 'quiet-hours', options: { windows: [{ from: '19:00', until: '07:00' }] } }],
  })
  const codesAt = async (local: number) => {
    const user = `at-${local}`
    const token = await workspace.sign(user, { tenant })
    const client = await connectWire({
      url: cairn.url,
      key: workspace.publishableKey,
      origin,
      token,
      timeZone: zoneAt(local),
    })
    await client.send([message('page', { path: '/' }), ...failures()])
    // Their arrival may have a record of its own, from before anything failed.
    const afterFailures = async () =>
      (await decisionsOf(user, tenant)).find(
        ({ input, result }) => input.slot === 'inline' && result.candidates.length > 0,
      )
    await expect.poll(afterFailures).toBeDefined()
    const { result, input } = (await afterFailures()) as Decision
    client.close()
    expect(input.session.timeZone).toBe(zoneAt(local))
    return { codes: result.removals.map(({ by, code }) => `${by}: ${code}`), content: result.choice?.content }
  }
  expect(await codesAt(12)).toEqual({ codes: [], content: 'help' })
  expect(await codesAt(0)).toEqual({ codes: ['quiet-hours: quiet-hours'], content: undefined })
})

test('a browser that gives its zone an odd name is let in all the same', async () => {
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign('oddly'),
    timeZone: '<nowhere>',
  })
  expect(client.welcome()?.identity).toBe('verified')
  client.close()
})

test('the same exposure and dismissal sent three times, from two tabs, count once', async () => {
  const first = await connect('twice')
  const second = await connect('twice')
  await first.send([message('page', { path: '/' }), ...failures()])
  const decision = (await first.until(has('tip'))).items.find((item) => item.kind === 'tip')?.decision
  for (const client of [first, second, first]) await client.send([message('exposure', { decision })])
  const session = await workspace.call<{ shown: Record<string, { exposures: number }>; caps: unknown[] }>(
    'GET',
    '/v1/tenants/default/users/twice/session',
  )
  expect(session.shown.help?.exposures).toBe(1)
  first.close()
  second.close()
})
