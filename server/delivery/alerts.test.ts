import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Alert } from '../../contract/alert.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createAlerts } from './alerts.ts'

const context = tenantContext('w1', 'alerted', { kind: 'job', name: 'test' }, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-alerts-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

let clock = Date.UTC(2026, 10, 21)
const everything = { limit: 100 }
const alert = (decision: string, content = 'upgrade'): Alert => ({
  plugin: 'fairness',
  code: 'exposure-uneven',
  content,
  decision,
})

test('an alert is kept once a day for each content, whichever process finds it, with the decision that found it first', async () => {
  const [left, right] = [1, 2].map(() => createAlerts(storage.tenant, () => clock))
  const raise = (one: Alert) => Promise.all([left?.raise(context, one), right?.raise(context, one)])
  expect((await raise(alert('d1'))).toSorted()).toEqual([false, true])
  expect(await raise(alert('d2'))).toEqual([false, false])
  expect((await raise(alert('d3', 'beta'))).toSorted()).toEqual([false, true])
  clock += 86_400_000
  expect((await raise(alert('d4'))).toSorted()).toEqual([false, true])
  const kept = await storage.tenant.read(context, 'alerts')
  expect(kept.map(({ body }) => (body as Alert).decision)).toEqual(['d1', 'd3', 'd4'])
})

describe('the list of alerts', () => {
  const listing = tenantContext('w1', 'listed', { kind: 'job', name: 'test' }, 'test')
  const alerts = () => createAlerts(storage.tenant, () => clock)
  const found = async (query: object, from = alerts()) =>
    (await from.list(listing, { ...everything, ...query })).alerts.map(({ decision }) => decision)

  test('is newest first, page by page, and narrowed by plugin, code, content and time', async () => {
    const start = clock
    for (const [decision, one] of Object.entries({
      a1: alert('a1'),
      a2: { ...alert('a2', 'beta'), plugin: 'visitors' },
      a3: { ...alert('a3', 'gamma'), code: 'too-few' },
    })) {
      await alerts().raise(listing, { ...one, decision })
      clock += 1_000
    }
    expect(await found({})).toEqual(['a3', 'a2', 'a1'])
    expect(await found({ plugin: 'fairness' })).toEqual(['a3', 'a1'])
    expect(await found({ code: 'too-few' })).toEqual(['a3'])
    expect(await found({ content: 'beta' })).toEqual(['a2'])
    expect(await found({ from: start + 1_000, to: start + 2_000 })).toEqual(['a2'])
    const first = await alerts().list(listing, { limit: 2 })
    expect(first.next).not.toBeNull()
    const rest = await alerts().list(listing, { limit: 2, before: first.next ?? 0 })
    expect([rest.alerts.map(({ decision }) => decision), rest.next]).toEqual([['a1'], null])
  })

  test('says who has seen to one, the first of them, whichever process is asked', async () => {
    const [left, right] = [alerts(), alerts()]
    const { id } = (await left.list(listing, everything)).alerts.at(-1) ?? { id: 0 }
    const by = (name: string) => ({ by: name, why: `${name} looked` })
    const both = await Promise.all([
      left.acknowledge(listing, id, by('sk:1')),
      right.acknowledge(listing, id, by('sk:2')),
    ])
    expect(both[0]?.acknowledged).toEqual(both[1]?.acknowledged)
    const winner = both[0]?.acknowledged
    expect(['sk:1', 'sk:2']).toContain(winner?.by)
    expect(winner).toEqual({ at: clock, by: winner?.by, why: `${winner?.by} looked` })
    expect((await right.acknowledge(listing, id, by('sk:3')))?.acknowledged).toEqual(winner)
    expect([await found({ open: true }), await found({ open: false })]).toEqual([['a3', 'a2'], ['a1']])
    expect(await alerts().acknowledge(listing, 999, by('sk:1'))).toBeUndefined()
  })

  test('holds what is raised after it was looked at, beside what was seen to', async () => {
    clock += 86_400_000
    await alerts().raise(listing, alert('a4'))
    expect(await found({})).toEqual(['a4', 'a3', 'a2', 'a1'])
    expect(await found({ open: false })).toEqual(['a1'])
  })
})
