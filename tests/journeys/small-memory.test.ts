import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishStart } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
const users = ['ada', 'grace', 'edsger', 'barbara']
const rounds = 25

let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn({ env: { CAIRN_SESSIONS_IN_MEMORY: '1', CAIRN_RATE_CONNECTION: '1000' } })
  workspace = await createWorkspace(cairn, [origin])
  await publishStart(workspace)
})
afterAll(() => cairn?.remove())

const connect = async (user: string): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user) })
const outcomes = (ack: object): readonly { outcome: string }[] =>
  (ack as { outcomes: readonly { outcome: string }[] }).outcomes

test('with room for one session, users at work at once from two tabs each, who send things twice, lose and repeat nothing', async () => {
  const accepted = await Promise.all(
    users.map(async (user) => {
      const tabs = [await connect(user), await connect(user)] as const
      let count = 0
      for (let round = 0; round < rounds; round++) {
        const twice = message('track', { name: 'worked' })
        const acks = await Promise.all([
          tabs[0].send([twice, message('track', { name: 'worked' }), twice]),
          tabs[1].send([message('track', { name: 'worked' }), twice]),
        ])
        count += acks.flatMap(outcomes).filter(({ outcome }) => outcome === 'accepted').length
      }
      await tabs[0].send([message('track', { name: 'one_done' })])
      for (const tab of tabs) tab.close()
      return count
    }),
  )
  expect(accepted).toEqual(users.map(() => rounds * 3))
  for (const user of users) {
    const path = `/v1/tenants/default/users/${user}`
    const session = await workspace.call<{ events: Record<string, { count: number }>; progress: object }>(
      'GET',
      `${path}/session`,
    )
    expect(session.events.worked?.count, user).toBe(rounds * 3)
    expect(session.progress).toHaveProperty('start.steps.one')
  }
  expect(cairn.output()).not.toContain('"level":50')
})

test('who withdraws consent is shown nothing more, and what they do is not stored', async () => {
  const client = await connect('katherine')
  await client.send([message('page', { path: '/' })])
  await client.until(({ items }) => items.length > 0)
  await client.send([message('consent', { analytics: false, personalisation: false })])
  await client.until(({ items }) => items.length === 0)
  const ack = await client.send([message('track', { name: 'after' }), message('page', { path: '/after' })])
  expect(outcomes(ack)).toEqual([
    expect.objectContaining({ outcome: 'dropped', code: 'consent-missing' }),
    expect.objectContaining({ outcome: 'dropped', code: 'consent-missing' }),
  ])
  const entries = await workspace.call('GET', '/v1/tenants/default/users/katherine/entries?limit=1000')
  expect(JSON.stringify(entries)).not.toContain('after"')
  client.close()
})
