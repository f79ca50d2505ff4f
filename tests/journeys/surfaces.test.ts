import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { slotOf } from '../../contract/content.ts'
import type { Decision } from '../../contract/decision.ts'
import type { Guidance, GuidanceItem, ServerMessage } from '../../contract/guidance.ts'
import type { Session } from '../../contract/session.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
const paints = Object.keys(slotOf)
let cairn: RunningCairn
let workspace: TestWorkspace
const clients: WireClient[] = []

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  const shown = { audience: { 'verified.for': 'news' } }
  await workspace.publish('line', { kind: 'banner', title: { en: 'Maintenance', de: 'Wartung' }, ...shown })
  await workspace.publish('news', {
    kind: 'modal',
    title: 'News',
    body: 'So.',
    ...shown,
    action: { label: 'Show me', start: 'round' },
  })
  await workspace.publish('round', {
    kind: 'tour',
    title: 'Round',
    steps: [
      { id: 'hello', title: 'Hello', page: '/projects' },
      { id: 'make', title: 'Make one', anchor: { hook: 'new' }, advance: { on: 'event', event: 'project_created' } },
      { id: 'reports', title: 'See the reports', advance: { on: 'page', page: '/reports/**' } },
      {
        id: 'who',
        title: 'With whom?',
        choices: [
          { id: 'alone', label: 'Alone' },
          { id: 'team', label: 'A team' },
        ],
        branches: [{ answer: 'alone', to: 'end' }],
      },
      { id: 'invite', title: 'Invite them' },
    ],
  })
  await workspace.publish('rate', {
    kind: 'survey',
    title: 'Rate us',
    trigger: { event: { name: 'tour_completed' } },
    questions: [
      { id: 'likely', kind: 'nps', ask: 'How likely?' },
      {
        id: 'goal',
        kind: 'choice',
        ask: 'For what?',
        choices: [
          { id: 'clients', label: 'Clients' },
          { id: 'own', label: 'Own' },
        ],
        setsTrait: 'goal',
        required: false,
      },
    ],
  })
  await workspace.call('PUT', '/v1/settings', {
    why: 'test',
    value: {
      holdoutShare: 0,
      guardrails: [
        { plugin: 'consent' },
        { plugin: 'entitlement' },
        { plugin: 'quiet-hours' },
        { plugin: 'fatigue', options: { overlay: { coolDownSeconds: 0, perDay: 50, perWeek: null } } },
      ],
    },
  })
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => cairn?.remove())

const visit = async (user: string, path = '/projects', traits: object = {}, more: object = {}) => {
  const token = await workspace.sign(user, { traits: { ...traits } })
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token, paints, ...more })
  clients.push(client)
  await client.send([message('page', { path })])
  return client
}
type Kind = GuidanceItem['kind']
const itemIn = <K extends Kind>({ items }: Pick<Guidance, 'items'>, kind: K) =>
  items.find((item): item is Extract<GuidanceItem, { kind: K }> => item.kind === kind)
const shown = async <K extends Kind>(
  client: WireClient,
  kind: K,
  holds: (item: Extract<GuidanceItem, { kind: K }>) => boolean = () => true,
) => {
  const fits = (guidance: Guidance) => {
    const item = itemIn(guidance, kind)
    return item !== undefined && holds(item)
  }
  return itemIn(await client.until(fits), kind) as Extract<GuidanceItem, { kind: K }>
}
const sessionOf = (user: string) => workspace.call<Session>('GET', `/v1/tenants/default/users/${user}/session`)
const decisionsOf = async (user: string) =>
  (await workspace.call<{ decisions: Decision[] }>('GET', `/v1/tenants/default/users/${user}/decisions?limit=100`))
    .decisions
const expectReplayed = async (user: string) => {
  for (const { id } of await decisionsOf(user))
    expect(await workspace.call('POST', `/v1/tenants/default/decisions/${id}/replay`, { deep: true })).toMatchObject({
      same: true,
      differences: [],
    })
}

const heardBy = async <K extends 'gate' | 'about-me'>(client: WireClient, kind: K, id: string) => {
  const find = () =>
    client.heard.find(
      (one): one is Extract<ServerMessage, { kind: K }> => one.kind === kind && 'for' in one && one.for === id,
    )
  await expect.poll(find, { timeout: 5_000 }).toBeDefined()
  return find()
}

test('a banner stands beside a modal, in the language of its reader; what was read does not come back', async () => {
  const client = await visit('reader', '/', { for: 'news' }, { locale: 'de' })
  const modal = await shown(client, 'modal')
  expect(modal).toMatchObject({ title: 'News', command: { label: 'Show me', start: 'round' } })
  expect(await shown(client, 'banner')).toMatchObject({ title: 'Wartung', place: 'top' })
  await client.send([
    message('exposure', { decision: modal.decision }),
    message('feedback', { decision: modal.decision, action: 'acknowledged' }),
    message('start', { content: 'round' }),
  ])
  await shown(client, 'tour')
  const [record] = (await decisionsOf('reader')).filter(({ input }) => input.slot === 'overlay')
  expect(record?.result.ineligible).toContainEqual({ content: modal.version, reason: 'completed' })
  await expectReplayed('reader')
})

describe('a tour and the survey after it', () => {
  test('goes on on another page and another device, waits for what is missing, and its end brings the survey', async () => {
    const first = await visit('walker')
    await first.send([message('start', { content: 'round' })])
    const { decision } = await shown(first, 'tour')
    const did = (step: string, what: string, more: object = {}) =>
      message('tour', { decision, step, did: what, ...more })
    await first.send([message('exposure', { decision }), did('hello', 'shown'), did('hello', 'advanced')])
    await shown(first, 'tour', ({ at }) => at === 'make')
    await first.send([message('abstained', { decision, reason: 'not-found' }), did('make', 'advanced')])
    expect((await sessionOf('walker')).tours?.round).toMatchObject({ step: 'make', missing: { step: 'make' } })

    await workspace.call('POST', '/v1/tenants/default/users/walker/events', {
      messages: [{ kind: 'track', name: 'project_created' }],
    })
    await shown(first, 'tour', ({ at }) => at === 'reports')
    first.close()

    const second = await visit('walker', '/reports/week')
    expect(await shown(second, 'tour', ({ at }) => at === 'who')).toMatchObject({
      decision,
      number: 4,
      canGoBack: true,
    })
    await second.send([did('who', 'back')])
    await shown(second, 'tour', ({ at }) => at === 'reports')
    await second.send([message('page', { path: '/reports/year' })])
    await shown(second, 'tour', ({ at }) => at === 'who')
    await second.send([did('who', 'advanced', { answer: 'alone' })])
    const survey = await shown(second, 'survey')
    expect(survey.questions.map(({ id }) => id)).toEqual(['likely', 'goal'])
    expect((await sessionOf('walker')).tours?.round?.state).toBe('done')

    const answer = message('survey', { decision: survey.decision, answers: { likely: 9, goal: 'own' } })
    const acks = await second.send([
      message('survey', { decision: survey.decision, answers: { likely: 9, goal: 'world peace' } }),
      message('survey', { decision: 'another', answers: { likely: 9 } }),
      answer,
    ])
    expect(acks).toMatchObject({
      outcomes: [
        { outcome: 'dropped', code: 'invalid', detail: 'answers.goal: not an answer to this question' },
        { outcome: 'dropped', code: 'invalid' },
        { outcome: 'accepted' },
      ],
    })
    expect(await second.send([answer])).toMatchObject({ outcomes: [{ outcome: 'duplicate' }] })
    const session = await sessionOf('walker')
    expect(session.surveys?.rate?.answers).toEqual({ likely: 9, goal: 'own' })
    expect(session.traits.claimed.goal).toBe('own')
    expect(session.events.survey_answered?.count).toBe(2)
    await second.until((guidance) => itemIn(guidance, 'survey') === undefined)
    await expectReplayed('walker')
  })
})

test('a button runs what the page has registered, above low risk after a confirmation; what ran is an event and a row of the audit log, once', async () => {
  await workspace.publish('invite', {
    kind: 'modal',
    title: 'Invite them',
    body: 'It is better together.',
    audience: { 'verified.for': 'actions' },
    action: { label: 'Invite', run: 'invite_teammates', params: { role: 'editor' } },
  })
  const client = await visit('runner', '/', { for: 'actions' })
  await expect
    .poll(async () =>
      (await decisionsOf('runner')).flatMap(({ result }) => result.ineligible.map(({ reason }) => reason)),
    )
    .toContain('action-missing')
  const register = (risk: string, role = 'text') =>
    client.send([message('actions', { actions: [{ name: 'invite_teammates', risk, params: { role } }] })])
  await register('high', 'number')
  await register('high')
  const modal = await shown(client, 'modal')
  expect(modal.command).toEqual({
    label: 'Invite',
    run: 'invite_teammates',
    params: { role: 'editor' },
    risk: 'high',
    confirm: true,
  })
  await register('low')
  await shown(client, 'modal', ({ command }) => command !== undefined && 'confirm' in command && !command.confirm)

  const ran = { decision: modal.decision, action: 'invite_teammates', key: 'once', result: 'ok' }
  await client.send([message('exposure', { decision: modal.decision }), message('action-ran', ran)])
  expect(await client.send([message('action-ran', ran)])).toMatchObject({ outcomes: [{ outcome: 'duplicate' }] })
  expect(await client.send([message('action-ran', { ...ran, decision: 'unknown' })])).toMatchObject({
    outcomes: [{ outcome: 'dropped', code: 'invalid' }],
  })
  expect((await sessionOf('runner')).events.action_ran?.count).toBe(1)
  const { entries } = await workspace.call<{ entries: { what: object; by: string }[] }>(
    'GET',
    '/v1/tenants/default/audit?action=action.run',
  )
  expect(entries.map(({ by, what }) => ({ by, what }))).toMatchObject([
    { by: 'user', what: { action: 'invite_teammates', key: 'once', result: 'ok' } },
  ])
  expect(JSON.stringify(entries)).not.toMatch(/editor|runner/)
  await expectReplayed('runner')
})

describe('a gate', () => {
  beforeAll(async () => {
    await workspace.publish('more', {
      kind: 'offer',
      title: 'More reports',
      body: 'All of them.',
      feature: 'reports',
      price: { amount: 49, currency: 'EUR', period: 'month' },
      action: { label: 'See', url: '/plans' },
    })
  })
  const ask = async (client: WireClient, feature = 'reports') => {
    const asked = message('gate', { feature })
    await client.send([asked])
    return heardBy(client, 'gate', asked.id)
  }

  test("lets through whom verified facts entitle, and nobody by the page's word", async () => {
    const entitled = await visit('entitled', '/', { entitlements: ['reports'] })
    expect(await ask(entitled)).toMatchObject({ allowed: true, has: 'yes', offer: null })
    const claiming = await visit('claiming', '/', { entitlements: [] })
    await claiming.send([message('identify', { traits: { entitlements: ['reports'] } })])
    expect(await ask(claiming)).toMatchObject({ allowed: false, has: 'no', offer: { key: 'more' } })
    expect(await ask(await visit('unknown', '/'))).toMatchObject({ allowed: false, has: 'open' })
  })

  test('shows the offer in the tab that asked, again after it was dismissed, and records each answer once', async () => {
    const client = await visit('buyer', '/', { entitlements: [] })
    const first = await ask(client)
    expect(first).toMatchObject({ offer: { key: 'more', price: { amount: 49 } } })
    const offer = await shown(client, 'offer')
    await client.send([message('feedback', { decision: offer.decision, action: 'dismissed' })])
    await client.until((guidance) => itemIn(guidance, 'offer') === undefined)
    expect(await ask(client)).toMatchObject({ decision: (first as { decision: string }).decision })
    await shown(client, 'offer')
    const gates = (await decisionsOf('buyer')).filter(({ input }) => input.gate !== undefined)
    expect(gates.map(({ input }) => input.gate)).toEqual([{ feature: 'reports', has: 'no' }])
    await expectReplayed('buyer')
  })

  test('answers a back end the same, and shows nothing', async () => {
    await workspace.call('POST', '/v1/tenants/default/users/server-side/events', {
      messages: [{ kind: 'identify', traits: { entitlements: [] } }],
    })
    const found = await workspace.call('POST', '/v1/tenants/default/users/server-side/gate', { feature: 'reports' })
    expect(found).toMatchObject({ feature: 'reports', allowed: false, has: 'no', offer: { key: 'more' } })
    expect((await sessionOf('server-side')).asked).toEqual([])
    expect((await workspace.raw('POST', '/v1/tenants/default/users/server-side/gate', {})).status).toBe(400)
  })
})

describe('what a user asks about themselves', () => {
  const ask = async (client: WireClient, wants: string, more: object = {}) => {
    const asked = message('about-me', { wants, ...more })
    await client.send([asked])
    return heardBy(client, 'about-me', asked.id)
  }

  test('how they want to be treated is heeded, and told with all else that is known', async () => {
    const client = await visit('private', '/', { for: 'actions' })
    await client.send([
      message('preferences', {
        frequency: 'least',
        topicsOff: ['releases'],
        quietHours: { from: '22:00', until: '07:00' },
      }),
      message('track', { name: 'looked' }),
    ])
    expect(await ask(client, 'known')).toMatchObject({
      known: {
        preferences: { frequency: 'least', topicsOff: ['releases'] },
        traits: { verified: { for: 'actions' } },
        events: { looked: { count: 1 } },
      },
    })
    const exported = await ask(client, 'export')
    expect(exported?.entries?.filter(({ kind }) => kind === 'message').map(({ message }) => message)).toContainEqual(
      expect.objectContaining({ kind: 'track', name: 'looked' }),
    )
    expect(JSON.stringify(exported)).not.toContain('answers')
    expect(exported?.next).toBeNull()
  })

  test('whoever only claims an id is told nothing, and erases nobody', async () => {
    const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, user: 'private', paints })
    clients.push(client)
    for (const wants of ['known', 'export', 'erase'])
      expect(await ask(client, wants)).toEqual({
        kind: 'about-me',
        for: expect.any(String),
        wants,
        refused: 'unverified',
      })
    expect((await sessionOf('private')).events.looked?.count).toBe(1)
  })

  test('who wants to be erased is, with a row in the audit log that does not say who, and comes back as somebody new', async () => {
    const client = await visit('leaving', '/', { for: 'actions' })
    await client.send([message('track', { name: 'looked' })])
    const before = (await sessionOf('leaving')).user
    expect(await ask(client, 'erase')).toMatchObject({ wants: 'erase' })
    await expect.poll(() => client.socket.connected, { timeout: 5_000 }).toBe(false)
    await expect
      .poll(async () => (await workspace.raw('GET', '/v1/tenants/default/users/leaving/session')).status, {
        timeout: 5_000,
      })
      .toBe(404)
    const { entries } = await workspace.call<{ entries: { by: string; what: object }[] }>(
      'GET',
      '/v1/tenants/default/audit?action=user.erase',
    )
    expect(entries.map(({ by, what }) => ({ by, what }))).toEqual([{ by: 'user', what: { act: 'erased' } }])
    await visit('leaving', '/', { for: 'actions' })
    const after = await sessionOf('leaving')
    expect(after.user).not.toBe(before)
    expect(after.events).toEqual({})
  })
})
