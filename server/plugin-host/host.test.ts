import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sampleCandidate, sampleCatalogue } from '../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../cli/plugin-check/sample-session.ts'
import { defineGuardrail, defineRecommender, limits, type Plugin } from '../../contract/plugin.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { tenantContext } from '../tenants/contexts.ts'
import type { LoadedPlugin } from './handle.ts'
import { createPluginHost, type PluginHostParts } from './host.ts'
import { createInProcessHandle } from './in-process-handle.ts'

const context = tenantContext('w', 't', { kind: 'operator' }, 'r')
const otherTenant = tenantContext('w', 't2', { kind: 'operator' }, 'r')
const catalogue = sampleCatalogue(
  { kind: 'tip', key: 'a', title: 'A', body: 'A', anchor: { hook: 'a' }, trigger: { page: '/' } },
  { kind: 'tip', key: 'b', title: 'B', body: 'B', anchor: { hook: 'b' }, trigger: { page: '/' } },
)
const eligible = catalogue.items.map(({ version }) => version)
const candidates = catalogue.items.map(sampleCandidate)
const asking = () => ({ session: sampleSession(), slot: 'inline' as const, eligible, now: sampleNow, seed: 7 })
const checking = () => ({ session: sampleSession(), now: sampleNow, settings: { consent: 'implied' as const } })
const enable = (...names: readonly string[]) => names.map((plugin) => ({ plugin, options: {} }))

const proposal = (content: string) => ({ content, score: 1, evidence: [{ code: 'fits', facts: {} }] })
const metadata = { version: '1.0.0', summary: 'For tests.', reasons: { fits: { en: 'It fits.' }, no: { en: 'No.' } } }
const recommender = (name: string, recommend: () => unknown, options: z.ZodType = z.strictObject({})): Plugin =>
  defineRecommender({ name, ...metadata, options, recommend: recommend as never })
const guardrail = (name: string, check: () => unknown, phase: 'eligibility' | 'content' = 'eligibility'): Plugin =>
  defineGuardrail({ name, ...metadata, phase, options: z.strictObject({}), check: check as never })

const load = async (plugins: readonly Plugin[]): Promise<LoadedPlugin[]> =>
  Promise.all(
    plugins.map(async (plugin) => {
      const handle = createInProcessHandle(plugin)
      return { description: await handle.describe(), handle }
    }),
  )

let counted: Record<string, number>
let clock: number
const telemetry: Telemetry = {
  log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  count: (_, labels) => {
    const key = `${labels?.plugin} ${labels?.outcome}`
    counted[key] = (counted[key] ?? 0) + 1
  },
  observe: () => {},
}
const hostOf = async (plugins: readonly Plugin[], parts: Partial<PluginHostParts> = {}) =>
  createPluginHost({
    handles: await load(plugins),
    telemetry,
    monotonicMs: () => clock,
    deadlines: { recommendMs: 15, checkMs: 15, prepareMs: 15 },
    ...parts,
  })

beforeEach(() => {
  counted = {}
  clock = 0
})

/** What a plugin may get up to in one call, and the outcome that it is recorded with. */
const faults: readonly (readonly [what: string, fault: () => unknown, outcome: string])[] = [
  [
    'throws',
    () => {
      throw new Error('broken')
    },
    'failed',
  ],
  ['rejects', () => Promise.reject(new Error('broken')), 'failed'],
  ['rejects without an error', () => Promise.reject(), 'failed'],
  ['never settles', () => new Promise(() => {}), 'late'],
  [
    'holds the process up',
    () => {
      clock += 16
      return []
    },
    'late',
  ],
  ['answers nothing', () => undefined, 'invalid'],
  ['answers a text', () => 'allow', 'invalid'],
  ['answers a function', () => () => {}, 'invalid'],
  ['answers with holes', () => new Array(2), 'invalid'],
  [
    'answers what throws when it is read',
    () => [
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('trap')
          },
        },
      ),
    ],
    'invalid',
  ],
  ['answers 10 MB of text', () => [{ ...proposal('a@1'), verdict: 'veto', code: 'x'.repeat(10_000_000) }], 'invalid'],
  ['answers unknown fields', () => [{ ...proposal('a@1'), verdict: 'allow', extra: 1 }], 'invalid'],
]

describe.each(faults)('a plugin that %s', (_, fault, outcome) => {
  test('leaves the candidates of other recommenders untouched, and the record says what it did', async () => {
    const host = await hostOf([recommender('bad', fault), recommender('good', () => [proposal('a@1')])])
    const [bad, good] = await host.recommend(context, enable('bad', 'good'), catalogue, asking())
    expect(bad).toMatchObject({ plugin: 'bad', version: '1.0.0', outcome, value: null })
    expect(good).toMatchObject({ outcome: 'answered', value: [proposal('a@1')] })
    expect(counted).toEqual({ [`bad ${outcome}`]: 1, 'good answered': 1 })
  })

  test('as a guardrail it gives no verdict, and the other guardrails give theirs', async () => {
    const host = await hostOf([guardrail('bad', fault), guardrail('good', () => ({ verdict: 'allow' }))])
    const [bad, good] = await host.check(context, 'eligibility', enable('bad', 'good'), checking(), candidates)
    expect(bad).toMatchObject({ plugin: 'bad', outcome: outcome, value: null })
    expect(good).toMatchObject({ outcome: 'answered', value: [{ verdict: 'allow' }, { verdict: 'allow' }] })
    expect(counted).toEqual({ [`bad ${outcome}`]: 1, 'good answered': 1 })
  })
})

test('a list that a user asked for is put only to those who heed what is asked', async () => {
  const seen: unknown[] = []
  const heeds = defineRecommender({
    name: 'heeds',
    ...metadata,
    options: z.strictObject({}),
    answers: true,
    recommend: ({ ask }) => {
      seen.push(ask)
      return []
    },
  })
  const host = await hostOf([heeds, recommender('deaf', () => [])])
  const answers = await host.recommend(context, enable('deaf', 'heeds', 'gone'), catalogue, {
    ...asking(),
    ask: { query: 'how?' },
  })
  expect(answers.map(({ plugin, outcome }) => `${plugin} ${outcome}`)).toEqual(['heeds answered', 'gone missing'])
  expect(seen).toEqual([{ query: 'how?' }])
  expect(await host.recommend(context, enable('deaf', 'heeds'), catalogue, asking())).toHaveLength(2)
})

describe('a recommender', () => {
  const ask = async (answer: unknown) => {
    const host = await hostOf([recommender('some', () => answer)])
    const [only] = await host.recommend(context, enable('some'), catalogue, asking())
    return only
  }

  test('cannot propose what targeting has not left; the rest of its answer counts', async () => {
    expect(await ask([proposal('foreign@1'), proposal('b@1')])).toMatchObject({ value: [proposal('b@1')], dropped: 1 })
    expect(counted).toEqual({ 'some answered-in-part': 1 })
  })

  test('is cut at the most candidates that one may propose', async () => {
    const answer = await ask(Array.from({ length: 100_000 }, () => proposal('a@1')))
    expect(answer?.value).toHaveLength(limits.candidatesPerRecommender)
    expect(answer?.dropped).toBe(100_000 - limits.candidatesPerRecommender)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 2e6, '1'])('cannot give the score %s', async (score) => {
    expect(await ask([{ ...proposal('a@1'), score }])).toMatchObject({ outcome: 'invalid', value: null })
  })

  test('gives evidence without facts as evidence with none', async () => {
    expect(await ask([{ ...proposal('a@1'), evidence: [{ code: 'fits' }] }])).toMatchObject({
      value: [proposal('a@1')],
    })
  })

  test('cannot change what it has answered afterwards', async () => {
    const answered = proposal('a@1')
    const given = await ask([answered])
    answered.score = 99
    expect(given?.value?.[0]?.score).toBe(1)
  })
})

describe('a guardrail', () => {
  test('that gives fewer verdicts than candidates gives none', async () => {
    const [loaded] = await load([guardrail('short', () => ({ verdict: 'allow' }))])
    const handle = { ...loaded!.handle, call: async () => [{ verdict: 'allow' }] }
    const host = await hostOf([], { handles: [{ ...loaded!, handle }] })
    const [short] = await host.check(context, 'eligibility', enable('short'), checking(), candidates)
    expect(short).toMatchObject({ outcome: 'invalid', value: null })
  })

  test('is asked in its own phase only; one that is not installed answers missing in both', async () => {
    const host = await hostOf([
      guardrail('early', () => ({ verdict: 'allow' })),
      guardrail('late', () => ({ verdict: 'allow' }), 'content'),
    ])
    const asked = async (phase: 'eligibility' | 'content') =>
      (await host.check(context, phase, enable('early', 'late', 'gone'), checking(), candidates)).map(
        ({ plugin, outcome }) => `${plugin} ${outcome}`,
      )
    expect(await asked('eligibility')).toEqual(['early answered', 'gone missing'])
    expect(await asked('content')).toEqual(['late answered', 'gone missing'])
  })

  test('says with each answer, also a failed one, whether it only spares attention', async () => {
    const tired = defineGuardrail({
      name: 'tired',
      ...metadata,
      phase: 'eligibility',
      fatigue: true,
      options: z.strictObject({}),
      check: () => {
        throw new Error('broken')
      },
    })
    const host = await hostOf([tired as Plugin, guardrail('strict', () => ({ verdict: 'allow' }))])
    const [first, second] = await host.check(context, 'eligibility', enable('tired', 'strict'), checking(), candidates)
    expect(first).toMatchObject({ outcome: 'failed', fatigue: true })
    expect(second?.fatigue).toBeUndefined()
  })
})

describe('the plugin host', () => {
  test('does not take a guardrail for a recommender', async () => {
    const host = await hostOf([guardrail('g', () => ({ verdict: 'allow' }))])
    expect(await host.recommend(context, enable('g'), catalogue, asking())).toMatchObject([{ outcome: 'missing' }])
  })

  test('lets no plugin change the session, the candidates or its options for those after it', async () => {
    const seen: unknown[] = []
    const vandal = defineGuardrail({
      name: 'vandal',
      ...metadata,
      phase: 'eligibility',
      options: z.strictObject({ list: z.array(z.string()).default([]) }),
      check(input, options) {
        for (const change of [
          () => Object.assign(input.session.traits.claimed, { plan: 'gold' }),
          () => Object.assign(input.candidate, { score: 9 }),
          () => options.list.push('x'),
        ])
          try {
            change()
            seen.push('changed')
          } catch {
            seen.push('refused')
          }
        return { verdict: 'allow' }
      },
    })
    const host = await hostOf([vandal as Plugin])
    await host.check(context, 'eligibility', enable('vandal'), checking(), candidates.slice(0, 1))
    expect(seen).toEqual(['refused', 'refused', 'refused'])
  })

  test('hands out options with their defaults, and calls no plugin whose options do not fit', async () => {
    const options = z.strictObject({ most: z.number().default(3) })
    const given: unknown[] = []
    const plugin = defineRecommender({
      name: 'p',
      ...metadata,
      options,
      recommend: (_, parsed) => {
        given.push(parsed)
        return []
      },
    })
    const host = await hostOf([plugin as Plugin])
    await host.recommend(context, enable('p'), catalogue, asking())
    const [wrong] = await host.recommend(context, [{ plugin: 'p', options: { most: 'all' } }], catalogue, asking())
    expect(given).toEqual([{ most: 3 }])
    expect(wrong).toMatchObject({ outcome: 'invalid' })
    expect(await host.validateOptions('p', { most: 'all' })).toMatchObject({
      ok: false,
      issues: [expect.stringContaining('most: ')],
    })
    expect(await host.validateOptions('p', {})).toEqual({ ok: true, options: { most: 3 } })
    expect(await host.validateOptions('q', {})).toEqual({ ok: false, missing: true })
  })

  test('prepares once per tenant, catalogue version and options', async () => {
    const prepared: string[] = []
    const plugin = defineRecommender({
      name: 'p',
      ...metadata,
      options: z.strictObject({ most: z.number().default(3) }),
      prepare(given, { most }) {
        prepared.push(`${given.version} ${most}`)
        return { most }
      },
      recommend: ({ prepared }) => [{ ...proposal('a@1'), score: prepared.most }],
    })
    const host = await hostOf([plugin as Plugin])
    const scoreIn = async (tenant: typeof context, version: string, options: Record<string, unknown>) => {
      const [answer] = await host.recommend(tenant, [{ plugin: 'p', options }], { ...catalogue, version }, asking())
      return answer?.value?.[0]?.score
    }
    expect(await scoreIn(context, 'v1', {})).toBe(3)
    expect(await scoreIn(context, 'v1', {})).toBe(3)
    expect(await scoreIn(context, 'v1', { most: 4 })).toBe(4)
    expect(await scoreIn(context, 'v2', {})).toBe(3)
    expect(await scoreIn(otherTenant, 'v1', {})).toBe(3)
    expect(prepared).toEqual(['v1 3', 'v1 4', 'v2 3', 'v1 3'])
  })

  test('an answer or rejection that comes too late is ignored', async () => {
    const loose: unknown[] = []
    const note = (reason: unknown) => loose.push(reason)
    process.on('unhandledRejection', note)
    const slow = (settle: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void) => () =>
      new Promise((resolve, reject) => setTimeout(() => settle(resolve, reject), 25))
    const host = await hostOf([
      recommender(
        'rejects',
        slow((_, reject) => reject(new Error('late'))),
      ),
      recommender(
        'answers',
        slow((resolve) => resolve([proposal('a@1')])),
      ),
    ])
    const answers = await host.recommend(context, enable('rejects', 'answers'), catalogue, asking())
    expect(answers.map(({ outcome }) => outcome)).toEqual(['late', 'late'])
    await new Promise((resolve) => setTimeout(resolve, 40))
    process.off('unhandledRejection', note)
    expect(loose).toEqual([])
    expect(answers.map(({ outcome }) => outcome)).toEqual(['late', 'late'])
  })

  test('a prepare that throws or never settles is the trouble of that plugin alone', async () => {
    const withPrepare = (name: string, prepare: () => unknown) =>
      defineRecommender({
        name,
        ...metadata,
        options: z.strictObject({}),
        prepare: prepare as never,
        recommend: () => [],
      })
    const host = await hostOf([
      withPrepare('throws', () => {
        throw new Error('broken')
      }) as Plugin,
      withPrepare('hangs', () => new Promise(() => {})) as Plugin,
      recommender('good', () => [proposal('a@1')]),
    ])
    const answers = await host.recommend(context, enable('throws', 'hangs', 'good'), catalogue, asking())
    expect(answers.map(({ outcome }) => outcome)).toEqual(['failed', 'late', 'answered'])
  })
})

describe('the circuit of a plugin that goes on failing', () => {
  const breaker = { failures: 3, openMs: 1_000 }
  let works: boolean
  let calls: number
  const moody = recommender('moody', () => {
    calls += 1
    if (works) return [proposal('a@1')]
    throw new Error('broken')
  })
  beforeEach(() => {
    works = false
    calls = 0
  })
  const outcomeOf = async (host: Awaited<ReturnType<typeof hostOf>>, tenant = context) =>
    (await host.recommend(tenant, enable('moody'), catalogue, asking()))[0]?.outcome

  test('opens after so many failures in a row, and it is not called any more', async () => {
    const host = await hostOf([moody], { breaker })
    const outcomes = []
    for (let round = 0; round < 5; round += 1) outcomes.push(await outcomeOf(host))
    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'tripped', 'tripped'])
    expect(calls).toBe(3)
    expect(counted).toEqual({ 'moody failed': 3, 'moody tripped': 2 })
  })

  test('a success in between starts the count again', async () => {
    const host = await hostOf([moody], { breaker })
    for (const next of [false, false, true, false, false]) {
      works = next
      await outcomeOf(host)
    }
    expect(await outcomeOf(host)).toBe('failed')
  })

  test('lets one call try again after its time, and closes when that succeeds', async () => {
    const host = await hostOf([moody], { breaker })
    for (let round = 0; round < 3; round += 1) await outcomeOf(host)
    clock += 999
    expect(await outcomeOf(host)).toBe('tripped')
    clock += 1
    works = true
    expect(await Promise.all([outcomeOf(host), outcomeOf(host)])).toEqual(['answered', 'tripped'])
    expect(await outcomeOf(host)).toBe('answered')
  })

  test('stays open for as long again when the try fails', async () => {
    const host = await hostOf([moody], { breaker })
    for (let round = 0; round < 3; round += 1) await outcomeOf(host)
    clock += 1_000
    expect(await outcomeOf(host)).toBe('failed')
    clock += 999
    expect(await outcomeOf(host)).toBe('tripped')
  })

  test('is one per tenant: what fails for one is still asked for another', async () => {
    const host = await hostOf([moody], { breaker })
    for (let round = 0; round < 4; round += 1) await outcomeOf(host)
    expect(await outcomeOf(host, otherTenant)).toBe('failed')
  })
})

test('a guardrail is given exposure shares and caps of the account when it says that it reads them, and else not', async () => {
  const given: Record<string, unknown> = {}
  const noting = (name: string, more: object = {}): Plugin =>
    defineGuardrail({
      name,
      ...metadata,
      ...more,
      phase: 'eligibility',
      options: z.strictObject({}),
      check: ({ exposureShares, accountCaps }) => {
        given[name] = [exposureShares, accountCaps]
        return { verdict: 'allow' }
      },
    }) as Plugin
  const host = await hostOf([
    noting('shares', { reads: ['exposure-shares'] }),
    noting('caps', { reads: ['account-caps'] }),
    noting('other'),
  ])
  const exposureShares = { group: 'north', shares: {} }
  const accountCaps = { 'mine:day': [{ until: 5, count: 2 }] }
  await host.check(
    context,
    'eligibility',
    enable('shares', 'caps', 'other'),
    { ...checking(), exposureShares, accountCaps },
    candidates,
  )
  expect(given).toEqual({
    shares: [exposureShares, undefined],
    caps: [undefined, accountCaps],
    other: [undefined, undefined],
  })
})

test('what a guardrail reads and whom it alerts to is part of its description', async () => {
  const plugin = { ...guardrail('watchful', () => undefined), reads: ['exposure-shares'], alerts: ['no'] } as Plugin
  expect((await hostOf([plugin])).list()[0]).toMatchObject({ reads: ['exposure-shares'], alerts: ['no'] })
})
