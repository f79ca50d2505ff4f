import { LRUCache } from 'lru-cache'
import type { TenantContext } from '../../contract/context.ts'
import type { FactsInput, PluginDescription, PluginOutcome } from '../../contract/plugin.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { ask, type Settled } from './ask.ts'
import { type BreakerSettings, type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts'
import { type Deadlines, defaultDeadlines } from './deadlines.ts'
import { createFactsKeeper } from './facts-keeper.ts'
import type { EnabledPlugin, LoadedPlugin, OptionsCheck, PluginHandle, PluginHost } from './handle.ts'
import { membership } from './membership.ts'
import { readCandidates } from './read-candidates.ts'
import { readVerdicts } from './read-verdicts.ts'

export interface PluginHostParts {
  readonly handles: readonly LoadedPlugin[]
  readonly telemetry: Telemetry
  /** A clock that never steps back. */
  readonly monotonicMs: () => number
  readonly deadlines?: Partial<Deadlines>
  readonly breaker?: Partial<BreakerSettings>
  /** Where plugins learn; absent where none does. */
  readonly learn?: PluginHost['learn']
  /** For tests: lets plugins find out things from this machine. */
  readonly allowLoopback?: boolean
}

const defaultBreaker: BreakerSettings = { failures: 5, openMs: 30_000 }
/** Tenants whose breakers and options are kept; one that comes back later starts with closed breakers. */
const tenantsKept = 2_000

/** One plugin as one tenant uses it. */
interface PluginInTenant {
  readonly breaker: CircuitBreaker
  /** By the options object that the settings version holds, so that one version is validated once. */
  readonly options: WeakMap<object, OptionsCheck>
}

/** What a plugin was given of its own: what it found out outside, and which model; nothing for one that asks nobody and does not learn. */
type Found = { readonly facts?: unknown; readonly model?: number }

type Read<V> = { readonly value: V; readonly dropped?: number } | undefined

export interface ReloadableHost extends PluginHost {
  /** Puts a plugin in the place of the one that has its name. */
  replace(plugin: LoadedPlugin): void
  handles(): readonly PluginHandle[]
}

/** Asks the enabled plugins, all at once, each within its deadline. Trouble is an outcome of the answer it concerns; nothing rejects. */
export const createPluginHost = (parts: PluginHostParts): ReloadableHost => {
  const { telemetry, monotonicMs } = parts
  const deadlines = { ...defaultDeadlines, ...parts.deadlines }
  const breakerSettings = { ...defaultBreaker, ...parts.breaker }
  const factsOf = createFactsKeeper({ telemetry, monotonicMs, allowLoopback: parts.allowLoopback === true })
  const installed = new Map(parts.handles.map((plugin) => [plugin.description.name, plugin]))
  const tenants = new LRUCache<string, Map<string, PluginInTenant>>({ max: tenantsKept })

  const inTenant = ({ workspace, tenant }: TenantContext, plugin: string): PluginInTenant => {
    const key = `${workspace}/${tenant}`
    let plugins = tenants.get(key)
    if (plugins === undefined) {
      plugins = new Map()
      tenants.set(key, plugins)
    }
    let used = plugins.get(plugin)
    if (used === undefined) {
      used = { breaker: createCircuitBreaker(breakerSettings, monotonicMs), options: new WeakMap() }
      plugins.set(plugin, used)
    }
    return used
  }

  const validOptions = async (used: PluginInTenant, handle: PluginHandle, options: object): Promise<OptionsCheck> => {
    const held = used.options.get(options)
    if (held !== undefined) return held
    const check = await handle.validateOptions(options)
    used.options.set(options, check)
    return check
  }

  const find = (name: string, type: PluginDescription['type']): LoadedPlugin | undefined => {
    const plugin = installed.get(name)
    return plugin?.description.type === type ? plugin : undefined
  }

  const count = (plugin: string, outcome: PluginOutcome | 'answered-in-part') =>
    telemetry.count('cairn_plugin_calls_total', { plugin, outcome })

  const missing = (plugin: string) => {
    count(plugin, 'missing')
    return { plugin, version: '', outcome: 'missing' as const, value: null, ms: 0 }
  }

  /** One plugin, from its options to its validated answer. */
  const consult = async <V>(
    context: TenantContext,
    loaded: LoadedPlugin,
    { options: raw, recorded, model }: Omit<EnabledPlugin, 'plugin'>,
    input: FactsInput,
    deadlineMs: number,
    call: (options: unknown, facts: Found, withinMs: number) => Promise<Settled>,
    read: (value: unknown) => Read<V>,
  ) => {
    const { description, handle } = loaded
    const { name: plugin, version } = description
    const learnt = description.learns === true ? { model: model?.version ?? 0 } : {}
    let found: Found = { ...learnt, ...(recorded === undefined ? {} : { facts: recorded.facts }) }
    const fields = { plugin, workspace: context.workspace, tenant: context.tenant }
    const answer = (outcome: PluginOutcome, ms: number) => ({ plugin, version, outcome, value: null, ...found, ms })
    const used = inTenant(context, plugin)

    if (!used.breaker.admits()) {
      count(plugin, 'tripped')
      return answer('tripped', 0)
    }
    const close = (
      outcome: 'late' | 'failed' | 'invalid',
      ms: number,
      detail: Readonly<Record<string, unknown>> = {},
    ) => {
      count(plugin, outcome)
      telemetry.observe('cairn_plugin_seconds', ms / 1_000, { plugin })
      telemetry.log.warn({ ...fields, outcome, ms, ...detail }, 'a plugin did not answer well')
      if (used.breaker.record(false) === 'opened')
        telemetry.log.error({ ...fields, openMs: breakerSettings.openMs }, 'a plugin goes on failing and is left alone')
      return answer(outcome, ms)
    }

    let options: OptionsCheck
    try {
      options = await validOptions(used, handle, raw)
    } catch (error) {
      return close('failed', 0, { error })
    }
    if (!options.ok) return close('invalid', 0, { issues: options.issues })

    let waitedMs = 0
    if (description.facts !== undefined && recorded === undefined) {
      const startedAt = monotonicMs()
      found = { ...learnt, facts: await factsOf(context, loaded, options.options, input, deadlineMs / 2) }
      waitedMs = monotonicMs() - startedAt
    }
    const settled = await call(options.options, found, Math.max(1, deadlineMs - waitedMs))
    if (settled.outcome === 'late') return close('late', settled.ms)
    if (settled.outcome === 'failed') return close('failed', settled.ms, { error: settled.error })

    let result: Read<V>
    try {
      result = read(settled.value)
    } catch (error) {
      return close('invalid', settled.ms, { error })
    }
    if (result === undefined) return close('invalid', settled.ms)

    count(plugin, result.dropped === undefined ? 'answered' : 'answered-in-part')
    telemetry.observe('cairn_plugin_seconds', settled.ms / 1_000, { plugin })
    if (used.breaker.record(true) === 'closed') telemetry.log.info(fields, 'a plugin answers again')
    return { plugin, version, outcome: 'answered' as const, ...found, ms: settled.ms, ...result }
  }

  return {
    recommend(context, enabled, catalogue, input) {
      // Frozen once for all who are asked: each would copy what it cannot trust to stay as it is.
      const eligible = Object.isFrozen(input.eligible) ? input.eligible : Object.freeze([...input.eligible])
      const isEligible = membership(eligible)
      const asked = enabled
        .map((entry) => ({ ...entry, found: find(entry.plugin, 'recommender') }))
        // Who does not heed what was asked would propose what nobody asked about.
        .filter(({ found }) => input.ask === undefined || found === undefined || found.description.answers === true)
      return Promise.all(
        asked.map(({ plugin: name, found: plugin, ...entry }) => {
          if (plugin === undefined) return missing(name)
          return consult(
            context,
            plugin,
            entry,
            { session: input.session, now: input.now },
            deadlines.recommendMs,
            async (options, found, withinMs) => {
              const prepared = await ask(
                () => plugin.handle.prepare(context, catalogue, options),
                deadlines.prepareMs + plugin.handle.waitMs,
                monotonicMs,
              )
              if (prepared.outcome !== 'answered') return prepared
              const request = {
                method: 'recommend',
                catalogue: catalogue.version,
                input: { ...input, eligible, ...('facts' in found ? { facts: found.facts } : {}) },
                options,
                ...(plugin.description.learns === true && entry.model?.value !== undefined
                  ? { model: entry.model.value }
                  : {}),
              } as const
              return ask(() => plugin.handle.call(context, request), withinMs + plugin.handle.waitMs, monotonicMs)
            },
            (value) => {
              const read = readCandidates(value, isEligible)
              return read === undefined || read.dropped > 0 ? read : { value: read.value }
            },
          )
        }),
      )
    },

    check(context, phase, enabled, { exposureShares, accountCaps, ...common }, candidates, texts) {
      const asked = enabled
        .map(({ plugin: name, ...entry }) => ({ name, entry, plugin: find(name, 'guardrail') }))
        // One that is not installed has no phase known, and answers in both.
        .filter(({ plugin }) => plugin === undefined || plugin.description.phase === phase)
      return Promise.all(
        asked.map(async ({ name, entry, plugin }) => {
          if (plugin === undefined) return missing(name)
          // Who has not asked for a fact is not given it.
          const { reads } = plugin.description
          const input = {
            ...common,
            ...(exposureShares !== undefined && reads?.includes('exposure-shares') ? { exposureShares } : {}),
            ...(accountCaps !== undefined && reads?.includes('account-caps') ? { accountCaps } : {}),
          }
          const answer = await consult(
            context,
            plugin,
            entry,
            { session: input.session, now: input.now },
            deadlines.checkMs,
            (options, found, withinMs) => {
              const request = {
                method: 'check',
                input: { ...input, ...found },
                candidates,
                options,
                ...(texts === undefined ? {} : { texts }),
              } as const
              return ask(() => plugin.handle.call(context, request), withinMs + plugin.handle.waitMs, monotonicMs)
            },
            (value) => {
              const verdicts = readVerdicts(value, candidates.length)
              return verdicts === undefined ? undefined : { value: verdicts }
            },
          )
          return plugin.description.fatigue === true ? { ...answer, fatigue: true } : answer
        }),
      )
    },

    async validateOptions(name, options) {
      const plugin = installed.get(name)
      if (plugin === undefined) return { ok: false, missing: true }
      try {
        return await plugin.handle.validateOptions(options)
      } catch (error) {
        telemetry.log.warn({ plugin: name, error }, 'a plugin could not look at its options')
        return { ok: false, issues: ['the plugin failed while looking at its options'] }
      }
    },

    learn: (plugin, lesson) =>
      parts.learn === undefined ? Promise.reject(new Error('nobody learns here')) : parts.learn(plugin, lesson),

    reasonsOf: (plugin) => installed.get(plugin)?.description.reasons,
    handles: () => [...installed.values()].map(({ handle }) => handle),
    replace(plugin) {
      const { name } = plugin.description
      installed.set(name, plugin)
      // What was known of the one before it, its failures and options, says nothing of this one.
      for (const plugins of tenants.values()) plugins.delete(name)
    },
    list: () => [...installed.values()].map(({ description }) => description),
  }
}
