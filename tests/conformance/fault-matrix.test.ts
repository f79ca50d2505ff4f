import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sampleCatalogue } from '../../cli/plugin-check/sample-content.ts'
import { sampleExamples } from '../../cli/plugin-check/sample-examples.ts'
import { sampleNow, sampleSession } from '../../cli/plugin-check/sample-session.ts'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import type { Decision } from '../../contract/decision.ts'
import { defineRecommender, type Guardrail, limits, type Plugin, type Recommender } from '../../contract/plugin.ts'
import { settings } from '../../contract/settings.ts'
import type { DecisionWorld } from '../../server/decision/asker.ts'
import { decideSlot } from '../../server/decision/decide.ts'
import { replayDecision } from '../../server/decision/replay.ts'
import { compileFilter } from '../../server/filtering/compile-filter.ts'
import { createPluginHost } from '../../server/plugin-host/host.ts'
import { createInProcessHandle } from '../../server/plugin-host/in-process-handle.ts'
import { loadPluginFile } from '../../server/plugin-host/load-plugin.ts'
import { builtInPluginFiles } from '../../server/plugin-host/load-plugins.ts'
import { tenantContext } from '../../server/tenants/contexts.ts'

/** Long enough for a busy machine, since whoever is whole must answer in time beside the one that does not. */
const deadlineMs = 300

const context = tenantContext('w', 't', { kind: 'operator' }, 'r')
const catalogue = sampleCatalogue(
  { kind: 'tip', key: 'one', title: 'One', body: 'First.', anchor: { hook: 'a' }, trigger: { page: '/**' } },
  { kind: 'tip', key: 'two', title: 'Two', body: 'Second.', anchor: { hook: 'b' }, trigger: { page: '/**' } },
)
const compiled = compileCatalogue(catalogue, compileFilter)
const eligible = catalogue.items.map(({ version }) => version)

/** Proposes everything, whatever the others do: with it a recommender's failure alone never empties a slot. */
const steadfast = defineRecommender({
  name: 'steadfast',
  version: '1.0.0',
  summary: 'Proposes all there is.',
  options: z.strictObject({}),
  reasons: { fits: { en: 'It fits.' } },
  recommend: (input) =>
    input.eligible.map((content) => ({ content, score: 0, evidence: [{ code: 'fits', facts: {} }] })),
})

type Call = (input: { session: { user: string } }, options: unknown) => unknown
const changeInput = (input: { session: { user: string } }): void => {
  input.session.user = 'somebody else'
}
type Expected = 'failed' | 'late' | 'invalid' | 'answered'
/** What a built-in is made to do instead of its work, or before it. */
const faults: readonly (readonly [what: string, fault: (real: Call) => Call, outcome: Expected])[] = [
  [
    'throws',
    () => () => {
      throw new Error('broken')
    },
    'failed',
  ],
  ['rejects', () => () => Promise.reject(new Error('broken')), 'failed'],
  ['never settles', () => () => new Promise(() => {}), 'late'],
  ['answers nothing', () => () => undefined, 'invalid'],
  ['answers a text', () => () => 'allow', 'invalid'],
  ['answers what no schema knows', () => () => [{ nonsense: 'x'.repeat(1_000) }], 'invalid'],
  [
    'answers a candidate and a verdict in one',
    () => () => ({ verdict: 'allow', content: 'one@1', score: 1 }),
    'invalid',
  ],
  [
    'changes its input',
    (real) => (input, options) => {
      changeInput(input)
      return real(input, options)
    },
    'failed',
  ],
  [
    'tries to change its input, hides that it failed, and answers',
    (real) => (input, options) => {
      try {
        changeInput(input)
      } catch {
        // It would rather not be found out.
      }
      return real(input, options)
    },
    'answered',
  ],
]
const broken = (plugin: Plugin, fault: (real: Call) => Call): Plugin =>
  plugin.type === 'guardrail'
    ? { ...plugin, check: fault(plugin.check.bind(plugin) as unknown as Call) as unknown as Guardrail['check'] }
    : {
        ...plugin,
        recommend: fault(plugin.recommend.bind(plugin) as unknown as Call) as unknown as Recommender['recommend'],
      }

const builtIns = new Map<string, Plugin>()
beforeAll(async () => {
  for (const file of builtInPluginFiles()) {
    const plugin = await loadPluginFile(file)
    builtIns.set(plugin.name, plugin)
  }
})

/** Every built-in is enabled, in the order of a new tenant's settings and then as they lie on the disk. */
const worldOf = (plugins: readonly Plugin[]): DecisionWorld => {
  const { guardrails, recommenders } = settings.parse({})
  const also = (type: Plugin['type'], enabled: readonly { plugin: string }[]) =>
    plugins
      .filter(({ name, ...plugin }) => plugin.type === type && !enabled.some((one) => one.plugin === name))
      .map(({ name }) => ({ plugin: name, options: {} }))
  return {
    settings: settings.parse({
      holdoutShare: 0,
      guardrails: [...guardrails, ...also('guardrail', guardrails)],
      recommenders: [...recommenders, ...also('recommender', recommenders)],
    }),
    catalogue: compiled,
    corrections: compileCorrections([], compiled, compileFilter),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    monotonicMs: () => performance.now(),
    reasonsOf: (name) => plugins.find((plugin) => plugin.name === name)?.reasons,
  }
}

const decideWith = async (fault?: { name: string; fault: (real: Call) => Call }) => {
  const plugins = [...builtIns.values(), steadfast as Plugin].map((plugin) =>
    plugin.name === fault?.name ? broken(plugin, fault.fault) : plugin,
  )
  const handles = await Promise.all(
    plugins.map(async (plugin) => {
      const handle = createInProcessHandle(plugin)
      return { description: await handle.describe(), handle }
    }),
  )
  const quiet = () => {}
  const host = createPluginHost({
    handles,
    telemetry: { log: { debug: quiet, info: quiet, warn: quiet, error: quiet }, count: quiet, observe: quiet },
    monotonicMs: () => performance.now(),
    deadlines: { recommendMs: deadlineMs, checkMs: deadlineMs, prepareMs: 5_000 },
  })
  const world = worldOf(plugins)
  const session = sampleSession({ page: { path: '/projects', at: sampleNow } })
  const before = structuredClone(session)
  const decision = await decideSlot(
    {
      id: 'd1',
      trigger: 'e1',
      input: { slot: 'inline', session, now: sampleNow, seed: 1, settings: '1', catalogue: catalogue.version },
    },
    world,
    {
      recommend: (enabled, input) => host.recommend(context, enabled, catalogue, input),
      check: (phase, enabled, input, candidates, texts) =>
        host.check(context, phase, enabled, input, candidates, texts),
    },
  )
  expect(session).toEqual(before)
  expect((await replayDecision(decision, world)).differences).toEqual([])
  return decision
}
const answersOf = ({ answers }: Decision) => [...answers.recommenders, ...answers.eligibility, ...answers.content]
const troubled = (decision: Decision) =>
  answersOf(decision)
    .filter(({ outcome }) => outcome !== 'answered')
    .map(({ plugin, outcome }) => [plugin, outcome])

let whole: Decision
beforeAll(async () => {
  whole = await decideWith()
})

test('while every built-in is whole, each of them is asked and answers, and something is shown', () => {
  expect(troubled(whole)).toEqual([])
  expect(new Set(answersOf(whole).map(({ plugin }) => plugin))).toEqual(new Set([...builtIns.keys(), 'steadfast']))
  expect(whole.result.choice).not.toBeNull()
})

describe.each(builtInPluginFiles().map((file) => basename(dirname(file))))('%s', (name) => {
  test.each(faults)('when it %s, the answer and the record are as the design says', async (_, fault, outcome) => {
    const plugin = builtIns.get(name) as Plugin
    const decision = await decideWith({ name, fault })
    expect(decision.cost.totalMs).toBeLessThan(3 * deadlineMs)

    if (outcome === 'answered') {
      expect(decision.digest).toBe(whole.digest)
      expect(troubled(decision)).toEqual([])
      return
    }
    // Nobody else notices.
    expect(troubled(decision)).toEqual([[name, outcome]])
    expect(answersOf(decision).find((answer) => answer.plugin === name)).toMatchObject({ value: null })

    const { result, answers } = decision
    if (plugin.type === 'recommender') {
      expect(result.candidates.some(({ source }) => source === name)).toBe(false)
      expect(result.candidates.map(({ content }) => content).sort()).toEqual(eligible.toSorted())
      expect(result.removals).toEqual(whole.result.removals)
      expect(answers.eligibility.map((answer) => answer.plugin)).toEqual(
        whole.answers.eligibility.map((answer) => answer.plugin),
      )
      expect(result.choice).not.toBeNull()
      return
    }
    expect(result.choice).toBeNull()
    if (plugin.phase === 'eligibility') {
      expect(result.nothing).toBe('all-removed')
      expect(result.removals).toEqual(result.candidates.map(({ content }) => ({ content, by: name, code: outcome })))
    } else {
      expect(result.nothing).toBe('withheld')
      expect(result.removals).toEqual([{ content: whole.result.choice?.version, by: name, code: outcome }])
    }
  })
})

describe.each(
  builtInPluginFiles()
    .filter((file) => basename(dirname(dirname(file))) === 'recommenders')
    .map((file) => basename(dirname(file))),
)('%s', (name) => {
  test('when it proposes what is not eligible, that is left out and counted, and the rest stands', async () => {
    const foreign = { content: 'foreign@1', score: 9, evidence: [{ code: 'fits', facts: {} }] }
    const decision = await decideWith({ name, fault: () => () => [foreign] })
    expect(decision.answers.recommenders.find(({ plugin }) => plugin === name)).toMatchObject({
      outcome: 'answered',
      value: [],
      dropped: 1,
    })
    expect(decision.result.choice).not.toBeNull()
  })
})

type Learn = (model: Record<string, unknown>, example: { name: string }, options: unknown) => unknown
/** What a built-in that learns is made to do in a lesson. */
const lessons: readonly (readonly [what: string, learn: Learn, problem: string | RegExp])[] = [
  [
    'throws',
    () => {
      throw new Error('broken')
    },
    'broken',
  ],
  ['rejects', () => Promise.reject(new Error('broken')).catch(() => undefined), /.*/],
  ['never settles', () => new Promise(() => undefined), /.*/],
  ['learns nothing at all', () => undefined, /.*/],
  ['learns a text', () => 'rubbish', /.*/],
  ['learns more than there is room for', () => ({ text: 'x'.repeat(limits.learnedModelLength) }), /.*/],
  [
    'changes the model that it is given',
    (model) => {
      model.changed = true
      return model
    },
    /not extensible|read only/,
  ],
  [
    'changes the example that it is given',
    (model, example) => {
      example.name = 'other'
      return model
    },
    'read only',
  ],
]
const learners = builtInPluginFiles()
  .filter((file) => /learns: \{/.test(readFileSync(file, 'utf8')))
  .map((file) => basename(dirname(file)))

test('some built-ins learn', () => {
  expect(learners).toContain('peer-patterns')
})

describe.each(learners)('%s, which learns', (name) => {
  test.each(lessons)('when it %s, it knows what it knew, and its answers stand', async (_, learn, problem) => {
    const plugin = builtIns.get(name) as Recommender
    const learns = { ...plugin.learns, learn } as NonNullable<Recommender['learns']>
    const handle = createInProcessHandle({ ...plugin, learns })
    const model = await createInProcessHandle(plugin).learn({ model: undefined, examples: sampleExamples, options: {} })
    for (const known of [undefined, model])
      await expect(handle.learn({ model: known, examples: sampleExamples, options: {} })).rejects.toThrow(problem)
    expect(await createInProcessHandle(plugin).learn({ model, examples: [], options: {} })).toBe(model)
    expect(answersOf(whole).find((answer) => answer.plugin === name)).toMatchObject({ outcome: 'answered', model: 0 })
  })
})
