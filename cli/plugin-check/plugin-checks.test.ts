import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineGuardrail, defineRecommender, type Plugin } from '../../contract/plugin.ts'
import { pluginChecks, runCheck } from './plugin-checks.ts'

const metadata = { version: '1.0.0', summary: 'For tests.', reasons: { fits: { en: 'It fits.' } } }
const fits = (content: string, facts: Record<string, string> = {}) => ({
  content,
  score: 1,
  evidence: [{ code: 'fits', facts }],
})

type Recommend = Parameters<typeof defineRecommender>[0]['recommend']
const recommender = (recommend: Recommend, more: object = {}): Plugin =>
  defineRecommender({ name: 'some', ...metadata, options: z.strictObject({}), recommend, ...more })
const learner = (learns: object): Plugin => recommender(() => [], { learns })
const guardrail = (check: () => unknown): Plugin =>
  defineGuardrail({
    name: 'some',
    ...metadata,
    phase: 'eligibility',
    options: z.strictObject({}),
    check: check as never,
  })

let leftovers = 0
let calls = 0
/** Plugins that break exactly one promise each. */
const breakers: readonly (readonly [promise: string, plugin: Plugin, problem: string])[] = [
  ['its metadata is complete', recommender(() => [], { summary: '' }), 'summary'],
  [
    'its options work as a form',
    recommender(() => [], { options: z.strictObject({}).refine(() => false) }),
    '{} is refused',
  ],
  ['its answers are valid', recommender(() => [fits('foreign@1')]), 'not eligible'],
  ['its answers are valid', recommender(() => 'rubbish' as never), 'no list of candidates'],
  ['its answers are valid', guardrail(() => ({ verdict: 'perhaps' })), 'no verdict'],
  [
    'its answers are valid',
    guardrail(() => ({ verdict: 'amend', code: 'fits', patch: { title: 'x' } })),
    'only content guardrails',
  ],
  [
    'every reason it gives has a text, and every text its facts',
    guardrail(() => ({ verdict: 'veto', code: 'unheard-of' })),
    '"unheard-of" is used',
  ],
  [
    'every reason it gives has a text, and every text its facts',
    recommender(({ eligible }) => eligible.map((content) => fits(content)), {
      reasons: { fits: { en: 'Next: {step}' } },
    }),
    'names {step}',
  ],
  [
    'it gets along with a user who did nothing and a catalogue that is empty',
    recommender(({ session, eligible }) => [fits(eligible[0] ?? '', { path: session.page!.path })]),
    'it throws',
  ],
  [
    'asked the same twice, it answers the same',
    recommender(({ eligible }) => {
      calls += 1
      return eligible.map((content) => ({ ...fits(content), score: calls }))
    }),
    'answers differently',
  ],
  [
    'it leaves what it is given as it was',
    recommender(({ eligible }) => {
      ;(eligible as string[]).reverse()
      return []
    }),
    'changes what it is given',
  ],
  [
    'it uses no clock, chance or network of its own',
    recommender(({ eligible }) => eligible.map((content) => fits(content)).filter(() => Date.now() > 0)),
    'the clock',
  ],
  [
    'it uses no clock, chance or network of its own',
    recommender(({ eligible }) => eligible.map((content) => fits(content)).filter(() => new Date().getHours() >= 0)),
    'the clock',
  ],
  [
    'it uses no clock, chance or network of its own',
    recommender(({ eligible }) => eligible.map((content) => fits(content)).filter(() => Math.random() >= 0)),
    'Math.random',
  ],
  [
    'it leaves nothing behind in the process',
    recommender(() => {
      leftovers += 1
      Object.defineProperty(globalThis, `leftover${leftovers}`, { value: 1, configurable: true })
      return []
    }),
    'leaves leftover',
  ],
  [
    'what it learns is plain, bounded, and the same each time',
    learner({
      initial: () => ({}),
      learn: (model: object, { name }: { name: string }) => ({ ...model, [name.repeat(9)]: name }),
    }),
    'keep what most people do',
  ],
  [
    'what it learns is plain, bounded, and the same each time',
    learner({ initial: () => ({ seen: new Set() }), learn: (model: object) => model }),
    'not plain JSON',
  ],
  [
    'what it learns is plain, bounded, and the same each time',
    learner({ initial: () => ({}), learn: () => ({ calls: calls++ }) }),
    'taught the same twice',
  ],
  [
    'all that it returns could be sent to a worker',
    recommender(() => [], { prepare: () => ({ find: () => 1 }) }),
    'what prepare returns holds a function',
  ],
]

describe.each(breakers)('a plugin that breaks "%s"', (promise, plugin, problem) => {
  test('is told so, and not that it breaks another', () => {
    const broken = pluginChecks.filter((check) => runCheck(check, plugin, {}).problems.length > 0)
    const check = pluginChecks.find((one) => one.promise === promise)
    expect(check && runCheck(check, plugin, {}).problems.join()).toContain(problem)
    // One that throws throws at every question.
    if (problem !== 'it throws') expect(broken.map((one) => one.promise)).toEqual([promise])
  })
})

describe('a plugin that learns', () => {
  test('by changing what it is given is told so', () => {
    const plugin = learner({
      initial: () => ({ count: 0 }),
      learn: (model: { count: number }) => {
        model.count += 1
        return model
      },
    })
    const problems = pluginChecks.flatMap((check) => runCheck(check, plugin, {}).problems)
    expect(problems.join()).toMatch(/it throws: Cannot assign to read only property/)
  })

  test('by the clock is told so', () => {
    const plugin = learner({ initial: () => ({}), learn: () => ({ late: Date.now() < 0 }) })
    const broken = pluginChecks.filter((check) => runCheck(check, plugin, {}).problems.length > 0)
    expect(broken.map(({ promise }) => promise)).toEqual(['it uses no clock, chance or network of its own'])
  })

  test('and keeps what most people do holds every promise', () => {
    const plugin = learner({
      initial: () => ({ count: 0 }),
      learn: ({ count }: { count: number }) => ({ count: count + 1 }),
      refresh: ({ count }: { count: number }) => ({ count, refreshed: true }),
    })
    for (const check of pluginChecks) expect(runCheck(check, plugin, {}).problems).toEqual([])
  })
})

describe('a plugin that uses the time it is given', () => {
  test('may make a date of it', () => {
    const plugin = recommender(({ eligible, now }) =>
      eligible.map((content) => fits(content)).filter(() => new Date(now).getUTCHours() >= 0),
    )
    for (const check of pluginChecks) expect(runCheck(check, plugin, {}).problems).toEqual([])
  })
})
