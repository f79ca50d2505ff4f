import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
const checklist = (title: string) => ({
  kind: 'checklist',
  title,
  steps: [{ id: 'one', title: 'One', completeOn: { event: 'one_done' } }],
})
const soonMs = 5_000

let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
})
afterAll(() => cairn?.remove())

const connect = async (user: string, tenant: string): Promise<WireClient> => {
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign(user, { tenant }),
  })
  await client.send([message('page', { path: '/' })])
  return client
}
const entriesOf = async (user: string, tenant: string): Promise<readonly { kind: string }[]> =>
  (
    await workspace.call<{ entries: readonly { kind: string }[] }>(
      'GET',
      `/v1/tenants/${tenant}/users/${user}/entries?limit=1000`,
    )
  ).entries

test('content that is published, changed or withdrawn reaches who is connected and does nothing, in its tenant only', async () => {
  const [reader, stranger] = [await connect('idle', 'acme'), await connect('idle', 'globex')]
  await workspace.publish('welcome', checklist('First'), 'acme')
  await reader.until(({ items }) => items[0]?.title === 'First', soonMs)
  await workspace.publish('welcome', checklist('Second'), 'acme')
  await reader.until(({ items }) => items[0]?.title === 'Second', soonMs)
  await workspace.call('DELETE', '/v1/tenants/acme/content/welcome/publish')
  await reader.until(({ items }) => items.length === 0, soonMs)
  expect(stranger.heard.flatMap((one) => (one.kind === 'guidance' ? one.items : []))).toEqual([])
  for (const client of [reader, stranger]) client.close()
})

test('a block, and a pause that a new tip asks to be told of, reach who is connected and does nothing', async () => {
  await workspace.publish('guide', checklist('Guide'), 'initech')
  const reader = await connect('idle', 'initech')
  await reader.until(({ items }) => items[0]?.title === 'Guide', soonMs)
  await workspace.publish(
    'paused',
    { kind: 'tip', title: 'Stuck?', body: 'Try this.', anchor: { hook: 'x' }, trigger: { idle: { seconds: 5 } } },
    'initech',
  )
  await reader.until(({ watches }) => watches.some(({ id }) => id === 'paused'), soonMs)
  await workspace.call('PUT', '/v1/tenants/initech/settings', {
    why: 'test',
    value: { blocks: [{ content: 'guide', why: 'no' }] },
  })
  await reader.until(({ items }) => items.length === 0, soonMs)
  reader.close()
})

test('a user who does nothing leaves nothing in the stream, with a tip that stands and one whose target is missing', async () => {
  const tip = (priority: number) => ({
    kind: 'tip',
    title: 'Here',
    body: 'There',
    anchor: { hook: 'x' },
    trigger: { page: '/**' },
    priority,
  })
  await workspace.publish('missing', tip(90), 'hooli')
  await workspace.publish('standing', tip(10), 'hooli')
  const reader = await connect('idle', 'hooli')
  const first = await reader.until(({ items }) => items[0]?.key === 'missing')
  await reader.send([message('abstained', { decision: first.items[0]?.decision, reason: 'not-found' })])
  const second = await reader.until(({ items }) => items[0]?.key === 'standing')
  await reader.send([message('exposure', { decision: second.items[0]?.decision })])
  await sleep(600)
  const before = (await entriesOf('idle', 'hooli')).length
  await sleep(4_000)
  expect(await entriesOf('idle', 'hooli')).toHaveLength(before)
  reader.close()
})
