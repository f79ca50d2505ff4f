import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Slot } from '../../contract/content.ts'
import type { Decision } from '../../contract/decision.ts'
import type { CorrectionKind } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
const hour = 3_600_000
let cairn: RunningCairn
let workspace: TestWorkspace
const clients: WireClient[] = []

const list = (title: string, more: object) => ({
  kind: 'checklist',
  title,
  // On the first page only: elsewhere a new user's checklist would make the tips wait.
  audience: { 'page.path': '/' },
  steps: ['one', 'two'].map((id) => ({ id, title: id, completeOn: { event: `${id}_done` } })),
  ...more,
})
const tip = (page: string, more: object = {}) => ({
  kind: 'tip',
  title: 'Help',
  body: 'Like this.',
  anchor: { hook: 'field' },
  trigger: { page },
  ...more,
})

beforeAll(async () => {
  cairn = await startCairn()
  // No guardrail: what is seen here is what the corrections do, and nothing else.
  workspace = await createWorkspace(cairn, [origin], { guardrails: [] })
  await workspace.publish('begin', list('Begin', { priority: 60, topics: ['setup'] }))
  await workspace.publish('go-on', list('Go on', {}))
  await workspace.publish('numbers', tip('/numbers', { topics: ['reports'] }))
  await workspace.publish('exports', tip('/exports', { topics: ['reports'] }))
  // Of two that fit alike the first by its key is offered.
  await workspace.publish('both-a', tip('/both'))
  await workspace.publish('both-b', tip('/both', { topics: ['reports'] }))
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => cairn?.remove())

const visit = async (user: string, path: string, tenant = 'default'): Promise<WireClient> => {
  const token = await workspace.sign(user, { tenant })
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })
  clients.push(client)
  await client.send([message('page', { path })])
  return client
}
const slotOf = { checklist: 'checklist', tip: 'inline' } as const satisfies Record<string, Slot>
type Kind = keyof typeof slotOf

/** What stands under a kind now: its key, or null. */
const standing = (client: WireClient, kind: Kind): string | null =>
  client.guidance()?.items.find((item) => item.kind === kind)?.key ?? null
const comesToStand = async (client: WireClient, kind: Kind, key: string | null): Promise<string> => {
  const found = await client.until(({ items }) => (items.find((item) => item.kind === kind)?.key ?? null) === key)
  const decision = found.items.find((item) => item.kind === kind)?.decision ?? ''
  if (decision !== '') await client.send([message('exposure', { decision })])
  return decision
}
const goTo = async (client: WireClient, path: string, key: string | null): Promise<string> => {
  await client.send([message('page', { path })])
  return comesToStand(client, 'tip', key)
}

const at = (tenant: string, user: string) => `/v1/tenants/${tenant}/users/${user}`
const sessionOf = (user: string, tenant = 'default') => workspace.call<Session>('GET', `${at(tenant, user)}/session`)
/** The newest record of the slot that says what is expected of it; a record can be listed a moment after what it decided is shown. */
const recorded = async (user: string, slot: Slot, expected: object, tenant = 'default'): Promise<void> => {
  const newest = async () =>
    (await workspace.call<{ decisions: Decision[] }>('GET', `${at(tenant, user)}/decisions?limit=50`)).decisions.find(
      ({ input }) => input.slot === slot,
    )?.result
  await expect.poll(newest, { timeout: 5_000 }).toMatchObject(expected)
}
const choiceOf = (content: string | null) => ({ choice: content === null ? null : { content } })
const leftOut = (key: string, reason: string) => ({
  ineligible: expect.arrayContaining([{ content: expect.stringMatching(new RegExp(`^${key}@`)), reason }]),
})
const say = (client: WireClient, decision: string, action: CorrectionKind, more: object = {}) =>
  client.send([message('feedback', { decision, action, ...more })])
const takeBack = (client: WireClient, decision: string, undoes: CorrectionKind) =>
  client.send([message('feedback', { decision, action: 'undone', undoes })])

describe('the decision before a correction, after it, and after it was undone', () => {
  test.each<[CorrectionKind, object, string, string]>([
    ['dismissed', {}, 'dismissed', 'You have put “Begin” aside.'],
    ['not-now', { snoozeMs: 2 * hour }, 'snoozed', 'You have put “Begin” aside.'],
    ['already-done', {}, 'completed', 'You said that you are done with “Begin”.'],
    ['not-relevant', {}, 'not-relevant', 'You have put “Begin” aside.'],
    ['wrong', {}, 'reported-wrong', 'You said that something in “Begin” is wrong.'],
    ['fewer-like-this', {}, 'fewer-like-this', 'You have put “Begin” aside.'],
  ])(
    '%s: something else takes its place, and the same comes back under the same decision',
    async (kind, more, reason, why) => {
      const user = `says-${kind}`
      const client = await visit(user, '/')
      const decision = await comesToStand(client, 'checklist', 'begin')
      await recorded(user, 'checklist', choiceOf('begin'))

      await say(client, decision, kind, more)
      await comesToStand(client, 'checklist', 'go-on')
      await recorded(user, 'checklist', { ...choiceOf('go-on'), ...leftOut('begin', reason) })
      // What changed since last time stands in the record, and after the reason that the user reads.
      expect(client.guidance()?.items.find((item) => item.kind === 'checklist')?.why).toMatch(new RegExp(`\\. ${why}$`))
      expect((await sessionOf(user)).corrections).toMatchObject([{ kind, decision, content: 'begin' }])

      await takeBack(client, decision, kind)
      expect(await comesToStand(client, 'checklist', 'begin')).toBe(decision)
      await recorded(user, 'checklist', {
        ...choiceOf('begin'),
        changed: [expect.objectContaining({ code: 'brought-back-by-you' })],
      })
      expect((await sessionOf(user)).corrections).toMatchObject([{ kind, undoneAt: expect.any(Number) }])
    },
  )

  test('helpful: of two that fit alike the one of its topic is offered, and again the other when it was undone', async () => {
    const client = await visit('says-helpful', '/both')
    await comesToStand(client, 'tip', 'both-a')
    const decision = await goTo(client, '/numbers', 'numbers')
    await say(client, decision, 'helpful')
    await goTo(client, '/both', 'both-b')
    await recorded('says-helpful', 'inline', {
      ...choiceOf('both-b'),
      candidates: expect.arrayContaining([expect.objectContaining({ key: 'both-b', leaning: 2 })]),
    })
    await takeBack(client, decision, 'helpful')
    await goTo(client, '/elsewhere', null)
    await goTo(client, '/both', 'both-a')
  })

  test('fewer like this: another of its topic waits, what is about something else does not', async () => {
    const client = await visit('wants-fewer', '/exports')
    await comesToStand(client, 'tip', 'exports')
    const decision = await goTo(client, '/numbers', 'numbers')
    await say(client, decision, 'fewer-like-this')
    await comesToStand(client, 'tip', null)
    await client.send([message('page', { path: '/exports' })])
    await recorded('wants-fewer', 'inline', { ...choiceOf(null), ...leftOut('exports', 'fewer-like-this') })
    await goTo(client, '/both', 'both-a')
    await takeBack(client, decision, 'fewer-like-this')
    await goTo(client, '/exports', 'exports')
  })
})

test('already done ticks what was open, in the words of the record "said", and unticks it when undone', async () => {
  const client = await visit('did-it', '/')
  const decision = await comesToStand(client, 'checklist', 'begin')
  await say(client, decision, 'already-done', { step: 'one' })
  const isTicked = (ticked: boolean) =>
    client.until(({ items }) =>
      items.some(
        (item) => item.kind === 'checklist' && item.steps.some(({ id, done }) => id === 'one' && done === ticked),
      ),
    )
  await isTicked(true)
  expect((await sessionOf('did-it')).progress.begin?.steps).toMatchObject({ one: { by: 'said' } })
  await takeBack(client, decision, 'already-done')
  await isTicked(false)
})

test('what was said to be wrong is offered again once the team has published another version', async () => {
  const tenant = 'mending'
  await workspace.publish('numbers', tip('/numbers', { body: 'Like that.' }), tenant)
  const client = await visit('ada', '/numbers', tenant)
  await say(client, await comesToStand(client, 'tip', 'numbers'), 'wrong')
  await comesToStand(client, 'tip', null)
  await recorded('ada', 'inline', { ...choiceOf(null), ...leftOut('numbers', 'reported-wrong') }, tenant)
  await workspace.publish('numbers', tip('/numbers', { body: 'Like this.' }), tenant)
  await comesToStand(client, 'tip', 'numbers')
})

test("one user's corrections, however many, change nothing for another", async () => {
  const loud = await visit('loud', '/')
  const decision = await comesToStand(loud, 'checklist', 'begin')
  for (let again = 0; again < 5; again++)
    await loud.send(
      Array.from({ length: 50 }, (_, n) =>
        message('feedback', { decision, action: n % 2 === 0 ? 'wrong' : 'fewer-like-this' }),
      ),
    )
  await comesToStand(loud, 'checklist', 'go-on')
  const other = await visit('other', '/')
  await comesToStand(other, 'checklist', 'begin')
  expect((await sessionOf('other')).corrections).toBeUndefined()
})

test('what is said of a decision that was never made for this user changes nothing', async () => {
  const owner = await visit('owner', '/')
  const decision = await comesToStand(owner, 'checklist', 'begin')
  const stranger = await visit('stranger', '/')
  await comesToStand(stranger, 'checklist', 'begin')
  await say(stranger, decision, 'wrong')
  expect((await sessionOf('stranger')).corrections).toBeUndefined()
  expect(standing(owner, 'checklist')).toBe('begin')
})

test('every decision that corrections went into replays the same from its record', async () => {
  const { decisions } = await workspace.call<{ decisions: Decision[] }>(
    'GET',
    `${at('default', 'wants-fewer')}/decisions?limit=100`,
  )
  expect(decisions.length).toBeGreaterThan(4)
  for (const { id } of decisions)
    expect(await workspace.call('POST', `/v1/tenants/default/decisions/${id}/replay`)).toEqual({
      same: true,
      differences: [],
    })
})

test('the team reads what a user has said, newest first, with what was taken back', async () => {
  const client = await visit('outspoken', '/')
  const decision = await comesToStand(client, 'checklist', 'begin')
  await say(client, decision, 'helpful')
  await say(client, decision, 'not-now', { snoozeMs: 2 * hour })
  await takeBack(client, decision, 'not-now')
  const { feedback } = await workspace.call<{ feedback: object[] }>('GET', `${at('default', 'outspoken')}/feedback`)
  expect(feedback).toMatchObject([
    { kind: 'not-now', content: 'begin', inForce: false, undoneAt: expect.any(Number) },
    { kind: 'helpful', content: 'begin', topics: ['setup'], inForce: true },
  ])
  expect(JSON.stringify(feedback)).not.toContain('"audience"')
})

test('the team sees how often what was said, without by whom', async () => {
  const metrics = await (await fetch(`${cairn.url}/metrics`)).text()
  for (const action of ['helpful', 'wrong', 'undone'])
    expect(metrics).toMatch(new RegExp(`cairn_feedback_total\\{action="${action}"\\} [1-9]`))
})

test('what users say is wrong is listed for the team until they take it back, also after a restart', async () => {
  const tenant = 'reporting'
  const reports = async (query = '') =>
    (await workspace.call<{ reports: object[] }>('GET', `/v1/tenants/${tenant}/wrong-reports${query}`)).reports
  const decisions: string[] = []
  for (const user of ['one', 'two']) {
    const client = await visit(user, '/', tenant)
    const decision = await comesToStand(client, 'checklist', 'begin')
    decisions.push(decision)
    await say(client, decision, 'wrong')
  }
  await expect.poll(async () => (await reports()).length).toBe(2)
  expect((await reports())[0]).toMatchObject({ content: 'begin', stillPublished: true, decision: decisions[1] })
  expect(await reports('?content=go-on')).toEqual([])
  expect(await reports('?limit=1')).toHaveLength(1)

  await workspace.publish('begin', list('Begin again', { priority: 60 }), tenant)
  expect(await reports()).toMatchObject([{ stillPublished: false }, { stillPublished: false }])

  await takeBack(clients.at(-1) as WireClient, decisions[1] as string, 'wrong')
  await expect.poll(reports).toMatchObject([{ decision: decisions[0] }])
  await cairn.end('SIGTERM')
  cairn = await cairn.again()
  expect(await reports()).toMatchObject([{ decision: decisions[0] }])
})
