import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NotShownAnswer } from '../../contract/content-fate.ts'
import type { Decision } from '../../contract/decision.ts'
import { publishHelp, publishStart } from '../cairn/first-content.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  await publishStart(workspace)
  await workspace.publish('for-admins', {
    kind: 'checklist',
    title: 'For admins',
    audience: { 'verified.role': 'admin' },
    steps: [{ id: 'two', title: 'Two', completeOn: { event: 'two_done' } }],
  })
  await publishHelp(workspace)
})
afterAll(() => cairn?.remove())

const connect = async (user: string): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user) })
/** A user with the checklist before them. */
const come = async (user: string) => {
  const client = await connect(user)
  await client.send([message('page', { path: '/' })])
  const { items } = await client.until((guidance) => guidance.items.length > 0)
  return { client, decision: items[0]?.decision ?? '' }
}

interface Found {
  readonly id: string
  readonly user: string | null
  readonly slot: string
  readonly outcome: string
  readonly chosen: string | null
  readonly reasons: readonly string[]
}
const search = (query: string) =>
  workspace.call<{ decisions: Found[]; next: string | null }>('GET', `/v1/tenants/default/decisions?${query}`)
const notShown = (user: string, content: string, at = Date.now()) =>
  workspace.call<NotShownAnswer>('GET', `/v1/tenants/default/users/${user}/not-shown?content=${content}&at=${at}`)

test('whoever sees what was decided can look its record up, at once', async () => {
  for (let n = 0; n < 5; n++) {
    const { client, decision } = await come(`prompt-${n}`)
    const record = await workspace.call<Decision>('GET', `/v1/tenants/default/decisions/${decision}`)
    expect(record.result.choice?.content).toBe('start')
    expect((await search(`user=prompt-${n}&chosen=start`)).decisions.map(({ id }) => id)).toEqual([decision])
    client.close()
  }
})

test('decisions are found by user, content, plugin, reason, slot, outcome and time, and say whose they are', async () => {
  const from = Date.now()
  const { client, decision } = await come('sought')
  const tip = (query: string) => search(`user=sought&slot=inline&${query}`)
  expect((await search(`user=sought&content=start`)).decisions).toMatchObject([
    { id: decision, user: 'sought', slot: 'checklist', outcome: 'shown', chosen: 'start', reasons: ['audience'] },
  ])
  expect(
    (await search(`content=start&plugin=next-step&did=proposed&from=${from}`)).decisions.map(({ id }) => id),
  ).toContain(decision)
  expect((await search(`content=start&to=${from}`)).decisions.map(({ id }) => id)).not.toContain(decision)
  expect((await search(`reason=audience&from=${from}`)).decisions.map(({ id }) => id)).toContain(decision)
  expect((await tip('outcome=nothing')).decisions).toMatchObject([{ chosen: null, reasons: ['no-candidates'] }])

  await client.send([message('typing'), ...[1, 2, 3].map(() => message('track', { name: 'save_failed' }))])
  await expect.poll(async () => (await tip('plugin=quiet&did=vetoed&reason=typing')).decisions.length).toBe(1)
  client.close()
})

test('page by page every decision is found once', async () => {
  const { decisions: all } = await search('limit=100')
  const paged: string[] = []
  for (let cursor = ''; ; ) {
    const page = await search(`limit=3${cursor}`)
    paged.push(...page.decisions.map(({ id }) => id))
    if (page.next === null) break
    cursor = `&cursor=${encodeURIComponent(page.next)}`
  }
  expect(paged).toEqual(all.map(({ id }) => id))
  expect(paged.length).toBeGreaterThan(6)
})

test.each(['colour=red', 'slot=nowhere', 'cursor=once', 'from=yesterday', 'limit=101'])(
  'a search for what cannot be searched for is refused with a code: %s',
  async (query) => {
    expect(await workspace.raw('GET', `/v1/tenants/default/decisions?${query}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'REQUEST_INVALID' } },
    })
  },
)

test('why a user did not see something at a time is answered from the record that stood then, in data and in words', async () => {
  const before = Date.now() - 1
  const { client, decision } = await come('curious')
  expect(await notShown('curious', 'start', before)).toMatchObject({ answer: { outcome: 'no-record' }, decisions: [] })
  expect(await notShown('curious', 'start')).toMatchObject({
    answer: { outcome: 'not-painted', reason: null },
    decisions: [{ id: decision, slot: 'checklist', until: null }],
  })
  const between = Date.now()
  await client.send([message('exposure', { decision })])
  expect(await notShown('curious', 'start')).toMatchObject({
    answer: { outcome: 'shown' },
    says: expect.stringMatching(/^"start" was shown: it was on the page from 20/),
  })
  expect(await notShown('curious', 'start', between - 1)).toMatchObject({ answer: { outcome: 'not-painted' } })
  expect(await notShown('curious', 'for-admins')).toMatchObject({
    answer: { outcome: 'ineligible', reason: 'audience' },
    says: '"for-admins" was not eligible: the user was not in its audience.',
  })
  expect(await notShown('curious', 'help')).toMatchObject({ answer: { outcome: 'not-proposed' } })
  expect(await notShown('curious', 'never-written')).toMatchObject({ answer: { outcome: 'not-published' } })

  await client.send([message('typing'), ...[1, 2, 3].map(() => message('track', { name: 'save_failed' }))])
  await expect
    .poll(async () => (await notShown('curious', 'help')).answer)
    .toEqual({ outcome: 'removed', by: [{ plugin: 'quiet', code: 'typing' }] })
  expect((await notShown('curious', 'help')).says).toContain('"You were typing."')

  await client.send([message('feedback', { decision, action: 'dismissed' })])
  await client.until(({ items }) => !items.some(({ kind }) => kind === 'checklist'))
  expect(await notShown('curious', 'start')).toMatchObject({ answer: { outcome: 'ineligible', reason: 'dismissed' } })
  client.close()
})

test('what was decided then is told as it was recorded, whatever has been published and set since', async () => {
  const { client, decision } = await come('historian')
  const then = Date.now()
  client.close()
  await workspace.call('PUT', '/v1/settings', {
    why: 'test',
    value: { holdoutShare: 0, blocks: [{ content: 'start', why: 'over' }] },
  })
  expect(await notShown('historian', 'for-admins', then)).toMatchObject({
    answer: { outcome: 'ineligible', reason: 'audience' },
    decisions: [{ id: decision }],
  })
  await workspace.call('PUT', '/v1/settings', { why: 'test', value: { holdoutShare: 0 } })
})

test('what a visitor was decided for is erased with the visit: nothing of it is found, and it is said', async () => {
  const visit = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin })
  await visit.send([message('page', { path: '/' })])
  const { items } = await visit.until((guidance) => guidance.items.length > 0)
  const decision = items[0]?.decision ?? ''
  const visitor = visit.welcome()?.visitor ?? ''
  visit.close()
  const signedIn = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    visitor,
    token: await workspace.sign('was-a-visitor'),
  })
  await expect
    .poll(async () => (await workspace.raw('GET', `/v1/tenants/default/decisions/${decision}`)).status)
    .toBe(410)
  expect((await search('outcome=erased')).decisions).toContainEqual(
    expect.objectContaining({ id: decision, user: null, chosen: null, reasons: [] }),
  )
  expect((await search('content=start&limit=100')).decisions.map(({ id }) => id)).not.toContain(decision)
  signedIn.close()
})
