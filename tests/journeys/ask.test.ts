import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import type { Answers } from '../../contract/guidance.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
/** Within what `citations` takes as fresh, whenever this runs. */
const seenTrueAt = Date.now() - 30 * 86_400_000
let cairn: RunningCairn
let workspace: TestWorkspace

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin])
  await workspace.publish('webhooks', {
    kind: 'article',
    title: { en: 'Send events to your own server', de: 'Ereignisse an den eigenen Server senden' },
    body: {
      en: 'Enter an https address under Settings. A webhook that fails is tried again after five minutes. Private addresses are refused.',
      de: 'Geben Sie unter Einstellungen eine https-Adresse ein. Was scheitert, wird nach fünf Minuten wiederholt.',
    },
    updatedAt: seenTrueAt,
  })
  await workspace.publish('launch', {
    kind: 'playbook',
    title: 'Plan a launch',
    body: 'From an idea to the day.',
    steps: [{ text: 'Create a project from the template.' }],
    citations: [{ article: 'webhooks' }],
  })
  await workspace.publish('salaries', {
    kind: 'article',
    title: 'Export salaries',
    body: 'Salaries can be exported by administrators.',
    audience: { 'verified.role': 'admin' },
  })
})
afterAll(() => cairn?.remove())

const connect = async (user: string, options: { tab?: string; locale?: string; role?: string; tenant?: string } = {}) =>
  connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign(user, {
      ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
      ...(options.role === undefined ? {} : { traits: { role: options.role } }),
    }),
    ...(options.tab === undefined ? {} : { tab: options.tab }),
    ...(options.locale === undefined ? {} : { locale: options.locale }),
  })

const answersTo = ({ heard }: WireClient, id: string): Answers | undefined =>
  heard.find((one): one is Answers => one.kind === 'answers' && one.for === id)
const ask = async (client: WireClient, fields: Record<string, unknown>): Promise<Answers> => {
  const question = message('ask', fields)
  const ack = await client.send([question])
  expect(ack).toMatchObject({ outcomes: [{ outcome: 'accepted' }] })
  await expect.poll(() => answersTo(client, question.id), { timeout: 5_000 }).toBeDefined()
  return answersTo(client, question.id) as Answers
}
const settingsOf = (tenant: string, value: object) =>
  workspace.call('PUT', `/v1/tenants/${tenant}/settings`, { why: 'a test', value })
const keysOf = ({ results }: Answers) => results.map(({ key }) => key)
const decisionsOf = async (user: string, tenant = 'default') =>
  (
    await workspace.call<{ decisions: Decision[] }>('GET', `/v1/tenants/${tenant}/users/${user}/decisions?limit=20`)
  ).decisions.filter(({ input }) => input.slot === 'list')

describe('who asks', () => {
  test('is told what the catalogue says, with the sentence, its date and the reason', async () => {
    const client = await connect('ada', { locale: 'en-GB' })
    const { results, nothing } = await ask(client, { query: 'How often is a failed webhook tried again?' })
    expect(nothing).toBeUndefined()
    expect(results).toEqual([
      {
        key: 'webhooks',
        version: expect.stringMatching(/^webhooks@/),
        kind: 'article',
        title: 'Send events to your own server',
        extract: 'A webhook that fails is tried again after five minutes. Private addresses are refused.',
        date: seenTrueAt,
        why: 'It speaks of what you asked for: failed, webhook, tried.',
      },
    ])
    client.close()
  })

  test('is answered in their own language', async () => {
    const client = await connect('bert', { locale: 'de' })
    const { results } = await ask(client, { query: 'eigener Server' })
    expect(results[0]).toMatchObject({
      title: 'Ereignisse an den eigenen Server senden',
      why: 'Darin geht es um das, wonach Sie gefragt haben: eigener, Server.',
    })
    client.close()
  })

  test('is told that there is no source where nothing speaks of it', async () => {
    const client = await connect('cleo')
    const { results, nothing } = await ask(client, { query: 'What is the weather in Rome?' })
    expect({ results, nothing }).toEqual({ results: [], nothing: 'no-source' })
    const [record] = await decisionsOf('cleo')
    expect(record?.result).toMatchObject({ choice: null, list: [], nothing: 'no-candidates' })
    client.close()
  })

  test('without a question is given what fits what they just did', async () => {
    const client = await connect('dora')
    await client.send([message('page', { path: '/' }), message('track', { name: 'project_created' })])
    const { results } = await ask(client, {})
    expect(results[0]).toMatchObject({ key: 'launch', why: 'It goes with what you just did: project created.' })
    client.close()
  })

  test('hears it in the tab in which they asked, and in no other', async () => {
    const [one, two] = [await connect('emil', { tab: 'tab-one' }), await connect('emil', { tab: 'tab-two' })]
    const first = await ask(two, { query: 'webhook' })
    await ask(one, { query: 'launch project' })
    expect(answersTo(one, first.for)).toBeUndefined()
    one.close()
    two.close()
  })

  test('is not given what is not for them', async () => {
    const [member, admin] = [await connect('finn', { role: 'member' }), await connect('gwen', { role: 'admin' })]
    expect(await ask(member, { query: 'export salaries' })).toMatchObject({ results: [], nothing: 'no-source' })
    expect(keysOf(await ask(admin, { query: 'export salaries' }))).toEqual(['salaries'])
    for (const client of [member, admin]) client.close()
  })

  test('gets no more answers than they want', async () => {
    const client = await connect('hugo')
    expect(keysOf(await ask(client, { query: 'webhook project', k: 1 }))).toHaveLength(1)
    expect(keysOf(await ask(client, { query: 'webhook project' }))).toHaveLength(2)
    client.close()
  })

  test('is answered by one request where the socket is blocked', async () => {
    const question = message('ask', { query: 'webhook' })
    const response = await fetch(`${cairn.url}/v1/beacon`, {
      method: 'POST',
      headers: { origin, 'content-type': 'text/plain' },
      body: JSON.stringify({
        auth: { v: 1, key: workspace.publishableKey, tab: 'beacon-tab', token: await workspace.sign('iris') },
        envelope: { v: 1, sentAt: Date.now(), messages: [question] },
      }),
    })
    const { messages } = (await response.json()) as { messages: { kind: string }[] }
    expect(messages.map(({ kind }) => kind)).toEqual(['welcome', 'guidance', 'answers'])
    expect(messages[2]).toMatchObject({ for: question.id, results: [{ key: 'webhooks' }] })
  })
})

describe('every answer', () => {
  test('is recorded with its question, its sources and a certain place for each, and can be decided again', async () => {
    const client = await connect('jane')
    const { decision, for: question } = await ask(client, { query: 'webhook project' })
    const [record] = await decisionsOf('jane')
    expect(record).toMatchObject({
      id: decision,
      trigger: question,
      input: { slot: 'list', ask: { query: 'webhook project', k: 5 } },
      result: { nothing: null, heldOut: false, holdout: 'asked', candidates: [{ source: 'user' }, { source: 'user' }] },
    })
    expect(record?.result.probabilities.map(({ probability }) => probability)).toEqual([1, 1])
    expect(record?.result.list?.map(({ content }) => content).sort()).toEqual(['launch', 'webhooks'])
    expect(record?.answers.recommenders.map(({ plugin }) => plugin)).toEqual(['peer-patterns', 'retrieval'])
    const replayed = await workspace.call('POST', `/v1/tenants/default/decisions/${decision}/replay`)
    expect(replayed).toMatchObject({ same: true, differences: [] })
    client.close()
  })

  test('is given to a back end that asks for its user, as that user may see it', async () => {
    const answers = await workspace.call<Answers>('POST', '/v1/tenants/default/users/kim/ask', { query: 'salaries' })
    expect(answers).toMatchObject({ results: [], nothing: 'no-source' })
    await workspace.call('POST', '/v1/tenants/default/users/kim/events', {
      messages: [{ kind: 'identify', traits: { role: 'admin' } }],
    })
    const now = await workspace.call<Answers>('POST', '/v1/tenants/default/users/kim/ask', { query: 'salaries' })
    expect(keysOf(now)).toEqual(['salaries'])
    expect(await decisionsOf('kim')).toHaveLength(2)
  })
})

describe('what stands against guidance', () => {
  test('the holdout does not stand against an answer: it was asked for', async () => {
    await workspace.call('PUT', '/v1/tenants/held', {})
    await settingsOf('held', { holdoutShare: 0.5, holdoutSpares: { firstUsers: 0, traits: [] } })
    const users = Array.from({ length: 12 }, (_, index) => `held-${index}`)
    for (const user of users) {
      const client = await connect(user, { tenant: 'held' })
      expect(keysOf(await ask(client, { query: 'webhook' })), user).toEqual(['webhooks'])
      client.close()
    }
  })

  test('consent does', async () => {
    const client = await connect('lars')
    await client.send([message('consent', { analytics: true, personalisation: false })])
    expect(await ask(client, { query: 'webhook' })).toMatchObject({ results: [], nothing: 'no-source' })
    const [record] = await decisionsOf('lars')
    expect(record?.result).toMatchObject({
      removals: [{ by: 'consent', code: 'consent-denied' }],
      nothing: 'all-removed',
    })

    await client.send([message('consent', { analytics: false, personalisation: false })])
    const ack = await client.send([message('ask', { query: 'webhook' })])
    expect(ack).toMatchObject({ outcomes: [{ outcome: 'dropped', code: 'consent-missing' }] })
    const { status } = await workspace.raw('POST', '/v1/tenants/default/users/lars/ask', { query: 'webhook' })
    expect(status).toBe(403)
    client.close()
  })

  test('a block does', async () => {
    await workspace.call('PUT', '/v1/tenants/strict', {})
    await settingsOf('strict', { blocks: [{ content: 'webhooks', why: 'switched off here' }] })
    const client = await connect('mona', { tenant: 'strict' })
    expect(await ask(client, { query: 'webhook' })).toMatchObject({ nothing: 'no-source' })
    client.close()
  })
})

test('a playbook that cites nothing is withheld, and the record says by whom', async () => {
  await workspace.publish('rumour', {
    kind: 'playbook',
    title: 'Tame a giraffe',
    body: 'Feed the giraffe.',
    steps: [{ text: 'Find a giraffe.' }],
  })
  const client = await connect('olga')
  expect(await ask(client, { query: 'giraffe' })).toMatchObject({ results: [], nothing: 'no-source' })
  const [record] = await decisionsOf('olga')
  expect(record?.result).toMatchObject({ nothing: 'withheld', removals: [{ by: 'citations' }] })
  client.close()
})

test('a tenant reads its own words, is found by them, and its guardrails judge them; records replay, and a dry run tries others', async () => {
  await workspace.call('PUT', '/v1/tenants/law', {})
  const vocabulary = [
    { term: 'webhook', say: 'callback', synonyms: ['postback'] },
    { term: 'server', say: 'office machine', locale: 'en' },
    { term: 'asked for', say: 'wanted to know', locale: 'en' },
  ]
  await settingsOf('law', { vocabulary })
  const client = await connect('portia', { tenant: 'law', locale: 'en' })
  const answers = await ask(client, { query: 'postback retry' })
  expect(answers.results).toMatchObject([
    {
      key: 'webhooks',
      title: 'Send events to your own office machine',
      extract: 'A callback that fails is tried again after five minutes. Private addresses are refused.',
      why: 'It speaks of what you wanted to know: postback.',
    },
  ])
  for (const query of ['callback', 'webhook']) expect(keysOf(await ask(client, { query }))).toEqual(['webhooks'])

  const place = `/v1/tenants/law/decisions/${answers.decision}/replay`
  const deep = await workspace.call<{ same: boolean; differences: string[] }>('POST', place, { deep: true })
  expect(deep).toMatchObject({ same: true, differences: [] })
  // Under the team's own words nothing speaks of it; published content stays as it was written.
  expect(await workspace.call('POST', place, { with: { vocabulary: [] } })).toMatchObject({ same: false })
  const [record] = await decisionsOf('portia', 'law')
  const published = await workspace.call<{ version: string }>('GET', '/v1/tenants/law/catalogue')
  expect(record?.input.catalogue).toBe(published.version)

  const banned = (term: string) => [
    { plugin: 'consent', options: {} },
    { plugin: 'language', options: { banned: [term] } },
  ]
  await settingsOf('law', { vocabulary, guardrails: banned('webhook') })
  expect(keysOf(await ask(client, { query: 'webhook' }))).toEqual(['webhooks'])
  await settingsOf('law', { vocabulary, guardrails: banned('callback') })
  expect(await ask(client, { query: 'webhook' })).toMatchObject({ results: [], nothing: 'no-source' })
  client.close()
})

test('a malformed question is dropped with its reason', async () => {
  const client = await connect('nora')
  const ack = await client.send([
    message('ask', { query: '' }),
    message('ask', { query: 'x'.repeat(201) }),
    message('ask', { query: 'webhook', k: 11 }),
  ])
  expect(ack).toMatchObject({ outcomes: Array(3).fill({ outcome: 'dropped', code: 'invalid' }) })
  client.close()
})
