import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { installationContext, tenantContext } from './contexts.ts'
import { createTenantKeys } from './tenant-keys.ts'

const team = { kind: 'secret-key', key: 'k1' } as const
const acme = tenantContext('w1', 'acme', team, 'test')
const globex = tenantContext('w1', 'globex', team, 'test')
const installation = installationContext({ kind: 'visitor', user: '' }, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-tenant-keys-'))
let clock = Date.UTC(2026, 10, 21)
const ambient = { now: () => clock, bytes: (length: number) => randomBytes(length) }
const wanted = (name: string, expiresAt: number | null = null) => ({ name, expiresAt, by: 'sk:k1' })
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (cause: unknown) => (cause instanceof AppError ? cause.code : String(cause)),
  )

test('a key is proven as the one of its tenant, by its whole text alone', async () => {
  const keys = createTenantKeys(storage.control, ambient)
  const { text, stored } = await keys.mint(acme, wanted('Ada'))
  expect(await keys.prove(installation, text)).toMatchObject({ kind: 'tk', tenant: 'acme', workspace: 'w1' })
  expect(await codeOf(keys.prove(installation, `${text.slice(0, -4)}AAAA`))).toBe('KEY_UNKNOWN')
  expect(await codeOf(keys.prove(installation, `tk_000000000000${'a'.repeat(32)}`))).toBe('KEY_UNKNOWN')
  expect(await keys.prove(installation, text.replace('tk_', 'sk_'))).toBeUndefined()
  expect(JSON.stringify(stored)).not.toContain(text.slice(15))
})

test('a key that was revoked, or whose time is over, opens nothing any more', async () => {
  const keys = createTenantKeys(storage.control, ambient)
  const lasting = await keys.mint(acme, wanted('Bo'))
  const brief = await keys.mint(acme, wanted('Cy', clock + 1_000))
  await keys.prove(installation, lasting.text)
  await keys.revoke(acme, lasting.stored.id)
  expect(await codeOf(keys.prove(installation, lasting.text))).toBe('KEY_UNKNOWN')
  expect(await codeOf(keys.prove(installation, brief.text))).toBe('done')
  clock += 1_000
  expect(await codeOf(keys.prove(installation, brief.text))).toBe('KEY_UNKNOWN')
  expect(await codeOf(keys.mint(acme, wanted('Di', clock)))).toBe('REQUEST_INVALID')
})

test("a tenant's list holds its own keys, and another tenant's cannot be revoked through it", async () => {
  const keys = createTenantKeys(storage.control, ambient)
  const { stored, text } = await keys.mint(globex, wanted('Eve'))
  expect((await keys.list(globex)).map(({ name }) => name)).toEqual(['Eve'])
  expect(await codeOf(keys.revoke(acme, stored.id))).toBe('NOT_FOUND')
  expect(await codeOf(keys.prove(installation, text))).toBe('done')
})

test('so many keys live at a time, and no more until one is revoked', async () => {
  const keys = createTenantKeys(storage.control, ambient)
  const small = tenantContext('w1', 'small', team, 'test')
  for (let n = 0; n < limits.tenantKeys; n++) await keys.mint(small, wanted(`admin ${n}`))
  expect(await codeOf(keys.mint(small, wanted('one more')))).toBe('KEY_LIMIT')
  await keys.revoke(small, (await keys.list(small))[0]?.id ?? '')
  expect(await codeOf(keys.mint(small, wanted('one more')))).toBe('done')
})
