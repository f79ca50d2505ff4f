import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from '../../contract/limits.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createNewcomers } from './newcomers.ts'

const inTenant = (name: string) => tenantContext('w1', name, { kind: 'job', name: 'test' }, 'test')
const directory = mkdtempSync(join(tmpdir(), 'cairn-newcomers-'))
let storage: Storage
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
/** One process's view of the count. */
const node = () => createNewcomers(storage.tenant, { now: () => 0, hash })

test('users are numbered in the order in which they come, once, on whichever node they ask', async () => {
  const context = inTenant('order')
  const [one, two] = [node(), node()]
  expect(await one.place(context, 'ada')).toBe(1)
  expect(await two.place(context, 'ben')).toBe(2)
  expect(await one.place(context, 'cem')).toBe(3)
  expect(await two.place(context, 'ada')).toBe(1)
  expect(await node().place(context, 'ben')).toBe(2)
  expect(await node().taken(context)).toBe(3)
})

test('those who come at the same moment get different places', async () => {
  const context = inTenant('crowd')
  const nodes = [node(), node()]
  const users = Array.from({ length: 20 }, (_, index) => `user${index}`)
  const places = await Promise.all(users.map((user, index) => nodes[index % 2]?.place(context, user)))
  expect(places.toSorted((a = 0, b = 0) => a - b)).toEqual(users.map((_, index) => index + 1))
})

test('a place in one tenant is none in another', async () => {
  const newcomers = node()
  expect(await newcomers.place(inTenant('left'), 'ada')).toBe(1)
  expect(await newcomers.place(inTenant('right'), 'ben')).toBe(1)
})

test('when all places are taken nothing more is written', async () => {
  const context = inTenant('full')
  await storage.tenant.append(
    context,
    'newcomers',
    0,
    Array.from({ length: limits.numberedUsers - 1 }, (_, index) => ({
      id: `e${index}`,
      kind: 'came',
      at: 0,
      body: null,
    })),
  )
  const newcomers = node()
  expect(await newcomers.place(context, 'last')).toBe(limits.numberedUsers)
  expect(await newcomers.place(context, 'late')).toBeUndefined()
  expect(await newcomers.taken(context)).toBe(limits.numberedUsers)
})

test('the count does not tell who the users are', async () => {
  const context = inTenant('sealed')
  await node().place(context, 'ada')
  expect(JSON.stringify(await storage.tenant.read(context, 'newcomers'))).not.toContain('ada')
})
