import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from '../../contract/limits.ts'
import type { Ack } from '../../contract/messages.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn({ env: { CAIRN_RATE_CONNECTION: '5', CAIRN_RATE_TENANT: '12' } })
  workspace = await createWorkspace(cairn, [origin])
})
afterAll(() => cairn?.remove())

const connect = async (user: string, tenant: string): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user, { tenant }) })
const many = (count: number) => Array.from({ length: count }, () => message('track', { name: 'said' }))
const beacon = async (user: string, tenant: string, messages: readonly object[], padding = '') => {
  const auth = {
    v: 1,
    key: workspace.publishableKey,
    tab: 'beacon-tab-0001',
    token: await workspace.sign(user, { tenant }),
  }
  const answer = await fetch(`${cairn.url}/v1/beacon`, {
    method: 'POST',
    headers: { origin, 'content-type': 'text/plain' },
    body: JSON.stringify({ auth, envelope: { v: 1, sentAt: Date.now(), messages } }) + padding,
  })
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as { ack?: Ack; error?: { code: string } },
  }
}
/** What became of the messages of an envelope: each word once. */
const fateOf = (ack: Ack | undefined): string[] =>
  ack === undefined || 'error' in ack
    ? ['none']
    : [...new Set(ack.outcomes.map((one) => (one.outcome === 'dropped' ? one.code : one.outcome)))]
/** Sends until it is refused. @returns how many were accepted, and the refusal */
const flood = async (send: () => Promise<Ack | undefined>, each: number) => {
  for (let accepted = 0; accepted < 1_000; accepted += each) {
    const ack = await send()
    if (fateOf(ack).join() !== 'accepted') return { accepted, ack }
  }
  throw new Error('nothing refuses it')
}
const asksToWait = (ack: Ack | undefined) => {
  expect(fateOf(ack)).toEqual(['rate-limited'])
  expect(ack?.retryAfterMs).toBeGreaterThan(0)
}

test('a connection that says too much is told to wait and stores nothing of it; others of its tenant go on', async () => {
  const loud = await connect('loud', 'one')
  const quiet = await connect('quiet', 'one')
  const { accepted, ack } = await flood(() => loud.send(many(10)), 10)
  asksToWait(ack)
  expect(fateOf(await quiet.send(many(1)))).toEqual(['accepted'])
  const { events } = await workspace.call<{ events: Record<string, { count: number }> }>(
    'GET',
    '/v1/tenants/one/users/loud/session',
  )
  expect(events.said?.count).toBe(accepted)
  for (const client of [loud, quiet]) client.close()
})

test('many connections of one tenant cannot say more than the tenant may, and another tenant does not notice', async () => {
  const clients = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => connect(`user-${n}`, 'two')))
  const neighbour = await connect('neighbour', 'three')
  // Each stays within what a connection may say.
  const acks: Ack[] = []
  for (const client of clients) acks.push(await client.send(many(45)))
  expect(fateOf(acks[0])).toEqual(['accepted'])
  asksToWait(acks.find((ack) => fateOf(ack).join() !== 'accepted'))
  expect(fateOf(await neighbour.send(many(10)))).toEqual(['accepted'])
  for (const client of [...clients, neighbour]) client.close()
})

test('a user who comes by the beacon may say no more than one connection', async () => {
  const { accepted, ack } = await flood(async () => (await beacon('beacon-user', 'four', many(10))).body.ack, 10)
  asksToWait(ack)
  // Ten seconds' worth of one connection, and what flows in meanwhile: well below what the tenant may say.
  expect(accepted).toBeLessThan(100)
})

test('a beacon above its size is refused with a code that the page may read, and one below is taken', async () => {
  const empty = await beacon('sized', 'five', many(1))
  expect(fateOf(empty.body.ack)).toEqual(['accepted'])
  const big = await beacon('sized', 'five', many(1), ' '.repeat(limits.beaconBytes))
  expect(big.status).toBe(413)
  expect(big.body.error?.code).toBe('BODY_TOO_LARGE')
  expect(big.headers.get('access-control-allow-origin')).toBe(origin)
})
