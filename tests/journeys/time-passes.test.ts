import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Guidance } from '../../contract/guidance.ts'
import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'
import { movableClock, putAhead } from './movable-clock.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace

/** Each test has a server of its own: a clock that one of them puts ahead is ahead for all of it. */
const startAt = async (stepMs: number): Promise<void> => {
  await cairn?.remove()
  cairn = await startCairn({ env: movableClock(stepMs) })
  workspace = await createWorkspace(cairn, [origin])
  await workspace.publish('help', {
    kind: 'tip',
    title: 'Help',
    body: 'Like this.',
    anchor: { hook: 'field' },
    trigger: { page: '/settings' },
  })
}
beforeAll(() => startAt(limits.reservationMs + 1_000))
afterAll(() => cairn?.remove())

const connect = async (user: string): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user) })
const entriesOf = async (user: string) =>
  (await workspace.call<{ entries: SessionEntry[] }>('GET', `/v1/tenants/default/users/${user}/entries?limit=1000`))
    .entries
const sessionOf = (user: string) => workspace.call<Session>('GET', `/v1/tenants/default/users/${user}/session`)
const tipOf = (guidance: Guidance | undefined) => guidance?.items.find((item) => item.kind === 'tip')
const offered = async (client: WireClient): Promise<string> => {
  await client.send([message('page', { path: '/settings' })])
  return tipOf(await client.until((guidance) => tipOf(guidance) !== undefined))?.decision as string
}
const releasedOf = async (user: string) =>
  (await entriesOf(user)).flatMap((entry) => (entry.kind === 'released' ? [entry.body] : []))

/** Also those that changed nothing, and so left no record. */
const decisionsMade = async (): Promise<number> =>
  [...(await (await fetch(`${cairn.url}/metrics`)).text()).matchAll(/^cairn_decisions_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  )

test('an offer that is not painted in time is given back by itself: to a user who is there, and to one who has left', async () => {
  const here = await connect('here')
  const left = await connect('left')
  const painting = await connect('painting')
  const unpainted = { here: await offered(here), left: await offered(left) }
  await painting.send([message('exposure', { decision: await offered(painting) })])
  left.close()
  await putAhead(cairn)
  for (const user of ['here', 'left'] as const)
    await expect
      .poll(() => releasedOf(user), { timeout: 6_000 })
      .toEqual([{ decision: unpainted[user], reason: 'unpainted' }])
  expect(Object.values((await sessionOf('left')).active)).toEqual([])
  expect(await releasedOf('painting')).toEqual([])
  expect(tipOf(painting.guidance())).toBeDefined()
  for (const client of [here, painting]) client.close()
})

test('what the user put off for later comes again by itself when its time is over, and not before', async () => {
  await startAt(limits.snoozeMs / 2 + 1_000)
  const client = await connect('ada')
  const decision = await offered(client)
  await client.send([message('exposure', { decision }), message('feedback', { decision, action: 'not-now' })])
  await client.until((guidance) => tipOf(guidance) === undefined)
  await putAhead(cairn)
  const before = await decisionsMade()
  await client.send([message('focus')])
  await expect.poll(decisionsMade).toBeGreaterThan(before)
  expect(tipOf(client.guidance())).toBeUndefined()
  await putAhead(cairn)
  const again = await client.until((guidance) => tipOf(guidance) !== undefined, 6_000)
  expect(tipOf(again)?.decision).not.toBe(decision)
  client.close()
})

test('a user whose token has ended is said goodbye to and cut off; what they sent before counts', async () => {
  await startAt(1)
  const now = Math.floor(Date.now() / 1_000)
  const ended = { iat: now - 600, exp: now - limits.tokenSkewMs / 1_000 + 4 }
  const token = await workspace.sign('grace', {}, ended)
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })
  await client.send([message('track', { name: 'said_in_time' })])
  await expect.poll(() => client.socket.connected, { timeout: 10_000 }).toBe(false)
  expect(client.heard.at(-1)).toEqual({ kind: 'goodbye', code: 'TOKEN_EXPIRED' })
  expect((await sessionOf('grace')).events.said_in_time?.count).toBe(1)
  await expect(connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })).rejects.toThrow(
    'TOKEN_EXPIRED',
  )
})
