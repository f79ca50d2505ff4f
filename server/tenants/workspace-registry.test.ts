import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ambient } from '../../contract/ambient.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { installationContext, workspaceContext } from './contexts.ts'
import { createWorkspaceRegistry } from './workspace-registry.ts'

const ambient: Ambient = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  id: () => randomBytes(15).toString('base64url'),
  uuid: () => 'unused',
  bytes: (length) => randomBytes(length),
  seed: () => 1,
}
const operator = { kind: 'operator' } as const
const installation = installationContext(operator, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-workspaces-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

test('whoever asks for a workspace while it is being changed, again and again, gets it', async () => {
  const registry = createWorkspaceRegistry(storage.control, ambient)
  const { workspace: id } = await registry.create(installation, { name: 'Team', origins: [] })
  const context = workspaceContext(id, operator, 'test')
  const change = () => registry.update(context, { origins: ['https://team.test'] })
  const found = await Promise.all(
    Array.from({ length: 120 }, async (_, n) => {
      await sleep(n / 4)
      return n % 3 === 0 ? change() : registry.get(context, id)
    }),
  )
  expect(found.every((workspace) => workspace.id === id)).toBe(true)
  expect((await registry.get(context, id)).origins).toEqual(['https://team.test'])
})

test("the operator's key is minted once", async () => {
  const registry = createWorkspaceRegistry(storage.control, ambient)
  const text = await registry.ensureOperatorKey(installation)
  expect(text).toMatch(/^op_/)
  expect(await registry.ensureOperatorKey(installation)).toBeUndefined()
  expect(await registry.proveKey(installation, text as string, ['op'])).toMatchObject({ kind: 'op' })
})
