import { LRUCache } from 'lru-cache'
import { canonicalJson } from '../../contract/canonical-json.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Plugin } from '../../contract/plugin.ts'
import { deepFreeze } from './deep-freeze.ts'
import { describePlugin } from './describe-plugin.ts'
import type { PluginHandle } from './handle.ts'
import { learnBatch } from './learn-batch.ts'

/** Indexes kept per plugin; a tenant in use needs one, or two around a publication. */
const preparedIndexes = 200

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/**
 * Runs a plugin in the server's own process. Inputs are frozen instead of copied: a plugin cannot change the session for those after it,
 * and freezing costs only what is new since the last decision. That nothing else crosses the boundary than what a worker could be sent is
 * proven once by the conformance suite, not on each call (docs/decisions/0005-plugin-host.md).
 */
export const createInProcessHandle = (plugin: Plugin): PluginHandle => {
  const description = describePlugin(plugin)
  const indexes = new LRUCache<string, { readonly prepared: unknown }>({ max: preparedIndexes })
  const optionTexts = new WeakMap<object, string>()

  const optionsText = (options: unknown): string => {
    if (typeof options !== 'object' || options === null) return canonicalJson(options)
    const held = optionTexts.get(options)
    if (held !== undefined) return held
    const text = canonicalJson(options)
    optionTexts.set(deepFreeze(options), text)
    return text
  }
  /** By tenant too: an index is never shared across walls, even where two catalogues happen to be equal. */
  const indexKey = ({ workspace, tenant }: TenantContext, catalogue: string, options: unknown) =>
    `${workspace}/${tenant}/${catalogue}/${optionsText(options)}`

  return {
    waitMs: 0,
    async describe() {
      return description
    },
    async validateOptions(options) {
      const parsed = plugin.options.safeParse(structuredClone(options))
      if (parsed.success) return { ok: true, options: deepFreeze(parsed.data) }
      return {
        ok: false,
        issues: parsed.error.issues.map(({ path, message }) =>
          path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
        ),
      }
    },
    async prepare(context, catalogue, options) {
      if (plugin.type !== 'recommender' || plugin.prepare === undefined) return
      const key = indexKey(context, catalogue.version, options)
      if (indexes.has(key)) return
      const prepared: unknown = await plugin.prepare(deepFreeze(catalogue), options)
      indexes.set(key, { prepared: deepFreeze(prepared) })
    },
    async call(context, request) {
      const { options } = request
      if (request.method === 'recommend' && plugin.type === 'recommender') {
        const { session, eligible, features, nearest, outcomes, prior } = request.input
        deepFreeze(session)
        deepFreeze(features)
        deepFreeze(nearest)
        deepFreeze(outcomes)
        deepFreeze(prior)
        const index = indexes.get(indexKey(context, request.catalogue, options))
        if (plugin.prepare !== undefined && index === undefined)
          throw new Error('called for a catalogue that was not prepared')
        const frozenEligible = Object.isFrozen(eligible) ? eligible : Object.freeze([...eligible])
        const given = { ...request.input, eligible: frozenEligible, prepared: index?.prepared }
        if (plugin.learns === undefined) return plugin.recommend(Object.freeze(given), options)
        const model = deepFreeze(request.model === undefined ? plugin.learns.initial(options) : request.model)
        return plugin.recommend(Object.freeze({ ...given, model }), options)
      }
      if (request.method === 'check' && plugin.type === 'guardrail') {
        const { session, settings, exposureShares, accountCaps } = request.input
        deepFreeze(session)
        deepFreeze(settings)
        deepFreeze(exposureShares)
        deepFreeze(accountCaps)
        const verdicts: unknown[] = request.candidates.map((candidate, index) => {
          const text = request.texts?.[index]
          return plugin.check(
            Object.freeze({
              ...request.input,
              candidate: deepFreeze(candidate),
              ...(text === undefined ? {} : { text: deepFreeze(text) }),
            }),
            options,
          )
        })
        return verdicts.some(isPromise) ? Promise.all(verdicts) : verdicts
      }
      throw new Error(`a ${plugin.type} cannot ${request.method}`)
    },
    async prepareFacts(_context, { session, now }, fetch, options) {
      return plugin.prepareFacts?.(
        Object.freeze({ session: deepFreeze(session), now }),
        Object.freeze({ fetch }),
        options,
      )
    },
    async learn({ model, examples, options }) {
      if (plugin.type !== 'recommender' || plugin.learns === undefined) throw new Error('it does not learn')
      return learnBatch(plugin.learns, model, examples, plugin.options.parse(options))
    },
    async close() {
      indexes.clear()
    },
  }
}
