import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createTenantModels } from './models.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-models-'))
let storage: Storage
let now = 1_700_000_000_000
beforeAll(async () => {
  storage = await openStorage({ form: 'embedded', directory })
})
afterAll(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

const tenant = (name: string) => tenantContext('w1', name, { kind: 'job', name: 'test' }, 'test')
let minted = 0
const open = (store: Storage['tenant'] = storage.tenant) =>
  createTenantModels(store, { id: () => `salt${minted++}`, now: () => now, monotonicMs: () => now })
const example = (place: number) => ({
  id: `d${String(place).padStart(4, '0')}`,
  user: `u${place % 7}`,
  at: now,
  item: place % 2 === 0 ? 'a' : 'b',
  context: [1, ...new Array(15).fill(0)],
  reward: place % 4 === 0 ? 1 : 0,
  weight: 1,
  propensity: 0.5,
})
const some = (count: number, from = 0) => Array.from({ length: count }, (_, place) => example(from + place))
const anHour = () => {
  now += 3_600_000
}

test('examples are learnt in batches, each once, however often it is told', async () => {
  const models = open()
  const context = tenant('batches')
  await models.note(context, some(19))
  anHour()
  expect(await models.learn(context)).toBe(0)
  await models.note(context, some(30))
  await models.note(context, some(30))
  // Too few take no turn: the one of this window is still there.
  anHour()
  expect(await models.learn(context)).toBe(30)
  anHour()
  expect(await models.learn(context)).toBe(0)
  expect(await models.current(context)).toMatchObject({ version: 1, knowledge: { examples: 30, enough: false } })
})

test('a model is the same when it is built again from its log', async () => {
  const models = open()
  const context = tenant('rebuilt')
  for (const from of [0, 40, 80]) {
    await models.note(context, some(40, from))
    anHour()
    await models.learn(context)
  }
  const { model } = await models.current(context)
  expect(model.version).toBe(3)
  expect(await models.rebuild(context)).toEqual(model)
})

test('a process that ends while it marks what it is about to learn teaches nothing twice', async () => {
  const context = tenant('ended')
  await open().note(context, some(25))
  anHour()
  let puts = 0
  const dying = new Proxy(storage.tenant, {
    get: (store, name, receiver) =>
      name === 'put'
        ? (...args: Parameters<typeof store.put>) =>
            (args[1] as { name: string }).name === 'examples' && puts++ > 3
              ? Promise.reject(new Error('the process ends'))
              : store.put(...args)
        : Reflect.get(store, name, receiver),
  })
  await expect(open(dying).learn(context)).rejects.toThrow('the process ends')
  anHour()
  const after = open()
  await after.learn(context)
  expect((await after.current(context)).knowledge.examples).toBe(25)
  anHour()
  expect(await after.learn(context)).toBe(0)
  expect((await after.current(context)).knowledge.examples).toBe(25)
  expect((await after.rebuild(context)).examples).toBe(25)
})

test('each tenant has its own model, salted for itself', async () => {
  const models = open()
  await models.note(tenant('one'), some(60))
  anHour()
  await models.learn(tenant('one'))
  const [one, other] = [await models.current(tenant('one')), await models.current(tenant('other'))]
  expect(one.version).toBe(1)
  expect(other.version).toBe(0)
  expect(one.salt).not.toBe(other.salt)
})

test('while another process has the turn, one look ends and the next one tries again', async () => {
  const context = tenant('turn')
  const [one, other] = [open(), open()]
  await one.note(context, some(20))
  await other.note(context, some(40, 20))
  await one.learn(context)
  await one.note(context, some(30, 60))
  await other.job.run(() => false)
  expect((await other.current(context)).version).toBe(1)
  anHour()
  await other.job.run(() => false)
  expect((await other.current(context)).version).toBe(2)
})

test('examples wait for the next look when the store fails', async () => {
  const context = tenant('failing')
  let failing = true
  const store = new Proxy(storage.tenant, {
    get: (target, name, receiver) =>
      name === 'find' && failing ? () => Promise.reject(new Error('gone')) : Reflect.get(target, name, receiver),
  })
  const models = open(store)
  await models.note(context, some(20))
  await expect(models.job.run(() => false)).rejects.toThrow('gone')
  failing = false
  await models.job.run(() => false)
  expect((await models.current(context)).version).toBe(1)
})

test('of two processes that learn at once one does', async () => {
  const context = tenant('two')
  await open().note(context, some(40))
  anHour()
  const learnt = await Promise.all([open().learn(context), open().learn(context)])
  expect(learnt).toContain(40)
  expect(learnt.filter((one) => one === 40)).toHaveLength(1)
})

test("an erased user's examples are gone, learnt or not, and nobody else's", async () => {
  const models = open()
  const context = tenant('erased')
  await models.note(context, some(40))
  anHour()
  await models.learn(context)
  await models.note(context, some(14, 40))
  await models.forget(context, 'u3')
  // Of 54 examples by seven users in turn, eight were the erased one's: six learnt, and two that wait.
  expect((await models.rebuild(context)).examples).toBe(34)
  await models.note(context, some(20, 60))
  anHour()
  expect(await models.learn(context)).toBe(12 + 20)
})
