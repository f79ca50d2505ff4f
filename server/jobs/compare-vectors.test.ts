import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { compareVectorsJob } from './compare-vectors.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-compare-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

test('a tenant’s answers are compared once a day, on days on which its users ask, by one process', async () => {
  let now = 1_700_000_000_000
  const compared: string[] = []
  const open = (name: string) =>
    compareVectorsJob({
      store: storage.tenant,
      evaluate: async ({ tenant }) => compared.push(`${name} ${tenant}`),
      now: () => now,
    })
  const [one, two] = [open('one'), open('two')]
  const acme = tenantContext('w1', 'acme', { kind: 'job', name: 'test' }, 'test')
  const runAll = async () => {
    await one.run(() => false)
    await two.run(() => false)
  }
  await runAll()
  expect(compared).toEqual([])
  one.note(acme)
  two.note(acme)
  await runAll()
  one.note(acme)
  await runAll()
  expect(compared).toEqual(['one acme'])
  now += 24 * 3_600_000
  await runAll()
  expect(compared).toEqual(['one acme'])
  two.note(acme)
  await runAll()
  expect(compared).toEqual(['one acme', 'two acme'])
})
