import type { Ambient } from '../../contract/ambient.ts'
import { AppError } from '../../contract/errors.ts'
import type { SettingsOverride } from '../../contract/settings.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { PluginHost } from './handle.ts'
import { createPluginHost } from './host.ts'
import { createIsolation, type Isolation, type IsolationSettings } from './isolation.ts'
import { createLearningThreads } from './learning-threads.ts'
import { readPluginFile } from './load-plugin.ts'
import { loadIsolated, loadPlugins, type PluginPlaces } from './load-plugins.ts'
import { watchPlugins } from './watch-plugins.ts'

/** What is wrong with the plugins that settings enable, before they are saved: the first unknown one, or one whose options do not fit. */
const checkerOf = (host: PluginHost) => {
  const types = new Map(host.list().map(({ name, type }) => [name, type]))
  return async (value: SettingsOverride): Promise<AppError | undefined> => {
    const enabled = [
      ...(value.recommenders ?? []).map((entry) => ({ ...entry, type: 'recommender' as const })),
      ...(value.guardrails ?? []).map((entry) => ({ ...entry, type: 'guardrail' as const })),
    ]
    for (const { plugin, options, type } of enabled) {
      if (types.get(plugin) !== type) return new AppError('PLUGIN_UNKNOWN', { plugin, type })
      const check = await host.validateOptions(plugin, options)
      if (!check.ok) {
        if ('missing' in check) return new AppError('PLUGIN_UNKNOWN', { plugin, type })
        return new AppError('PLUGIN_OPTIONS_INVALID', { plugin, details: check.issues.slice(0, 20) })
      }
    }
    return undefined
  }
}

/** Nobody waits for the answer of a replay with guidance in view; what a busy machine delays is no difference. */
const unhurried = { recommendMs: 1_000, checkMs: 1_000, prepareMs: 5_000 }

const nothing = (): void => undefined
/** Calls about the past must neither count among the living's nor be taken for their trouble. */
const uncounted: Telemetry = {
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  count: nothing,
  observe: nothing,
}

export interface PluginSettings extends Partial<PluginPlaces>, Partial<IsolationSettings> {
  /** For tests: lets plugins find out things from this machine. */
  readonly allowLoopback?: boolean
  /** For development: those that are isolated are loaded again when they are saved. */
  readonly watched?: boolean
}

/**
 * The built-in plugins and those of the operator's places, loaded and ready to be asked. `rehearsal` asks the same plugins for replays and dry
 * runs: its circuits are its own, so that a replay never takes a plugin away from the living.
 * @throws {AppError} PLUGIN_NOT_LOADABLE
 */
export const loadPluginHost = async (
  { isolated = [], trusted = [], memoryMb = 128, allowLoopback = false, watched = false }: PluginSettings,
  telemetry: Telemetry,
  { monotonicMs }: Pick<Ambient, 'monotonicMs'>,
) => {
  const isolation = createIsolation({ memoryMb }, telemetry, monotonicMs)
  const plugins = await loadPlugins({ isolated, trusted }, isolation)
  // Nobody waits for a thread that learns: none stands ready.
  const apart: Isolation = { ...createIsolation({ memoryMb }, telemetry, monotonicMs), refill: nothing }
  const learning = createLearningThreads(async (name) => {
    const { file } = plugins.loaded.find(({ description }) => description.name === name) ?? {}
    if (file === undefined) throw new AppError('PLUGIN_UNKNOWN', { plugin: name, type: 'recommender' })
    return (await loadIsolated(await readPluginFile(file), apart)).handle
  })
  const host = createPluginHost({
    handles: plugins.loaded,
    telemetry,
    monotonicMs,
    allowLoopback,
    learn: learning.learn,
  })
  const rehearsal = createPluginHost({
    handles: plugins.loaded,
    telemetry: uncounted,
    monotonicMs,
    deadlines: unhurried,
  })
  const unwatch = watched
    ? watchPlugins({
        plugins: plugins.isolated,
        read: readPluginFile,
        load: (read) => loadIsolated(read, isolation),
        replace: (plugin) => {
          rehearsal.replace(plugin)
          void learning.renew(plugin.description.name)
          host.replace(plugin)
        },
        log: telemetry.log,
      })
    : undefined
  return {
    host,
    rehearsal,
    check: checkerOf(host),
    async close() {
      unwatch?.()
      await Promise.all([learning.close(), isolation.close(), ...host.handles().map((handle) => handle.close())])
    },
  }
}
