import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ambient } from '../../contract/ambient.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Correction } from '../../contract/correction.ts'
import { limits } from '../../contract/limits.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from './contexts.ts'
import { createCorrectionRegistry } from './correction-registry.ts'
import { createSettingsRegistry } from './settings-registry.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-corrections-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

let minted = 0
let now = 1_000
const ambient = { now: () => now, monotonicMs: () => performance.now(), id: () => `id${++minted}` } as Ambient
const context = (tenant: string): TenantContext => tenantContext('w1', tenant, { kind: 'operator' }, 'test')
const wanted = (changes: Partial<Correction> = {}): Omit<Correction, 'id' | 'at'> => ({
  act: 'pin',
  content: 'start',
  for: 'everybody',
  why: 'test',
  tellUser: false,
  by: 'sk:1',
  expiresAt: null,
  ...changes,
})
const idsOf = (corrections: readonly Correction[]) => corrections.map(({ id }) => id)

test('a settings version keeps the corrections that it was resolved with, whatever comes after, and after a restart', async () => {
  const here = context('versions')
  const corrections = createCorrectionRegistry(storage.tenant, ambient)
  const settings = createSettingsRegistry(storage, corrections, ambient)
  const before = await settings.resolve(here)
  const first = await corrections.make(here, wanted({ why: 'Their admin asked' }))
  const under = await settings.resolve(here)
  expect(under).toMatchObject({ corrections: [first], by: 'sk:1', why: 'Their admin asked' })
  await corrections.remove(here, first.id, 'sk:2', null)
  const after = await settings.resolve(here)
  expect(new Set([before.id, under.id, after.id]).size).toBe(3)

  const again = createSettingsRegistry(storage, createCorrectionRegistry(storage.tenant, ambient), ambient)
  expect(await again.version(here, before.id)).toEqual(before)
  expect(await again.version(here, under.id)).toEqual(under)
  expect(await again.resolve(here)).toEqual(after)
})

test('expired corrections make room, and are gone from the versions that follow', async () => {
  const here = context('expiring')
  const corrections = createCorrectionRegistry(storage.tenant, ambient)
  await corrections.make(here, wanted({ expiresAt: now + 10 }))
  now += 10
  const next = await corrections.make(here, wanted())
  expect(idsOf((await corrections.now(here)).corrections)).toEqual([next.id])
  await expect(corrections.make(here, wanted({ expiresAt: now }))).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
})

test('corrections are bounded: for one user, for users in all, and for the many', async () => {
  const here = context('bounded')
  const corrections = createCorrectionRegistry(storage.tenant, ambient)
  const forUser = (user: string) => corrections.make(here, wanted({ for: { user } }))
  for (let count = 0; count < limits.correctionsPerUser; count++) await forUser('ada')
  await expect(forUser('ada')).rejects.toMatchObject({ code: 'CORRECTION_LIMIT', facts: { of: 'for this user' } })
  for (let count = 0; count < limits.correctionsForMany; count++) await corrections.make(here, wanted())
  await expect(corrections.make(here, wanted({ for: { segment: {} } }))).rejects.toMatchObject({
    code: 'CORRECTION_LIMIT',
    facts: { of: 'for segments and everybody' },
  })
  expect((await forUser('bob')).for).toEqual({ user: 'bob' })
})

test('removing what does not stand says so', async () => {
  const corrections = createCorrectionRegistry(storage.tenant, ambient)
  await expect(corrections.remove(context('empty'), 'nothing', 'sk:1', null)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
