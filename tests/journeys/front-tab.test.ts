import { afterAll, beforeAll, test } from 'vitest'
import { publishStart } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  await publishStart(workspace)
})
afterAll(() => cairn?.remove())

test('the tab that the user goes to shows, however busy the tab that they left', async () => {
  const connect = async () =>
    connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign('ada') })
  const [front, busy] = [await connect(), await connect()]
  const track = () => busy.send([message('track', { name: 'polled' })])
  await busy.until(({ display, items }) => display && items.length > 0)
  for (let turn = 0; turn < 3; turn++) {
    await track()
    await front.send([message('focus')])
    await track()
    await Promise.all([front.until(({ display }) => display, 2_000), busy.until(({ display }) => !display, 2_000)])
    await track()
    await busy.send([message('focus')])
    await track()
    await Promise.all([busy.until(({ display }) => display, 2_000), front.until(({ display }) => !display, 2_000)])
  }
  for (const client of [front, busy]) client.close()
})
