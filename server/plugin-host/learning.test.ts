import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sampleCatalogue } from '../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../cli/plugin-check/sample-session.ts'
import type { LearningExample } from '../../contract/learning-example.ts'
import { limits } from '../../contract/limits.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { defaultDeadlines } from './deadlines.ts'
import type { LearnedModel } from './handle.ts'
import { createIsolation } from './isolation.ts'
import { createLearningThreads } from './learning-threads.ts'
import { readPluginFile } from './load-plugin.ts'
import { loadPluginHost } from './load-plugin-host.ts'
import { loadIsolated } from './load-plugins.ts'

const context = tenantContext('w', 't', { kind: 'operator' }, 'r')
const catalogue = sampleCatalogue({
  kind: 'tip',
  key: 'a',
  title: 'A',
  body: 'A',
  anchor: { hook: 'a' },
  trigger: { page: '/' },
})
const eligible = catalogue.items.map(({ version }) => version)
const input = { session: sampleSession(), slot: 'inline' as const, eligible, now: sampleNow, seed: 7 }
const example = (name: string): LearningExample => ({
  kind: 'event',
  name,
  at: sampleNow,
  previous: [],
  first: true,
  before: [],
  role: null,
  weight: 1,
  who: 1,
})
const lesson = (names: readonly string[], model?: string) => ({ model, examples: names.map(example), options: {} })

/** Counts examples by name, and says in its answer what it was given and whether it could change it. */
const code = (name: string, learn = '({ ...model, [example.name]: (model[example.name] ?? 0) + step })', more = '') => `
import { defineRecommender } from 'cairn/plugin'
import { z } from 'zod'
export default defineRecommender({
  name: '${name}', version: '1.0.0', summary: 'For tests.', reasons: { known: { en: '{what} {frozen}' } },
  options: z.strictObject({ step: z.number().default(1) }),
  learns: { initial: () => ({}), learn: (model, example, { step }) => ${learn}, ${more} },
  recommend: ({ eligible, model }) => eligible.map((content) => ({ content, score: 1, evidence: [
    { code: 'known', facts: { what: JSON.stringify(model), frozen: Object.isFrozen(model) } }] })),
})`

const quiet = () => undefined
let folder: string
let host: Awaited<ReturnType<typeof loadPluginHost>>
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-learning-'))
  const plugins = {
    counter: code('counter'),
    trusted: code('trusted'),
    refreshed: code('refreshed', undefined, 'refresh: (model) => ({ ...model, refreshed: true })'),
    thrower: code('thrower', '{ throw new Error("cannot learn") }'),
    mutator: code('mutator', '{ model[example.name] = 1; return model }'),
    promiser: code('promiser', 'new Promise(() => undefined)'),
    babbler: code('babbler', '"rubbish"'),
    hoarder: code('hoarder', `({ text: 'x'.repeat(${limits.learnedModelLength}) })`),
    glutton: code('glutton', '{ const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }'),
  }
  for (const [name, text] of Object.entries(plugins)) await writeFile(join(folder, `${name}.ts`), text)
  const places = Object.keys(plugins).map((name) => join(folder, `${name}.ts`))
  const trusted = places.filter((place) => place.includes('trusted'))
  host = await loadPluginHost(
    { isolated: places.filter((place) => !trusted.includes(place)), trusted, memoryMb: 32 },
    { log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, count: quiet, observe: quiet },
    { monotonicMs: () => performance.now() },
  )
})
afterAll(async () => {
  await host.close()
  await rm(folder, { recursive: true })
})

const ask = async (plugin: string, model?: LearnedModel) =>
  // With time enough for a busy machine.
  (await host.rehearsal.recommend(context, [{ plugin, options: {}, ...(model && { model }) }], catalogue, input))[0]

describe.each(['counter', 'trusted'])('a plugin that learns: %s', (name) => {
  test('learns a batch example by example, from where it was, with the options that it is given', async () => {
    const first = await host.host.learn(name, lesson(['x', 'y', 'x']))
    expect(JSON.parse(first)).toEqual({ x: 2, y: 1 })
    const next = await host.host.learn(name, { ...lesson(['x'], first), options: { step: 5 } })
    expect(JSON.parse(next)).toEqual({ x: 7, y: 1 })
  })

  test('is handed the model frozen, and its answer names the version', async () => {
    const answer = await ask(name, { version: 7, value: { x: 2 } })
    expect(answer).toMatchObject({ outcome: 'answered', model: 7 })
    expect(answer?.value?.[0]?.evidence[0]?.facts).toEqual({ what: '{"x":2}', frozen: true })
  })

  test('is handed what it begins with before it has learnt anything', async () => {
    for (const model of [undefined, { version: 0, value: undefined }]) {
      const answer = await ask(name, model)
      expect(answer).toMatchObject({ outcome: 'answered', model: 0 })
      expect(answer?.value?.[0]?.evidence[0]?.facts).toEqual({ what: '{}', frozen: true })
    }
  })

  test('is described as one that learns', () => {
    expect(host.host.list().find((one) => one.name === name)?.learns).toBe(true)
  })
})

test('of many models each answer is given its own, though the thread keeps few', async () => {
  const models = Array.from({ length: 40 }, (_, version) => ({ version, value: { x: version } }))
  for (const model of [...models, ...models]) {
    const answer = await ask('counter', model)
    expect(answer?.value?.[0]?.evidence[0]?.facts.what).toBe(JSON.stringify(model.value))
  }
})

test('what takes longer is done once after a batch', async () => {
  expect(JSON.parse(await host.host.learn('refreshed', lesson(['x', 'x'])))).toEqual({ x: 2, refreshed: true })
})

test.each([
  ['throws', 'thrower', 'cannot learn'],
  ['changes the model that it is given', 'mutator', /read only|not extensible/],
  ['never settles', 'promiser', 'returned at once'],
  ['answers rubbish', 'babbler', 'plain object'],
  ['grows its model beyond the limit', 'hoarder', 'at most'],
  ['wants more memory than there is', 'glutton', 'ran out of memory'],
])('a plugin that %s learns nothing, and goes on answering', async (_, name, problem) => {
  const answering = ask(name)
  await expect(host.host.learn(name, lesson(['x']))).rejects.toThrow(problem)
  expect(await answering).toMatchObject({ outcome: 'answered', model: 0 })
  expect(await ask(name)).toMatchObject({ outcome: 'answered', model: 0 })
  // Whoever else learns is not kept waiting by it.
  expect(JSON.parse(await host.host.learn('counter', lesson(['x'])))).toEqual({ x: 1 })
})

test('a plugin that loops while it learns is given up, and answers all the while', async () => {
  const file = join(folder, 'looper.ts')
  await writeFile(file, code('looper', '{ if (example.name === "loop") for (;;); return { ok: true } }'))
  const telemetry = { log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, count: quiet, observe: quiet }
  const isolation = createIsolation({ memoryMb: 32 }, telemetry, () => performance.now())
  const threads = createLearningThreads(
    async () =>
      (await loadIsolated(await readPluginFile(file), isolation, { ...defaultDeadlines, learnMs: 500 })).handle,
  )
  await expect(threads.learn('looper', lesson(['loop']))).rejects.toThrow('no answer within')
  expect(await threads.learn('looper', lesson(['x']))).toBe('{"ok":true}')
  await Promise.all([threads.close(), isolation.close()])
})
