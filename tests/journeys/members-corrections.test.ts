import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import type { Guidance } from '../../contract/guidance.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  for (const [key, priority] of [
    ['start', 60],
    ['invoices', 50],
  ] as const)
    await workspace.publish(key, {
      kind: 'checklist',
      title: key,
      priority,
      steps: [{ id: 'one', title: 'One', completeOn: { event: 'one_done' } }],
    })
})
afterAll(() => cairn?.remove())

const come = async (user: string, traits = {}): Promise<WireClient> => {
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign(user, { traits }),
  })
  await client.send([message('page', { path: '/' })])
  await client.until(shows('start'))
  return client
}
const shows =
  (...keys: string[]) =>
  ({ items }: Guidance) =>
    items.map(({ key }) => key).join() === keys.join()
const correct = (body: Record<string, unknown>) =>
  workspace.call<{ id: string }>('POST', '/v1/tenants/default/corrections', { why: 'They asked us', ...body })
const newest = async (user: string): Promise<Decision | undefined> =>
  (await workspace.call<{ decisions: Decision[] }>('GET', `/v1/tenants/default/users/${user}/decisions?limit=1`))
    .decisions[0]

test('a pin for one user shows at once, says so to that user, is recorded, and gives way when it is removed', async () => {
  const [ada, bob] = [await come('ada'), await come('bob')]
  const { id } = await correct({ act: 'pin', content: 'invoices', for: { user: 'ada' }, tellUser: true })
  const { items } = await ada.until(shows('invoices'))
  expect(items[0]?.why).toBe('Your team chose it: They asked us. Your team has changed what is shown here.')
  await expect
    .poll(async () => (await newest('ada'))?.result.choice)
    .toMatchObject({ content: 'invoices', source: 'pin', evidence: [{ facts: { correction: id } }] })
  expect(bob.guidance()?.items.map(({ key }) => key)).toEqual(['start'])

  await workspace.call('DELETE', `/v1/tenants/default/corrections/${id}`, { why: 'Done with' })
  await ada.until(shows('start'))
  expect(await workspace.call('GET', '/v1/tenants/default/corrections')).toEqual({ corrections: [] })
  ada.close()
  bob.close()
})

test('a correction ends at its time by itself, and what was decided under it replays all the same', async () => {
  const eve = await come('eve', { plan: 'pro' })
  await correct({
    act: 'block',
    content: 'start',
    for: { segment: { 'verified.plan': 'pro' } },
    expiresAt: Date.now() + 3_000,
  })
  await eve.until(shows('invoices'))
  await expect.poll(async () => (await newest('eve'))?.result.choice?.content).toBe('invoices')
  const blocked = await newest('eve')
  await eve.until(shows('start'), 15_000)
  expect(await workspace.call('POST', `/v1/tenants/default/decisions/${blocked?.id}/replay`)).toEqual({
    same: true,
    differences: [],
  })
  eve.close()
})

test('a correction that could do nothing is refused with the reason', async () => {
  const refused = async (body: Record<string, unknown>) =>
    (await workspace.raw('POST', '/v1/tenants/default/corrections', { why: 'x', ...body })).body
  expect(await refused({ act: 'pin', content: 'misspelt' })).toMatchObject({ error: { code: 'NOT_FOUND' } })
  expect(await refused({ act: 'pin', content: 'start', for: { user: 'nobody' } })).toMatchObject({
    error: { code: 'NOT_FOUND', facts: { what: 'user' } },
  })
  expect(await refused({ act: 'block', content: 'start', expiresAt: 1_700_000_000_000 })).toMatchObject({
    error: { code: 'REQUEST_INVALID', facts: { details: ['expiresAt: lies in the past'] } },
  })
  expect(await refused({ act: 'override', content: 'start' })).toMatchObject({ error: { code: 'REQUEST_INVALID' } })
  expect(await refused({ act: 'block', content: 'start', for: { segment: { $where: 'x' } } })).toMatchObject({
    error: { code: 'REQUEST_INVALID' },
  })
})

test('a correction can be made, listed and removed from the command line', async () => {
  const max = await come('max')
  const command = new URL('../../dist/cli/cairn.js', import.meta.url).pathname
  const env = { PATH: process.env.PATH, CAIRN_URL: cairn.url, CAIRN_KEY: workspace.secretKey }
  const run = async (...words: string[]) =>
    (await promisify(execFile)(process.execPath, [command, ...words], { env })).stdout.trim()

  const words = ['--user', 'max', '--with', 'invoices', '--until', '2030-01-01', '--why', 'He asked\nfor it']
  const id = await run('correct', 'override', 'start', ...words)
  await max.until(shows('invoices'))
  const line = `override start by invoices for max, until 2030-01-01T00:00:00.000Z; sk:`
  expect(await run('corrections')).toMatch(new RegExp(`^${id}  ${line}\\w+: "He asked\\\\nfor it"$`))
  await run('uncorrect', id, '--why', 'Done')
  await max.until(shows('start'))
  expect(await run('corrections')).toBe('')
  await expect(run('correct', 'pin', 'start', '--why', 'x', '--until', 'soon')).rejects.toMatchObject({ code: 2 })
  max.close()
})
