import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Guidance, ServerMessage } from '../../contract/guidance.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  await workspace.publish('start', {
    kind: 'checklist',
    title: 'Start',
    steps: [
      { id: 'one', title: 'One', completeOn: { event: 'one_done' } },
      { id: 'two', title: 'Two', completeOn: { event: 'two_done' } },
    ],
  })
})
afterAll(() => cairn?.remove())

const connect = async (user: string): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user) })
const shows = (guidance: Guidance): boolean => guidance.display && guidance.items.length > 0
const isHidden = (guidance: Guidance): boolean => !guidance.display && guidance.items.length === 0
const guidanceIn = (messages: readonly ServerMessage[]) => messages.filter((one) => one.kind === 'guidance')
const beacon = async (
  user: string,
  visible: boolean,
  messages: readonly Record<string, unknown>[],
): Promise<Guidance | undefined> => {
  const auth = {
    v: 1,
    key: workspace.publishableKey,
    tab: 'beacon-tab-0001',
    token: await workspace.sign(user),
    visible,
  }
  const answer = await fetch(`${cairn.url}/v1/beacon`, {
    method: 'POST',
    headers: { origin, 'content-type': 'text/plain' },
    body: JSON.stringify({ auth, envelope: { v: 1, sentAt: Date.now(), messages } }),
  })
  return guidanceIn(((await answer.json()) as { messages: ServerMessage[] }).messages)[0]
}
/** The same tab again, as a page does whose connection broke while it was in the background. */
const comeBackHidden = async ({ socket, heard }: WireClient): Promise<Guidance | undefined> => {
  const before = heard.length
  socket.disconnect()
  socket.auth = { ...(socket.auth as object), visible: false }
  socket.connect()
  await expect.poll(() => guidanceIn(heard.slice(before)).length).toBeGreaterThan(0)
  return guidanceIn(heard.slice(before))[0]
}

test('every change reaches the tab that shows with its content, and every other tab without', async () => {
  const back = await connect('ada')
  const front = await connect('ada')
  await front.send([message('page', { path: '/' })])
  await front.until(shows)
  const heardBefore = { front: front.heard.length, back: back.heard.length }
  await front.send([message('track', { name: 'one_done' })])
  const { rev } = await front.until(({ items: [item] }) => item?.kind === 'checklist' && item.steps[0]?.done === true)
  await back.until((guidance) => guidance.rev === rev)
  expect(guidanceIn(front.heard.slice(heardBefore.front)).every(shows)).toBe(true)
  expect(guidanceIn(back.heard.slice(heardBefore.back)).every(isHidden)).toBe(true)
  const asked = (await back.socket.timeout(5_000).emitWithAck('sync')) as { messages: ServerMessage[] }
  expect(guidanceIn(asked.messages).every(isHidden)).toBe(true)
  for (const client of [front, back]) client.close()
})

test('a tab that connects in the background takes nothing from the one that shows', async () => {
  const front = await connect('grace')
  await front.send([message('page', { path: '/' })])
  await front.until(shows)
  const hidden = await connect('grace')
  await front.send([message('focus')])
  await front.until(shows)
  await hidden.until(isHidden)
  expect(await comeBackHidden(hidden)).toSatisfy(isHidden)
  expect(front.guidance()).toSatisfy(shows)
  for (const client of [front, hidden]) client.close()
})

test('a page that can only use the beacon is guided, and yields to a tab that stands connected', async () => {
  const visit = () => [message('page', { path: '/' })]
  expect(await beacon('edsger', true, visit())).toSatisfy(shows)
  expect(await beacon('barbara', false, visit())).toSatisfy(isHidden)
  const connected = await connect('edsger')
  await connected.until(shows)
  expect(await beacon('edsger', true, visit())).toSatisfy(isHidden)
  expect(connected.guidance()).toSatisfy(shows)
  connected.close()
})

test('when the tab that shows is closed, the one where the user was last shows, not merely the one opened last', async () => {
  const tabs = []
  for (let opened = 0; opened < 4; opened++) tabs.push(await connect('alan'))
  const [last, showing] = tabs as [WireClient, WireClient, ...WireClient[]]
  await last.send([message('page', { path: '/' })])
  await last.until(shows)
  // Two signs of life within one millisecond could not be told apart.
  await sleep(5)
  await showing.send([message('focus')])
  await showing.until(shows)
  await last.until(isHidden)
  showing.close()
  await last.until(shows)
  for (const client of tabs) client.close()
})
