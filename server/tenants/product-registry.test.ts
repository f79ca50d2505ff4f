import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ambient } from '../../contract/ambient.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext, workspaceContext } from './contexts.ts'
import { createCorrectionRegistry } from './correction-registry.ts'
import { createPeopleRegistry } from './people-registry.ts'
import { createProductRegistry } from './product-registry.ts'
import { createSettingsRegistry } from './settings-registry.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-entities-'))
let storage: Storage
let now = Date.UTC(2026, 10, 21)
const ambient = { now: () => now, monotonicMs: () => performance.now(), id: v7, uuid: v7 } as unknown as Ambient
const principal = { kind: 'job', name: 'test' } as const
const inWorkspace = (name: string) => workspaceContext(name, principal, 'test')
const inTenant = (workspace: string, tenant: string) => tenantContext(workspace, tenant, principal, 'test')
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})
const product = () => createProductRegistry(storage.control, ambient)

test('an entity can be read as it is, as it was at a time, and not before it was there or after it was removed', async () => {
  const [registry, context] = [product(), inWorkspace('w1')]
  const times: number[] = []
  for (const name of ['Reports', 'Reporting']) {
    await registry.put(context, 'feature', 'reports', { name }, 'sk:1')
    times.push(now)
    now += 1_000
  }
  expect(await registry.get(context, 'feature', 'reports')).toEqual({
    id: 'feature:reports',
    at: times[1],
    by: 'sk:1',
    value: { name: 'Reporting' },
  })
  expect((await registry.get(context, 'feature', 'reports', times[0])).value).toEqual({ name: 'Reports' })
  expect((await registry.get(context, 'feature', 'reports', (times[1] ?? 0) - 1)).value).toEqual({ name: 'Reports' })
  await expect(registry.get(context, 'feature', 'reports', (times[0] ?? 0) - 1)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await registry.remove(context, 'feature', 'reports', 'sk:1')
  expect(await registry.all(context)).toEqual([])
  expect((await registry.all(context, times[1])).map(({ id }) => id)).toEqual(['feature:reports'])
  await expect(registry.remove(context, 'feature', 'reports', 'sk:1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await registry.all(inWorkspace('w2'))).toEqual([])
})

test('a feature names plans, roles and entitlements that are there: a typing error would lock everybody out', async () => {
  const [registry, context] = [product(), inWorkspace('w3')]
  await registry.put(context, 'plan', 'team', {}, 'sk:1')
  const needs = { plans: ['team', 'tema'], entitlement: 'api' }
  await expect(registry.put(context, 'feature', 'api', needs, 'sk:1')).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    facts: { details: ['plan:tema is not there yet', 'entitlement:api is not there yet'] },
  })
})

test('who has a feature is part of the settings version, so that an older one still says what it said', async () => {
  const [registry, context] = [product(), inWorkspace('w4')]
  const settings = createSettingsRegistry(
    storage,
    createCorrectionRegistry(storage.tenant, ambient),
    ambient,
    undefined,
    registry,
  )
  const tenant = inTenant('w4', 't4')
  expect(await settings.resolve(tenant)).toMatchObject({ id: '0.0.0' })
  await registry.put(context, 'entitlement', 'calls', {}, 'sk:1')
  await registry.put(context, 'plan', 'team', { rank: 1, entitlements: ['calls'] }, 'sk:1')
  await registry.put(context, 'plan', 'solo', {}, 'sk:1')
  const adoption = { event: 'called', count: 1 }
  await registry.put(context, 'feature', 'api', { plans: ['team'], entitlement: 'calls', adoption }, 'sk:1')
  const first = await settings.resolve(tenant)
  expect(first.id).toBe('0.0.0.4')
  expect(first.features).toEqual({
    api: { requires: { plan: ['team'] }, entitlement: 'calls', entitledPlans: ['team'], adoption },
  })
  await registry.put(context, 'feature', 'api', {}, 'sk:1')
  expect((await settings.resolve(tenant)).features).toEqual({
    api: { requires: null, entitlement: null, entitledPlans: [], adoption: null },
  })
  expect(await settings.version(tenant, '0.0.0.4')).toEqual(first)
})

test('what is known of an account or user is found by its own id, kind and tenant, as it was at a time', async () => {
  const people = createPeopleRegistry(storage.tenant, ambient)
  const [one, two] = [inTenant('w5', 't5'), inTenant('w5', 't6')]
  const before = now
  await people.put(one, 'account', 'acme', { plan: 'free' }, 'sk:1')
  await people.put(one, 'account', 'acme', { plan: 'team' }, 'sk:1')
  now += 1_000
  await people.put(one, 'account', 'acme', null, 'sk:1')
  expect((await people.find(one, 'account', 'acme', before))?.value).toEqual({ plan: 'team' })
  expect(await people.find(one, 'account', 'acme')).toBeUndefined()
  await expect(people.put(one, 'account', 'acme', null, 'sk:1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await people.find(one, 'account', 'acme', before - 1)).toBeUndefined()
  expect(await people.find(one, 'user', 'acme', before)).toBeUndefined()
  expect(await people.find(two, 'account', 'acme', before)).toBeUndefined()
})

test('a right that is written no longer is taken back, not left as it was', async () => {
  const people = createPeopleRegistry(storage.tenant, ambient)
  const context = inTenant('w6', 't7')
  const after = async (value: { plan?: string; entitlements?: string[] } | null) => {
    await people.put(context, 'user', 'ada', value, 'sk:1')
    return people.traits(context, 'user', 'ada')
  }
  expect(await people.traits(context, 'user', 'ada')).toBeUndefined()
  expect(await after({ plan: 'team', entitlements: ['api'] })).toEqual({ plan: 'team', entitlements: ['api'] })
  expect(await after({ plan: 'free' })).toEqual({ plan: 'free', entitlements: null })
  expect(await after({ plan: 'free' })).toEqual({ plan: 'free', entitlements: null })
  expect(await after(null)).toEqual({ plan: null, entitlements: null })
})
