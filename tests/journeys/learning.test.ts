import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'
import { movableClock, putAhead } from './movable-clock.ts'

const origin = 'https://host.test'
const windowMs = 0.01 * 86_400_000
let cairn: RunningCairn
let workspace: TestWorkspace

interface Report {
  readonly ranker: string
  readonly model: number
  readonly knows: { readonly examples: number; readonly rewards: number }
  readonly items: readonly { readonly item: string; readonly examples: number; readonly rewards: number }[]
}
const learnt = () => workspace.call<Report>('GET', '/v1/tenants/default/learning')
const decisionsOf = async (user: string) =>
  (await workspace.call<{ decisions: Decision[] }>('GET', `/v1/tenants/default/users/${user}/decisions`)).decisions

/** A report of one page is none that anybody hoped for. */
const outcomes = { activated: { event: 'report_made', where: { pages: { $gte: 2 } }, withinDays: 0.01 } }
const tip = (key: string) => ({
  kind: 'tip',
  title: key,
  body: 'Like this.',
  anchor: { hook: 'field' },
  trigger: { page: '/start' },
  outcome: 'activated',
})

beforeAll(async () => {
  cairn = await startCairn({ env: movableClock(windowMs + 60_000) })
  workspace = await createWorkspace(cairn, [origin])
  await workspace.call('PUT', '/v1/settings', {
    why: 'a test',
    value: { holdoutShare: 0, explorationShare: 0.3, ranker: 'weighted', outcomes },
  })
  for (const key of ['helpful-one', 'useless-one']) await workspace.publish(key, tip(key))
})
afterAll(() => cairn?.remove())

/** A user comes, sees what is shown, makes a report, and does with it what was hoped for if that was the helpful one. @returns what was shown */
const visit = async (user: string, does: (shown: string) => boolean): Promise<string> => {
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign(user),
  })
  await client.send([message('page', { path: '/start' })])
  await expect.poll(async () => (await decisionsOf(user)).some(({ input }) => input.slot === 'inline')).toBe(true)
  const item = client.guidance()?.items.find(({ kind }) => kind === 'tip')
  if (item !== undefined) await client.send([message('exposure', { decision: item.decision })])
  const shown =
    (await decisionsOf(user)).find(({ input }) => input.slot === 'inline')?.result.choice?.content ?? 'nothing'
  await client.send([message('track', { name: 'report_made', properties: { pages: does(shown) ? 2 : 1 } })])
  client.close()
  return shown
}

test('what helps is learnt from its outcome once its time has passed, and then the model ranks; each of its choices replays', async () => {
  const shown: string[] = []
  for (let visitor = 0; visitor < 60; visitor++)
    shown.push(await visit(`early-${visitor}`, (item) => item === 'helpful-one'))
  expect(new Set(shown)).toEqual(new Set(['helpful-one', 'useless-one', 'nothing']))
  expect((await learnt()).knows.examples).toBe(0)

  await putAhead(cairn)
  await expect.poll(async () => (await learnt()).knows.examples, { timeout: 20_000 }).toBeGreaterThanOrEqual(20)
  const report = await learnt()
  expect(report.ranker).toBe('weighted')
  const rewardsOf = (name: string) => report.items.find(({ item }) => item === name)?.rewards ?? 0
  expect(rewardsOf('helpful-one')).toBeGreaterThan(0)
  expect(rewardsOf('useless-one')).toBe(0)

  await workspace.call('PUT', '/v1/settings', {
    why: 'the model may rank',
    value: { holdoutShare: 0, explorationShare: 0.05, ranker: 'bandit', outcomes },
  })
  await visit('later', () => false)
  // The one that drew; what stands is not drawn for again.
  const decision = (await decisionsOf('later')).find(({ answers }) => answers.ranking !== undefined) as Decision
  expect(decision.answers.ranking).toMatchObject({ ranker: 'bandit', model: report.model })
  const chanceOf = (key: string | null) =>
    decision.result.probabilities.find(({ content }) => (content?.split('@')[0] ?? null) === key)?.probability as number
  expect(chanceOf('helpful-one')).toBeGreaterThan(chanceOf('useless-one'))
  expect(chanceOf(null)).toBeGreaterThanOrEqual(0.05 / 3)
  const replayed = await workspace.call('POST', `/v1/tenants/default/decisions/${decision.id}/replay`)
  expect(replayed).toEqual({ same: true, differences: [] })
})
