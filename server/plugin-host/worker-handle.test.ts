import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sampleCandidate, sampleCatalogue } from '../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../cli/plugin-check/sample-session.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { defaultDeadlines } from './deadlines.ts'
import type { LoadedPlugin } from './handle.ts'
import { createPluginHost, type PluginHostParts } from './host.ts'
import { createIsolation } from './isolation.ts'
import { readPluginFile } from './load-plugin.ts'
import { createWorkerHandle } from './worker-handle.ts'

const context = tenantContext('w', 't', { kind: 'operator' }, 'r')
const otherTenant = tenantContext('w', 't2', { kind: 'operator' }, 'r')
const catalogue = sampleCatalogue(
  { kind: 'tip', key: 'a', title: 'A', body: 'A', anchor: { hook: 'a' }, trigger: { page: '/' } },
  { kind: 'tip', key: 'b', title: 'B', body: 'B', anchor: { hook: 'b' }, trigger: { page: '/' } },
)
const eligible = catalogue.items.map(({ version }) => version)
const candidates = catalogue.items.map(sampleCandidate)
const asking = (event = 'none') => ({
  session: sampleSession({ events: { [event]: { count: 1, firstAt: 1, lastAt: 1 } } }),
  slot: 'inline' as const,
  eligible,
  now: sampleNow,
  seed: 7,
})
const checking = (event = 'none') => ({
  session: asking(event).session,
  now: sampleNow,
  settings: { consent: 'implied' as const },
})
const enable = (...names: readonly string[]) => names.map((plugin) => ({ plugin, options: {} }))
const proposal = { content: 'a@1', score: 1, evidence: [{ code: 'fits', facts: {} }] }

const monotonicMs = () => performance.now()
/** Deadlines that an honest plugin keeps on the busiest machine, and such as one that never answers can be waited for. */
const patient = { ...defaultDeadlines, recommendMs: 5_000, checkMs: 5_000, prepareMs: 5_000, turnMs: 5_000 }
const brief = { ...patient, recommendMs: 600, checkMs: 600 }
let deadlines = patient
const slowly = { timeout: 20_000 }
/** Far below anything that would hang; no measure of speed. */
const containedMs = 15_000

let said: unknown[] = []
const telemetry: Telemetry = {
  log: {
    debug: () => undefined,
    info: ({ line }) => void said.push(line),
    warn: () => undefined,
    error: () => undefined,
  },
  count: () => undefined,
  observe: () => undefined,
}
const isolation = createIsolation({ memoryMb: 32 }, telemetry, monotonicMs)
afterAll(() => isolation.close())

// Whole threads are started and ended here.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let loaded: LoadedPlugin[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-worker-'))
  said = []
  deadlines = patient
})
afterEach(async () => {
  await Promise.all(loaded.map(({ handle }) => handle.close()))
  loaded = []
  await rm(folder, { recursive: true })
})

const load = async (name: string, code: string): Promise<LoadedPlugin> => {
  const file = join(folder, `${name}.ts`)
  await writeFile(file, `import * as cairn from 'cairn/plugin'; import { z } from 'zod'; ${code}`)
  const read = await readPluginFile(file)
  const handle = await createWorkerHandle(read.code, read.origin, isolation, deadlines)
  loaded.push({ description: await handle.describe(), handle })
  return loaded.at(-1) as LoadedPlugin
}
const metadata = (name: string) =>
  `name: '${name}', version: '1.0.0', summary: 'For tests.', reasons: { fits: { en: 'It fits.' } }`
/** Does what `body` says where the user has done `go-wrong`, and answers well otherwise. */
const recommender = (name: string, body: string, before = '') =>
  load(
    name,
    `${before}
    export default cairn.defineRecommender({ ${metadata(name)}, options: z.strictObject({}),
      recommend: ((input: any) => { if (input.session.events['go-wrong']) { ${body} }
        return [{ content: 'a@1', score: 1, evidence: [{ code: 'fits', facts: {} }] }] }) as any })`,
  )
const guardrail = (name: string, body: string) =>
  load(
    name,
    `export default cairn.defineGuardrail({ ${metadata(name)}, phase: 'eligibility', options: z.strictObject({}),
      check: ((input: any) => { if (input.session.events['go-wrong']) { ${body} } return { verdict: 'allow' } }) as any })`,
  )
const hostOf = (parts: Partial<PluginHostParts> = {}) =>
  createPluginHost({ handles: loaded, telemetry, monotonicMs, deadlines, ...parts })

/** What a plugin may get up to in its thread, and the outcome that it is recorded with. */
const faults: readonly (readonly [what: string, body: string, outcome: string])[] = [
  ['throws', `throw new Error('broken')`, 'failed'],
  ['never settles', 'return new Promise(() => {})', 'late'],
  ['loops for ever', 'for (;;) {}', 'late'],
  ['goes on for ever in promises', 'return (async () => { for (;;) await null })()', 'late'],
  ['fills its memory', 'const all: any[] = []; for (;;) all.push(new Array(10_000).fill(all.length))', 'failed'],
  ['calls itself without end', 'const again = (): any => again() + 1; return again()', 'failed'],
  ['answers 10 MB', `return [{ verdict: 'veto', code: 'x'.repeat(10_000_000) }]`, 'failed'],
  ['tries to end the process', '(globalThis as any).process.exit(1)', 'failed'],
  ['changes its input', `input.session.events['go-wrong'].count = 7`, 'failed'],
  ['answers rubbish', `return 'rubbish'`, 'invalid'],
]

describe.each(faults)('a third party that %s', (_, body, outcome) => {
  beforeEach(() => {
    if (outcome === 'late') deadlines = brief
  })

  test('is contained: the others answer, the record says what it did, and its next answer counts again', async () => {
    await recommender('bad', body)
    await recommender('good', 'return [{ content: "a@1", score: 1, evidence: [{ code: "fits", facts: {} }] }]')
    const host = hostOf()
    const startedAt = monotonicMs()
    const [bad, good] = await host.recommend(context, enable('bad', 'good'), catalogue, asking('go-wrong'))
    expect(monotonicMs() - startedAt).toBeLessThan(containedMs)
    expect(bad).toMatchObject({ plugin: 'bad', version: '1.0.0', value: null })
    expect(bad?.outcome).toBe(outcome)
    expect(good).toMatchObject({ outcome: 'answered', value: [proposal] })
    await expect
      .poll(async () => (await host.recommend(otherTenant, enable('bad'), catalogue, asking()))[0]?.outcome, slowly)
      .toBe('answered')
  })

  test('as a guardrail it gives no verdict, and the other guardrails give theirs', async () => {
    await guardrail('bad', body)
    await guardrail('good', '')
    const [bad, good] = await hostOf().check(
      context,
      'eligibility',
      enable('bad', 'good'),
      checking('go-wrong'),
      candidates,
    )
    // A guardrail answers one verdict for each candidate: rubbish for one is rubbish for all.
    expect(bad).toMatchObject({ plugin: 'bad', value: null })
    expect(bad?.outcome).toBe(outcome)
    expect(good).toMatchObject({ outcome: 'answered', value: [{ verdict: 'allow' }, { verdict: 'allow' }] })
  })
})

describe('a plugin in a thread of its own', () => {
  test('that loops for one tenant still answers another that waited behind it', async () => {
    deadlines = brief
    await recommender('bad', 'for (;;) {}')
    const host = hostOf()
    const [looping, waiting] = await Promise.all([
      host.recommend(context, enable('bad'), catalogue, asking('go-wrong')),
      host.recommend(otherTenant, enable('bad'), catalogue, asking()),
    ])
    expect([looping[0]?.outcome, waiting[0]?.outcome]).toEqual(['late', 'answered'])
  })

  test('that goes on looping is left alone by its breaker for the tenant it loops for, not for others', async () => {
    deadlines = brief
    await recommender('bad', 'for (;;) {}')
    const host = hostOf({ breaker: { failures: 2, openMs: 60_000 } })
    const outcomes = []
    for (let round = 0; round < 3; round += 1)
      outcomes.push((await host.recommend(context, enable('bad'), catalogue, asking('go-wrong')))[0]?.outcome)
    expect(outcomes).toEqual(['late', 'late', 'tripped'])
    await expect
      .poll(async () => (await host.recommend(otherTenant, enable('bad'), catalogue, asking()))[0]?.outcome, slowly)
      .toBe('answered')
  })

  test('never holds up the thread of the server', async () => {
    deadlines = brief
    await recommender('bad', 'for (;;) {}')
    let turns = 0
    const turning = setInterval(() => (turns += 1), 1)
    await hostOf().recommend(context, enable('bad'), catalogue, asking('go-wrong'))
    clearInterval(turning)
    expect(turns).toBeGreaterThan(10)
  })

  test('gets its index again after it was terminated, though the catalogue is the same', async () => {
    deadlines = brief
    await load(
      'indexed',
      `export default cairn.defineRecommender({ ${metadata('indexed')}, options: z.strictObject({ wanted: z.string().default('b') }),
        prepare: (catalogue, { wanted }) => catalogue.items.find(({ content }) => content.key === wanted)!.version,
        recommend: ({ session, prepared }) => { while (session.events['go-wrong']) {}
          return [{ content: prepared, score: 1, evidence: [{ code: 'fits', facts: {} }] }] } })`,
    )
    const host = hostOf()
    const answer = async (event?: string) =>
      (await host.recommend(context, enable('indexed'), catalogue, asking(event)))[0]
    expect(await answer()).toMatchObject({ outcome: 'answered', value: [{ content: 'b@1' }] })
    expect(await answer('go-wrong')).toMatchObject({ outcome: 'late' })
    await expect.poll(async () => (await answer())?.value, slowly).toMatchObject([{ content: 'b@1' }])
  })

  test('keeps the indexes of two tenants apart where their catalogues share a version', async () => {
    await load(
      'indexed',
      `export default cairn.defineRecommender({ ${metadata('indexed')}, options: z.strictObject({}),
        prepare: (catalogue) => catalogue.items.length,
        recommend: ({ prepared }) => [{ content: 'a@1', score: prepared, evidence: [{ code: 'fits', facts: {} }] }] })`,
    )
    const host = hostOf()
    const scoreFor = async (tenant: typeof context, items: number) =>
      (
        await host.recommend(
          tenant,
          enable('indexed'),
          { ...catalogue, items: catalogue.items.slice(0, items) },
          asking(),
        )
      )[0]?.value?.[0]?.score
    expect([await scoreFor(context, 2), await scoreFor(otherTenant, 1), await scoreFor(context, 2)]).toEqual([2, 1, 2])
  })

  test('is asked with each session as it is, also when many are decided for in between', async () => {
    await load(
      'counts',
      `export default cairn.defineRecommender({ ${metadata('counts')}, options: z.strictObject({}),
        recommend: ({ session }) => [{ content: 'a@1', score: session.seq, evidence: [{ code: 'fits', facts: {} }] }] })`,
    )
    const host = hostOf()
    const sessions = Array.from({ length: 40 }, (_, index) => ({ ...asking(), session: sampleSession({ seq: index }) }))
    for (const order of [sessions, sessions.toReversed()])
      for (const input of order)
        expect((await host.recommend(context, enable('counts'), catalogue, input))[0]?.value?.[0]?.score).toBe(
          input.session.seq,
        )
  })

  test('has options as its schema makes them, and says what is wrong with others', async () => {
    const { handle } = await load(
      'chooses',
      `export default cairn.defineRecommender({ ${metadata('chooses')}, options: z.strictObject({ score: z.number().max(9).default(5) }),
        recommend: (_, { score }) => [{ content: 'a@1', score, evidence: [{ code: 'fits', facts: {} }] }] })`,
    )
    const [answer] = await hostOf().recommend(context, enable('chooses'), catalogue, asking())
    expect(answer?.value?.[0]?.score).toBe(5)
    expect(await handle.validateOptions({ score: 10 })).toMatchObject({
      ok: false,
      issues: [expect.stringMatching(/^score: /)],
    })
  })

  test('writes to the log, and not without end', async () => {
    await recommender('talks', `for (let line = 0; line < 1_000; line += 1) console.log('line', { line })`)
    await hostOf().recommend(context, enable('talks'), catalogue, asking('go-wrong'))
    expect(said[0]).toBe('line {"line":0}')
    expect(said).toHaveLength(20)
  })
})

describe('what leads out of a thread is shut', () => {
  /** Each gives what it got hold of, or throws. */
  const ways: readonly (readonly [what: string, code: string])[] = [
    ['the environment', '(globalThis as any).process.env.PATH'],
    ['the network', `(globalThis as any).fetch('https://example.org')`],
    ['sockets', `new (globalThis as any).WebSocket('wss://example.org')`],
    ['other threads', `new (globalThis as any).BroadcastChannel('x')`],
    ['timers', '(globalThis as any).setTimeout(() => {}, 1)'],
    ['require', `(globalThis as any).require('node:fs')`],
    ['code made of a text', `new Function('return 7')()`],
    ['code made by a constructor', `(() => {}).constructor('return 7')()`],
    ['code made by an async constructor', `(async () => {}).constructor('return 7')()`],
    ['code made by a generator', `(function* () {}).constructor('return 7')()`],
    ['eval', `(0, (globalThis as any).eval)('7')`],
    ['WebAssembly', '(globalThis as any).WebAssembly.Memory.name'],
    ['shared memory', 'new (globalThis as any).SharedArrayBuffer(8)'],
  ]
  test.each(ways)('%s', async (_, code) => {
    await recommender('curious', `console.log('got ' + String(${code}))`)
    const [answer] = await hostOf().recommend(context, enable('curious'), catalogue, asking('go-wrong'))
    expect(said).toEqual([])
    expect(answer?.outcome).toBe('failed')
  })

  test.each(['fs', 'node:fs'])('an import of %s by a name that is put together at run time', async (name) => {
    await recommender(
      'curious',
      `return import(${JSON.stringify(name)}.split('').join('')).then(() => console.log('got it'))`,
    )
    const [answer] = await hostOf().recommend(context, enable('curious'), catalogue, asking('go-wrong'))
    expect([answer?.outcome, said]).toEqual(['failed', []])
  })

  test('an import of Node that stands there does not load, in JavaScript neither', async () => {
    await writeFile(join(folder, 'plain.js'), `import { readFileSync } from 'node:fs'; export default readFileSync`)
    await expect(readPluginFile(join(folder, 'plain.js'))).rejects.toMatchObject({
      facts: { problem: expect.stringContaining('cannot import node:fs') },
    })
  })
})

test('a plugin that throws while it loads is refused with the reason, and nothing of it runs in the server', async () => {
  await expect(
    load('throws', `(globalThis as any).wasHere = true; throw new Error('no licence')`),
  ).rejects.toMatchObject({ code: 'PLUGIN_NOT_LOADABLE', facts: { plugin: 'throws', problem: 'no licence' } })
  expect('wasHere' in globalThis).toBe(false)
})
