import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../contract/decision.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Guidance } from '../../contract/guidance.ts'
import type { Session } from '../../contract/session.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message, type WireClient } from '../cairn/wire-client.ts'
import { createWorkspace, type TestWorkspace } from '../cairn/workspace.ts'

const origin = 'https://host.test'
let cairn: RunningCairn
let workspace: TestWorkspace

beforeAll(async () => {
  cairn = await startCairn()
  workspace = await createWorkspace(cairn, [origin], {
    segments: [
      { name: 'exporters', when: { 'events.report_exported.hour': { $gte: 1.5 } } },
      { name: 'planners', when: { 'events.plan_opened.count': { $gte: 1 } } },
    ],
  })
  const tip = { kind: 'tip', body: 'Like this.', anchor: { hook: 'help' } }
  await workspace.publish('stuck-help', { ...tip, title: 'Stuck?', trigger: { intent: 'stuck' } })
  await workspace.publish('export-hint', {
    ...tip,
    title: 'Exports by themselves',
    trigger: { segment: { enters: 'exporters' } },
  })
  await workspace.publish('for-planners', {
    kind: 'checklist',
    title: 'Planning well',
    audience: { segments: 'planners' },
    steps: [{ id: 'plan', title: 'Plan one', completeOn: { event: 'export_planned' } }],
  })
})
afterAll(() => cairn?.remove())

const connect = async (user: string): Promise<WireClient> =>
  connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: await workspace.sign(user) })
const of = <T>(user: string, what: string) => workspace.call<T>('GET', `/v1/tenants/default/users/${user}/${what}`)
const assessmentsOf = async (user: string) =>
  (await of<{ entries: SessionEntry[] }>(user, 'entries?limit=1000')).entries.flatMap((entry) =>
    entry.kind === 'assessed' ? [entry.body] : [],
  )
const keysIn = (guidance: Guidance | undefined) => guidance?.items.map(({ key }) => key) ?? []
const error = (text: string) => message('error', { path: '/reports', message: text })

test('errors change the intent, and the very next decision offers what waits for it, with a record that replays', async () => {
  const ada = await connect('ada')
  await ada.send([message('page', { path: '/reports' })])
  await expect.poll(async () => (await of<Session>('ada', 'session')).assessed?.intent?.name).toBe('setting-up')
  expect(keysIn(ada.guidance())).not.toContain('stuck-help')

  await ada.send([error('Export failed'), error('Export failed'), error('Export failed')])
  // Right after an error nothing new is put in the way: what the intent changed is seen in the record.
  await expect.poll(async () => (await of<Session>('ada', 'session')).assessed?.intent?.name).toBe('stuck')
  const candidates = async () => {
    const { decisions } = await of<{ decisions: Decision[] }>('ada', 'decisions')
    return decisions.find(({ result }) => result.candidates.some(({ key }) => key === 'stuck-help'))
  }
  await expect.poll(candidates).toBeDefined()
  const record = (await candidates()) as Decision
  expect(record.input.session.assessed?.intent?.name).toBe('stuck')
  expect(await workspace.call('POST', `/v1/tenants/default/decisions/${record.id}/replay`)).toEqual({
    same: true,
    differences: [],
  })
  expect((await assessmentsOf('ada')).map(({ assessment }) => assessment.intent?.name)).toEqual(['setting-up', 'stuck'])
  ada.close()
})

test('coming into a segment triggers its tip, and nothing is told before', async () => {
  const ben = await connect('ben')
  await ben.send([message('page', { path: '/reports' }), message('track', { name: 'report_exported' })])
  await expect.poll(async () => (await of<Session>('ben', 'session')).assessed).toBeDefined()
  expect(keysIn(ben.guidance())).toEqual([])
  await ben.send([message('track', { name: 'report_exported' })])
  expect(keysIn(await ben.until((shown) => keysIn(shown).length > 0))).toEqual(['export-hint'])
  expect((await of<Session>('ben', 'session')).assessed?.segments.exporters?.entered).toBe(true)
  ben.close()
})

test('coming into a segment opens what is kept for it', async () => {
  const dora = await connect('dora')
  await dora.send([message('page', { path: '/plans' })])
  await expect.poll(async () => (await of<Session>('dora', 'session')).assessed).toBeDefined()
  expect(keysIn(dora.guidance())).toEqual([])
  await dora.send([message('track', { name: 'plan_opened' })])
  expect(keysIn(await dora.until((shown) => keysIn(shown).length > 0))).toEqual(['for-planners'])
  dora.close()
})

test('whoever is in a segment when it is defined gets what is kept for it, and no tip for having come in', async () => {
  const cleo = await connect('cleo')
  await cleo.send([message('page', { path: '/' }), message('track', { name: 'logo_uploaded' })])
  await expect.poll(async () => (await of<Session>('cleo', 'session')).assessed).toBeDefined()
  const uploaders = { name: 'uploaders', when: { 'events.logo_uploaded.count': { $gte: 1 } } }
  const tip = { kind: 'tip', title: 'Logos', body: 'So.', anchor: { hook: 'logo' } }
  await workspace.publish('logo-hint', { ...tip, trigger: { segment: { enters: 'uploaders' } } }, 'default')
  await workspace.publish(
    'for-uploaders',
    {
      kind: 'checklist',
      title: 'Your brand',
      audience: { segments: 'uploaders' },
      steps: [{ id: 'colour', title: 'Colour', completeOn: { event: 'colour_set' } }],
    },
    'default',
  )
  await workspace.call('PUT', '/v1/tenants/default/settings', { why: 'test', value: { segments: [uploaders] } })
  expect(keysIn(await cleo.until((shown) => keysIn(shown).includes('for-uploaders')))).toEqual(['for-uploaders'])
  expect((await of<Session>('cleo', 'session')).assessed?.segments.uploaders?.entered).toBe(false)
  cleo.close()
})

test('a rule that is no filter is refused when it is saved, with the reason', async () => {
  const value = { segments: [{ name: 'bad', when: { $where: 'true' } }] }
  const answer = await workspace.raw('PUT', '/v1/tenants/default/settings', { why: 'test', value })
  expect(answer.status).toBe(400)
  expect(JSON.stringify(answer.body)).toContain('$where is not an operator')
})
