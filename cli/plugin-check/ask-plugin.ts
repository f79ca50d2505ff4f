import type { Catalogue, Plugin } from '../../contract/plugin.ts'
import { learnBatch } from '../../server/plugin-host/learn-batch.ts'
import { type Questions, sampleQuestions } from './questions.ts'
import { sampleExamples } from './sample-examples.ts'

export interface Asked {
  readonly title: string
  /** What a recommender may choose from; empty for a guardrail. */
  readonly eligible: readonly string[]
  readonly answer: unknown
}

/** A check has no outside: a plugin that asks it must do without. */
export const factsFor = (plugin: Plugin): { readonly facts?: null } =>
  plugin.prepareFacts === undefined ? {} : { facts: null }

/** What it has learnt from the samples, as JSON; undefined for one that does not learn. @throws whatever the plugin throws */
export const learntBy = (plugin: Plugin, options: unknown): string | undefined =>
  plugin.type === 'recommender' && plugin.learns !== undefined
    ? learnBatch(plugin.learns, undefined, structuredClone(sampleExamples), options)
    : undefined

/** Copies, so that each question is asked of untouched inputs; left out where the inputs themselves are looked at. */
const copied = <T>(value: T): T => structuredClone(value)

/**
 * Asks a plugin every question, synchronously, the way the host does but without its protections.
 * @param carry what happens to an index between `prepare` and `recommend`; a worker would clone it
 * @throws whatever the plugin throws
 */
export const askPlugin = (
  plugin: Plugin,
  options: unknown,
  questions: Questions = sampleQuestions,
  give: <T>(value: T) => T = copied,
  carry: (prepared: unknown) => unknown = (prepared) => prepared,
): readonly Asked[] => {
  if (plugin.type === 'guardrail')
    return questions.check(plugin.phase).map(({ title, input }) => ({
      title,
      eligible: [],
      answer: plugin.check(give({ ...input, ...factsFor(plugin) }), give(options)),
    }))
  const indexes = new Map<Catalogue, unknown>()
  const learnt = learntBy(plugin, give(options))
  const modelOf = () => (learnt === undefined ? {} : { model: JSON.parse(learnt) as unknown })
  return questions.recommend.map(({ title, input, catalogue }) => {
    if (!indexes.has(catalogue)) indexes.set(catalogue, carry(plugin.prepare?.(give(catalogue), give(options))))
    const prepared = indexes.get(catalogue)
    return {
      title,
      eligible: input.eligible,
      answer: plugin.recommend({ ...give({ ...input, ...factsFor(plugin), ...modelOf() }), prepared }, give(options)),
    }
  })
}
