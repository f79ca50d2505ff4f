import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { type Alert, createAlerts } from './alerts.ts'

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
