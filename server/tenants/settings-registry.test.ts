import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ambient } from '../../contract/ambient.ts'
import { AppError } from '../../contract/errors.ts'
import type { SettingsOverride } from '../../contract/settings.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext, workspaceContext } from './contexts.ts'
import { createSettingsRegistry, type SettingsRegistry } from './settings-registry.ts'

const ambient: Ambient = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  id: () => randomBytes(15).toString('base64url'),
  uuid: () => 'unused',
  bytes: (length) => randomBytes(length),
  seed: () => 1,
}
const noCorrections = { now: async () => ({ head: 0, corrections: [], latest: null }), at: async () => [] }
const team = { kind: 'secret-key', key: 'k1' } as const
const directory = mkdtempSync(join(tmpdir(), 'cairn-settings-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

let registry: SettingsRegistry
let workspace: string
beforeEach(async () => {
  workspace = `w${randomBytes(8).toString('hex')}`
  registry = createSettingsRegistry(storage, noCorrections, ambient)
  await byWorkspace({
    locale: 'en',
    tenantMay: [
      { setting: 'locale', oneOf: ['de', 'fr'] },
      { setting: 'explorationShare', atMost: 0.1 },
    ],
  })
})
const inside = (kind: 'secret-key' | 'tenant-admin') =>
  tenantContext(workspace, `t${workspace}`, { kind, key: 'k1' }, 'test')
const byWorkspace = (value: object) =>
  registry.changeWorkspace(workspaceContext(workspace, team, 'test'), { by: 'sk:k1', why: 'test', value })
const byTeam = (value: SettingsOverride) =>
  registry.changeTenant(inside('secret-key'), { by: 'sk:k1', why: 'test', value })
const byAdmin = (value: SettingsOverride, restores?: string) =>
  registry.changeTenant(inside('tenant-admin'), {
    by: 'tk:a1',
    why: 'test',
    value,
    ...(restores === undefined ? {} : { restores }),
  })
const now = async () => (await registry.resolve(inside('tenant-admin'))).value
const factsOf = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (cause: unknown) => (cause instanceof AppError && cause.code === 'BEYOND_BOUNDS' ? cause.facts : cause),
  )

describe("a tenant's own admin", () => {
  test("changes what the team has opened; it stands like any other change, and the team's own part beside it", async () => {
    await byTeam({ explorationShare: 0.02 })
    expect(await byAdmin({ locale: 'de' })).toEqual({
      id: '2',
      at: expect.any(Number),
      by: 'tk:a1',
      why: 'test',
      value: { explorationShare: 0.02 },
      moves: [{ setting: 'locale', value: 'de' }],
    })
    expect(await now()).toMatchObject({ locale: 'de', explorationShare: 0.02 })
    expect(await registry.tenantChanges(inside('tenant-admin'))).toHaveLength(2)
  })

  test("stands over what the team changes later, until the team closes it; opened again, the admin's word holds again", async () => {
    await byAdmin({ locale: 'de' })
    await byTeam({ locale: 'pt', holdoutShare: 0.2 })
    expect(await now()).toMatchObject({ locale: 'de', holdoutShare: 0.2 })
    await byTeam({ locale: 'pt', tenantMay: [] })
    expect((await now()).locale).toBe('pt')
    await byTeam({ locale: 'pt' })
    expect((await now()).locale).toBe('de')
  })

  test('freezes nothing by saying it again: what is as the team has it is not kept', async () => {
    await byAdmin({ holdoutShare: 0.05, locale: 'de' })
    await byWorkspace({ holdoutShare: 0.4, tenantMay: [{ setting: 'locale', oneOf: ['de'] }] })
    expect(await now()).toMatchObject({ locale: 'de', holdoutShare: 0.4 })
  })

  test("what the team restores is the admin's part of that time too", async () => {
    const german = await byAdmin({ locale: 'de' })
    await byAdmin({ locale: 'fr' })
    await registry.changeTenant(inside('secret-key'), {
      by: 'sk:k1',
      why: 'x',
      value: german.value,
      restores: german.id,
    })
    expect((await now()).locale).toBe('de')
  })

  test('is told which bound they went beyond, and who set it; nothing is kept of it', async () => {
    expect(await factsOf(byAdmin({ locale: 'es', holdoutShare: 0 }))).toEqual({
      details: ['locale: must be one of de, fr', 'holdoutShare: not left to the tenant'],
      setBy: "sk:k1, change 1 of the workspace's settings",
    })
    expect(await registry.tenantChanges(inside('tenant-admin'))).toEqual([])
  })

  test('cannot open anything themselves, and has nothing where the team has opened nothing', async () => {
    expect(await factsOf(byAdmin({ tenantMay: [{ setting: 'consent', any: true }] }))).toMatchObject({
      details: ['tenantMay: not left to the tenant'],
    })
    await byWorkspace({})
    expect(await factsOf(byAdmin({ locale: 'de' }))).toEqual({
      details: ['locale: not left to the tenant'],
      setBy: 'nobody: the team has opened nothing',
    })
  })

  test("gives a setting back by leaving it out: where the team has put it for this tenant, not the workspace's", async () => {
    await byTeam({ locale: 'pt', holdoutShare: 0.2 })
    await byAdmin({ locale: 'fr', explorationShare: 0.1 })
    expect(await now()).toMatchObject({ locale: 'fr', explorationShare: 0.1, holdoutShare: 0.2 })
    await byAdmin({})
    expect(await now()).toMatchObject({ locale: 'pt', explorationShare: 0, holdoutShare: 0.2 })
  })

  test('cannot move a bound by steps: each change is measured from the word of the team', async () => {
    await byWorkspace({ blocks: [{ content: 'upsell', why: 'x' }], tenantMay: [{ setting: 'blocks', more: true }] })
    const own = { content: 'nag', why: 'Ours' }
    await byAdmin({ blocks: [{ content: 'upsell', why: 'x' }, own] })
    expect(await factsOf(byAdmin({ blocks: [own] }))).toMatchObject({ details: [expect.stringContaining('blocks')] })
    await byAdmin({ blocks: [{ content: 'upsell', why: 'x' }] })
    expect((await now()).blocks).toEqual([{ content: 'upsell', why: 'x' }])
  })

  test('restores what is still within the bounds, and nothing that has come to lie beyond them', async () => {
    const german = await byAdmin({ locale: 'de' })
    await byAdmin({ locale: 'fr' })
    await byTeam({ holdoutShare: 0.3 })
    await byAdmin(german.value, german.id)
    expect(await now()).toMatchObject({ locale: 'de', holdoutShare: 0.3 })
    await byTeam({ tenantMay: [{ setting: 'locale', oneOf: ['fr'] }] })
    expect(await factsOf(byAdmin(german.value, german.id))).toMatchObject({ details: ['locale: must be one of fr'] })
    expect((await now()).locale).toBe('en')
  })

  test('is answered what would be, within the same bounds', async () => {
    await byTeam({ holdoutShare: 0.2 })
    const admin = inside('tenant-admin')
    expect(await registry.preview(admin, { locale: 'de' })).toMatchObject({ locale: 'de', holdoutShare: 0.2 })
    expect(await factsOf(registry.preview(admin, { consent: 'required' }))).toMatchObject({
      details: ['consent: not left to the tenant'],
    })
    expect(await registry.preview(inside('secret-key'), { consent: 'required' })).toMatchObject({
      consent: 'required',
      holdoutShare: 0.05,
    })
  })

  test('has more room where the team gives it to this tenant, and is told so', async () => {
    await byTeam({ tenantMay: [{ setting: 'locale', oneOf: ['es'] }] })
    await byAdmin({ locale: 'es' })
    expect(await factsOf(byAdmin({ locale: 'de' }))).toEqual({
      details: ['locale: must be one of es'],
      setBy: "sk:k1, change 1 of the tenant's settings",
    })
  })
})
