import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'
import { movableClock, putAhead } from './movable-clock.ts'

let cairn: RunningCairn
let workspace: TestWorkspace
beforeAll(async () => {
  // Ahead by more than a batch's window each time.
  cairn = await startCairn({ env: movableClock(90_000) })
  workspace = await createWorkspace(cairn, ['https://host.test'])
  for (const tenant of ['acme', 'globex']) await workspace.call('PUT', `/v1/tenants/${tenant}`, { name: tenant })
  for (const [key, event] of [
    ['invite', 'invited'],
    ['export', 'exported'],
  ] as const)
    await workspace.publish(key, {
      kind: 'checklist',
      title: key,
      steps: [{ id: 's', title: 'Do it', completeOn: { event } }],
    })
})
afterAll(() => cairn?.remove())

const does = (tenant: string, user: string, ...names: string[]) =>
  workspace.call('POST', `/v1/tenants/${tenant}/users/${user}/events`, {
    messages: names.map((name) => ({ kind: 'track', name })),
  })
const decisionOf = async (tenant: string, user: string): Promise<Decision | undefined> => {
  const path = `/v1/tenants/${tenant}/users/${user}/decisions`
  const { decisions } = await workspace.call<{ decisions: Decision[] }>('GET', path)
  return decisions.find(({ input, result }) => input.slot === 'checklist' && result.choice !== null)
}
const answerIn = (decision: Decision | undefined) =>
  decision?.answers.recommenders.find(({ plugin }) => plugin === 'peer-patterns')
/** Somebody new does this, until what they are decided by is a model of this version at least. */
const newcomer = async (tenant: string, name: string, version: number, ...events: string[]): Promise<Decision> => {
  let decision: Decision | undefined
  let turn = 0
  await expect
    .poll(
      async () => {
        turn += 1
        await does(tenant, `${name}-${turn}`, ...events)
        await expect.poll(async () => (decision = await decisionOf(tenant, `${name}-${turn}`))).toBeDefined()
        return answerIn(decision)?.model ?? -1
      },
      { timeout: 40_000, interval: 1_000 },
    )
    .toBeGreaterThanOrEqual(version)
  return decision as Decision
}
const replay = (decision: Decision, body?: object) =>
  workspace.call<{ same: boolean; differences: string[]; unasked?: unknown[] }>(
    'POST',
    `/v1/tenants/acme/decisions/${decision.id}/replay`,
    body,
  )

test('what colleagues did next is proposed and said, to nobody of another tenant, steered by no flood, and replays as it was', async () => {
  for (let user = 0; user < 14; user++) await does('acme', `early-${user}`, 'imported', 'invited')
  const first = await newcomer('acme', 'new', 1, 'imported')
  expect(first.result.choice).toMatchObject({
    content: 'invite',
    source: 'peer-patterns',
    evidence: [{ code: 'peers-finished', facts: { after: 'imported' } }],
  })
  const people = first.result.choice?.evidence[0]?.facts.people
  expect(people).toBeGreaterThanOrEqual(5)
  expect(first.why.en).toContain(`${people} or more people here went through with this`)

  // Another tenant of the same team knows nothing of it.
  await does('globex', 'stranger', 'imported')
  await expect.poll(() => decisionOf('globex', 'stranger')).toBeDefined()
  const elsewhere = await decisionOf('globex', 'stranger')
  expect(answerIn(elsewhere)).toMatchObject({ model: 0, value: [] })

  // One user wants everybody to export.
  for (let time = 0; time < 15; time++)
    await does('acme', 'loud', 'imported', 'exported', `fake ${time}`, 'imported', 'exported')
  for (let user = 0; user < 10; user++) await does('acme', `later-${user}`, 'opened', 'sorted')
  await putAhead(cairn)
  const second = await newcomer('acme', 'newer', 2, 'imported')
  expect(second.result.choice).toMatchObject({ content: 'invite', source: 'peer-patterns' })
  expect(answerIn(second)?.value?.map(({ content }) => content.split('@')[0])).toEqual(['invite'])

  for (const decision of [first, second]) {
    expect(await replay(decision)).toEqual({ same: true, differences: [] })
    expect(await replay(decision, { deep: true })).toEqual({ same: true, differences: [], unasked: [] })
  }
})
