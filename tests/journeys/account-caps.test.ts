import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import { publishHelp } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin], {
    guardrails: [{ plugin: 'fatigue', options: { inline: { accountPerDay: 1 } } }],
  })
  await publishHelp(workspace)
})
afterAll(() => cairn?.remove())

/** Somebody whose saving fails three times: @returns what they are shown then, and with which record. */
const fail = async (user: string, { proven = '', claimed = '' }: { proven?: string; claimed?: string }) => {
  const token = await workspace.sign(user, proven === '' ? {} : { account: proven })
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })
  if (claimed !== '') await client.send([message('group', { account: claimed })])
  await client.send([1, 2, 3].map(() => message('track', { name: 'save_failed' })))
  const record = async () =>
    (
      await workspace.call<{ decisions: Decision[] }>('GET', `/v1/tenants/default/users/${user}/decisions`)
    ).decisions.find(({ input, result }) => input.slot === 'inline' && result.candidates.length > 0)
  await expect.poll(record).toBeDefined()
  const found = await record()
  const shown = found?.result.choice?.content ?? null
  if (shown !== null) {
    const { items } = await client.until((guidance) => guidance.items.length > 0)
    await client.send([message('exposure', { decision: items[0]?.decision })])
  }
  client.close()
  return { shown, removals: found?.result.removals.map(({ code }) => code), id: found?.id }
}

test("what one of a company has seen counts for all of it, over a server's sudden death; a claim counts for nothing", async () => {
  expect(await fail('impostor', { claimed: 'acme' })).toMatchObject({ shown: 'help' })
  expect(await fail('ada', { proven: 'acme' })).toMatchObject({ shown: 'help' })
  await cairn.end('SIGKILL')
  cairn = await cairn.again()
  const grace = await fail('grace', { proven: 'acme' })
  expect(grace).toMatchObject({ shown: null, removals: ['account-day-full'] })
  expect(await fail('linus', { proven: 'other' })).toMatchObject({ shown: 'help' })
  const replayed = (mode: object) => workspace.call('POST', `/v1/tenants/default/decisions/${grace.id}/replay`, mode)
  expect(await replayed({})).toMatchObject({ same: true })
  expect(await replayed({ deep: true })).toMatchObject({ same: true, unasked: [] })
})
