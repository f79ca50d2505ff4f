import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Learner, LearningExample, NewDoing } from '../../contract/learning-example.ts'
import { limits } from '../../contract/limits.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createLearners, type LearnersParts } from './learners.ts'

// Every write is durable, on whatever disk there is.
vi.setConfig({ testTimeout: 30_000 })

const directory = mkdtempSync(join(tmpdir(), 'cairn-learners-'))
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
const counter: Learner = { plugin: 'counter', version: '1', options: {} }
const other: Learner = { ...counter, options: { strict: true } }
/** Keeps the names in the order in which they were learnt: two models are equal only if nothing came twice, late or not at all. */
const teach: LearnersParts['teach'] = async (_plugin, { model, examples }) =>
  JSON.stringify({
    names: [...(JSON.parse(model ?? '{"names":[]}').names as string[]), ...examples.map((e) => e.name)],
  })
const quiet = () => undefined
let minted = 0
const open = (parts: Partial<LearnersParts> = {}) =>
  createLearners({
    store: storage.tenant,
    enabled: async () => [counter],
    teach,
    telemetry: { log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, count: quiet, observe: quiet },
    id: () => `salt${minted++}`,
    now: () => now,
    monotonicMs: () => now,
    ...parts,
  })
const doing = (place: number): NewDoing => ({
  id: `d${String(place).padStart(6, '0')}`,
  kind: 'event',
  name: `n${place}`,
  at: now,
  previous: [],
  first: true,
  before: [],
  role: null,
  weight: 1,
})
const some = (count: number, from = 0) => Array.from({ length: count }, (_, place) => doing(from + place))
const names = (count: number) => some(count).map(({ name }) => name)
const later = () => {
  now += 120_000
}
const nameList = (value: unknown): readonly string[] => (value as { names: string[] }).names

test('what users do is learnt in batches, each once, however often it is told', async () => {
  const learners = open()
  const context = tenant('batches')
  await learners.note(context, 'ada', some(15))
  expect(await learners.learn(context)).toBe(false)
  await learners.note(context, 'ada', some(30))
  expect(await learners.learn(context)).toBe(true)
  later()
  expect(await learners.learn(context)).toBe(false)
  const { version, value } = await learners.current(context, counter)
  expect([version, nameList(value)]).toEqual([1, names(30)])
})

test('who knows nothing yet is at version 0', async () => {
  expect(await open().current(tenant('nobody'), counter)).toEqual({ version: 0, value: undefined })
})

test('a learner that is enabled later has learnt the same once it has caught up', async () => {
  const context = tenant('late')
  const one = open()
  for (let batch = 0; batch < 30; batch++) {
    await one.note(context, 'ada', some(20, batch * 20))
    await one.learn(context)
    later()
  }
  const both = open({ enabled: async () => [counter, other] })
  for (let turn = 0; turn < 3; turn++) {
    await both.learn(context)
    later()
  }
  expect((await both.current(context, other)).value).toEqual((await both.current(context, counter)).value)
  expect((await both.current(context, other)).version).toBe(30)
})

test('what was known at any version is there: as it was stored, or learnt again from the log', async () => {
  const context = tenant('then')
  const learners = open()
  for (let batch = 0; batch < 25; batch++) {
    await learners.note(context, 'ada', some(20, batch * 20))
    await learners.learn(context)
    later()
  }
  for (const version of [25, 20, 7, 3, 0]) {
    const then = await open().at(context, counter, version)
    expect(then?.version).toBe(version)
    expect(version === 0 ? then?.value : nameList(then?.value)).toEqual(version === 0 ? undefined : names(20 * version))
  }
  expect(
    (await storage.tenant.find(context, { name: 'learned', plain: ['learner'], blind: [], indexes: [] } as never, {}))
      .length,
  ).toBe(10)
})

test('what was learnt from somebody who is erased is gone where it is not stored, and is said to be', async () => {
  const context = tenant('erased')
  const learners = open()
  for (let batch = 0; batch < 15; batch++) {
    await learners.note(context, batch === 2 ? 'eve' : 'ada', some(20, batch * 20))
    await learners.learn(context)
    later()
  }
  await learners.note(context, 'eve', some(5, 900))
  await learners.forget(context, 'eve')
  const after = open()
  expect(nameList((await after.at(context, counter, 2))?.value)).toEqual(names(40))
  for (const version of [3, 4]) expect(await after.at(context, counter, version)).toBeUndefined()
  expect((await after.at(context, counter, 14))?.version).toBe(14)
  // What has not been learnt of them never will be.
  await after.note(context, 'ada', some(20, 2_000))
  await after.learn(context)
  expect(nameList((await after.current(context, counter)).value)).not.toContain('n900')
})

test('each tenant has what its own users did, and no voice tells of one in two tenants', async () => {
  const heard = new Map<string, number[]>()
  const learners = open({
    teach: async (plugin, lesson) => {
      for (const { who, name } of lesson.examples) heard.set(name, [...(heard.get(name) ?? []), who])
      return teach(plugin, lesson)
    },
  })
  const users = Array.from({ length: 40 }, (_, place) => `user ${place}`)
  for (const context of [tenant('one'), tenant('two')]) {
    for (const [place, user] of users.entries())
      await learners.note(context, user, [{ ...doing(place), id: `${user}.1`, name: user }])
    later()
    await learners.learn(context)
  }
  expect(heard.size).toBe(40)
  for (const voices of heard.values()) for (const voice of voices) expect(voice).toBeLessThan(limits.exampleVoices)
  const alike = [...heard.values()].filter(([one, two]) => one === two).length
  expect(alike).toBeLessThan(10)
  expect((await learners.current(tenant('three'), counter)).version).toBe(0)
})

test('a user has one voice, also after a restart', async () => {
  const context = tenant('voice')
  const voices = new Set<number>()
  const listen: LearnersParts['teach'] = async (plugin, lesson) => {
    for (const { who } of lesson.examples as LearningExample[]) voices.add(who)
    return teach(plugin, lesson)
  }
  for (let start = 0; start < 3; start++) {
    const learners = open({ teach: listen })
    await learners.note(context, 'ada', some(20, start * 20))
    await learners.learn(context)
    later()
  }
  expect(voices.size).toBe(1)
})

test('a learner that fails knows what it knew, is left alone for a while, and goes on where it was', async () => {
  const context = tenant('failing')
  let asked = 0
  let fails = true
  const learners = open({
    enabled: async () => [counter, other],
    teach: (plugin, lesson) => {
      if ((lesson.options as { strict?: boolean }).strict !== true) return teach(plugin, lesson)
      asked += 1
      return fails ? Promise.reject(new Error('broken')) : teach(plugin, lesson)
    },
  })
  await learners.note(context, 'ada', some(20))
  expect(await learners.learn(context)).toBe(true)
  expect(await learners.learn(context)).toBe(true)
  expect(asked).toBe(1)
  expect((await learners.current(context, counter)).version).toBe(1)
  expect((await learners.current(context, other)).version).toBe(0)
  later()
  await learners.learn(context)
  expect(asked).toBe(2)
  // Twice as long the second time.
  later()
  now -= 30_000
  await learners.learn(context)
  expect(asked).toBe(2)
  later()
  fails = false
  await learners.learn(context)
  expect(nameList((await learners.current(context, other)).value)).toEqual(names(20))
})

test('a process that ends while it learns has learnt nothing twice when it is back', async () => {
  const context = tenant('ended')
  let inserts = 0
  const dying = new Proxy(storage.tenant, {
    get: (store, name, receiver) =>
      name === 'insert'
        ? (...args: Parameters<typeof store.insert>) =>
            (args[1] as { name: string }).name === 'learned' && inserts++ > 0
              ? Promise.reject(new Error('the process ends'))
              : store.insert(...args)
        : Reflect.get(store, name, receiver),
  })
  const first = open({ store: dying })
  await first.note(context, 'ada', some(20))
  await first.learn(context)
  later()
  await first.note(context, 'ada', some(20, 20))
  await expect(first.learn(context)).rejects.toThrow('the process ends')
  later()
  const after = open()
  await after.learn(context)
  expect(nameList((await after.current(context, counter)).value)).toEqual(names(40))
})

test('two processes that learn at once come to one model', async () => {
  const context = tenant('duo')
  const [one, two] = [open(), open()]
  await one.note(context, 'ada', some(60))
  await Promise.all([one.learn(context), two.learn(context)])
  later()
  await Promise.all([one.learn(context), two.learn(context)])
  for (const learners of [one, two, open()])
    expect(nameList((await learners.current(context, counter)).value)).toEqual(names(60))
})
