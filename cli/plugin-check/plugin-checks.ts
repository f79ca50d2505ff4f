import { isDeepStrictEqual } from 'node:util'
import { type Evidence, type Plugin, verdict as verdictSchema } from '../../contract/plugin.ts'
import { describePlugin } from '../../server/plugin-host/describe-plugin.ts'
import { learnBatch } from '../../server/plugin-host/learn-batch.ts'
import { readCandidates } from '../../server/plugin-host/read-candidates.ts'
import { problemsOfPlugin } from '../../server/plugin-host/read-plugin.ts'
import { askPlugin, learntBy } from './ask-plugin.ts'
import { forbiddenReads } from './forbidden-reads.ts'
import { type Questions, sampleQuestions } from './questions.ts'
import { endlessExamples, sampleExamples } from './sample-examples.ts'
import { checkSamples, largeCatalogue, sampleSessions } from './sample-inputs.ts'
import { sampleNow } from './sample-session.ts'

export interface Finding {
  /** In words for the plugin's author; empty when the promise holds. */
  readonly problems: readonly string[]
  /** Something worth knowing, also when it holds. */
  readonly note?: string
}
export interface PluginCheck {
  readonly promise: string
  /** @param options as the plugin's schema gives them back @throws whatever the plugin throws */
  readonly run: (plugin: Plugin, options: unknown, questions: Questions) => Finding
}

const holds: Finding = { problems: [] }
const found = (problems: readonly string[], note?: string): Finding => ({
  problems: problems.length > 5 ? [...problems.slice(0, 5), `and ${problems.length - 5} more`] : problems,
  ...(note === undefined ? {} : { note }),
})
const briefly = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 120 ? `${text.slice(0, 120)}...` : text
}

/** What an answer says of itself, by code; of an invalid answer nothing. */
const evidenceOf = (plugin: Plugin, answer: unknown): readonly Evidence[] => {
  if (plugin.type === 'recommender')
    return readCandidates(answer, () => true)?.value.flatMap(({ evidence }) => evidence) ?? []
  const read = verdictSchema.safeParse(answer)
  if (!read.success || read.data.verdict === 'allow') return []
  return [{ code: read.data.code, facts: read.data.verdict === 'veto' ? (read.data.facts ?? {}) : {} }]
}

const validity = (plugin: Plugin, options: unknown, questions: Questions): Finding => {
  let proposed = 0
  const verdicts: Record<string, number> = {}
  const asked = askPlugin(plugin, options, questions)
  const problems = asked.flatMap(({ title, eligible, answer }) => {
    if (plugin.type === 'guardrail') {
      const read = verdictSchema.safeParse(answer)
      if (read.success) verdicts[read.data.verdict] = (verdicts[read.data.verdict] ?? 0) + 1
      else return [`${title}: ${briefly(answer)} is no verdict`]
      return read.data.verdict === 'amend' && plugin.phase === 'eligibility'
        ? [`${title}: amends, which only content guardrails can`]
        : []
    }
    const read = readCandidates(answer, (content) => eligible.includes(content))
    if (read === undefined) return [`${title}: ${briefly(answer)} is no list of candidates`]
    proposed += read.value.length
    return read.dropped === 0 ? [] : [`${title}: ${read.dropped} candidates are not eligible or beyond the limit`]
  })
  return found(
    problems,
    plugin.type === 'guardrail'
      ? Object.entries(verdicts)
          .map(([verdict, count]) => `${count} ${verdict}`)
          .join(', ')
      : `${proposed} candidates for ${asked.length} questions${proposed === 0 ? '; the samples never met its conditions' : ''}`,
  )
}

const wording = (plugin: Plugin, options: unknown, questions: Questions): Finding => {
  const problems = new Set<string>()
  for (const { answer } of askPlugin(plugin, options, questions))
    for (const { code, facts } of evidenceOf(plugin, answer)) {
      const texts = Object.hasOwn(plugin.reasons, code) ? plugin.reasons[code] : undefined
      if (typeof texts?.en !== 'string') {
        problems.add(`"${code}" is used and has no text in en under reasons`)
        continue
      }
      for (const [locale, text] of Object.entries(texts))
        for (const [, name] of text.matchAll(/\{(\w+)\}/g))
          if (name !== undefined && !Object.hasOwn(facts, name))
            problems.add(`reasons.${code}.${locale} names {${name}}, which its facts lack`)
    }
  return found([...problems])
}

const repeatability = (plugin: Plugin, options: unknown, questions: Questions): Finding => {
  const second = askPlugin(plugin, options, questions)
  return found(
    askPlugin(plugin, options, questions).flatMap(({ title, answer }, index) =>
      isDeepStrictEqual(answer, second[index]?.answer) ? [] : [`${title}: asked twice, it answers differently`],
    ),
  )
}

const restraint = (plugin: Plugin, options: unknown, questions: Questions): Finding => {
  const problems: string[] = []
  const given: { readonly value: unknown; readonly before: unknown }[] = []
  askPlugin(plugin, options, questions, (value) => {
    const copy = structuredClone(value)
    given.push({ value: copy, before: value })
    return copy
  })
  if (given.some(({ value, before }) => !isDeepStrictEqual(value, before)))
    problems.push('it changes what it is given; copy before sorting or writing')
  return found(problems)
}

const clonability = (plugin: Plugin, options: unknown, questions: Questions): Finding => {
  const plain = askPlugin(plugin, options, questions)
  const across = (value: unknown, what: string, problems: string[]) => {
    try {
      if (!isDeepStrictEqual(structuredClone(value), value)) problems.push(`${what} loses something when it is cloned`)
    } catch {
      problems.push(`${what} holds a function or something else that cannot be sent to a worker`)
    }
  }
  const problems: string[] = []
  for (const { title, answer } of plain) across(answer, `${title}: the answer`, problems)
  const indexes: unknown[] = []
  askPlugin(plugin, options, questions, undefined, (prepared) => {
    indexes.push(prepared)
    return prepared
  })
  for (const index of indexes) across(index, 'what prepare returns', problems)
  if (problems.length > 0 || indexes.every((index) => index === undefined)) return found(problems)
  const cloned = askPlugin(plugin, options, questions, undefined, (prepared) => structuredClone(prepared))
  return found(isDeepStrictEqual(cloned, plain) ? [] : ['with a clone of what prepare returns, it answers differently'])
}

const prototypes = { Object, Array, Function, String, Number, Map, Set, Promise, Date } as const
const globals = () =>
  [
    ...Object.getOwnPropertyNames(globalThis),
    ...Object.entries(prototypes).flatMap(([name, { prototype }]) =>
      Object.getOwnPropertyNames(prototype).map((key) => `${name}.prototype.${key}`),
    ),
  ] as const

const tidiness = (plugin: Plugin, options: unknown, questions: Questions): Finding => {
  const before = new Set(globals())
  askPlugin(plugin, options, questions)
  return found(
    globals()
      .filter((name) => !before.has(name))
      .map((name) => `it leaves ${name} behind`),
  )
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** Batches of users without end; what is kept of more would be kept of these. */
const batchesOfLearning = 4

const learning = (plugin: Plugin, options: unknown): Finding => {
  if (plugin.type !== 'recommender' || plugin.learns === undefined) return found([], 'it does not learn')
  const { learns } = plugin
  const problems: string[] = []
  const learnt = learnBatch(learns, undefined, structuredClone(sampleExamples), options)
  if (learnBatch(learns, undefined, structuredClone(sampleExamples), options) !== learnt)
    problems.push('taught the same twice, it has learnt something else')

  const plain = (value: unknown, what: string): void => {
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(value) ?? 'null'), value))
      problems.push(`${what} is not plain JSON: something of it is lost when it is kept`)
  }
  plain(learns.initial(options), 'what it begins with')
  plain(
    sampleExamples.reduce((model: unknown, example) => learns.learn(model, example, options), learns.initial(options)),
    'what it has learnt',
  )

  const began = performance.now()
  let model = learnt
  for (let batch = 0; batch < batchesOfLearning; batch++) {
    const examples = endlessExamples(batch)
    try {
      model = learnBatch(learns, model, examples, options)
    } catch (error) {
      problems.push(
        `of users who do ever new things: ${(error as Error).message}; keep what most people do and let the rest go`,
      )
      break
    }
  }
  const ms = (performance.now() - began) / batchesOfLearning
  return found(
    problems,
    `${learnt.length} characters for a small tenant, ${model.length} for endless users; ${ms.toFixed(0)} ms a batch of 500`,
  )
}

/** Told, never judged: machines differ. */
const speed = (plugin: Plugin, options: unknown): Finding => {
  const session = sampleSessions['a user in trouble']
  if (session === undefined) return holds
  const catalogue = largeCatalogue()
  const began = performance.now()
  const prepared: unknown = plugin.type === 'recommender' ? plugin.prepare?.(catalogue, options) : undefined
  const learnt = learntBy(plugin, options)
  const model = learnt === undefined ? {} : { model: JSON.parse(learnt) as unknown }
  const prepareMs = performance.now() - began
  const checks = checkSamples('content')
  const eligible = catalogue.items.filter(({ content }) => content.kind === 'tip').map(({ version }) => version)
  const times = Array.from({ length: 300 }, (_, round) => {
    const start = performance.now()
    if (plugin.type === 'recommender')
      plugin.recommend({ session, slot: 'inline', eligible, now: sampleNow, seed: round, prepared, ...model }, options)
    else for (const { input } of checks.slice(0, 20)) plugin.check(input, options)
    return performance.now() - start
  })
  const call = `${(median(times) * 1_000).toFixed(1)} us a call`
  return {
    problems: [],
    note:
      plugin.type === 'recommender'
        ? `${call} with 1,000 contents; prepare ${prepareMs.toFixed(1)} ms`
        : `${call} of 20 candidates`,
  }
}

/** What Cairn relies on in any plugin; each is a promise to those who run it. */
export const pluginChecks: readonly PluginCheck[] = [
  {
    promise: 'its metadata is complete',
    run: (plugin) => found(problemsOfPlugin(plugin)),
  },
  {
    promise: 'its options work as a form',
    run: (plugin) => {
      const { required, properties } = describePlugin(plugin).optionsSchema
      const needed = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
      const empty = plugin.options.safeParse({})
      if (!empty.success && needed.length === 0) return found(['options: {} is refused, and no field is required'])
      const unlabelled = Object.entries((properties ?? {}) as Record<string, { description?: unknown }>)
        .filter(([, { description }]) => typeof description !== 'string')
        .map(([name]) => name)
      return found(
        [],
        [
          empty.success ? 'no option is required' : `required: ${needed.join(', ')}`,
          ...(unlabelled.length === 0 ? [] : [`without a description, which is the label: ${unlabelled.join(', ')}`]),
        ].join('; '),
      )
    },
  },
  { promise: 'its answers are valid', run: validity },
  { promise: 'every reason it gives has a text, and every text its facts', run: wording },
  {
    promise: 'it gets along with a user who did nothing and a catalogue that is empty',
    run: (plugin, options, questions) => {
      askPlugin(plugin, options, questions)
      return holds
    },
  },
  { promise: 'asked the same twice, it answers the same', run: repeatability },
  { promise: 'it leaves what it is given as it was', run: restraint },
  {
    promise: 'it uses no clock, chance or network of its own',
    run: (plugin, options, questions) =>
      found(forbiddenReads(() => askPlugin(plugin, options, questions)).map((what) => `it uses ${what}`)),
  },
  { promise: 'it leaves nothing behind in the process', run: tidiness },
  { promise: 'all that it returns could be sent to a worker', run: clonability },
  { promise: 'what it learns is plain, bounded, and the same each time', run: learning },
  { promise: 'the time it takes is known', run: speed },
]

/** Runs one check; what the plugin throws is a problem like others. */
export const runCheck = (
  check: PluginCheck,
  plugin: Plugin,
  options: unknown,
  questions: Questions = sampleQuestions,
): Finding => {
  try {
    return check.run(plugin, options, questions)
  } catch (error) {
    return { problems: [`it throws: ${error instanceof Error ? error.message : String(error)}`] }
  }
}
