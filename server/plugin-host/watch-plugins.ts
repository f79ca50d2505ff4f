import { type FSWatcher, watch } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { Log } from '../telemetry/telemetry.ts'
import type { LoadedPlugin } from './handle.ts'

/** An editor saves in several steps. */
const settleMs = 100
/** Calls under way in the plugin that is replaced end by then. */
const farewellMs = 2_000

export interface WatchedPlugin {
  readonly file: string
  readonly code: string
  readonly loaded: LoadedPlugin
}

export interface WatchParts {
  readonly plugins: readonly WatchedPlugin[]
  /** @throws {AppError} PLUGIN_NOT_LOADABLE */
  readonly read: (file: string) => Promise<{ readonly code: string; readonly origin: string }>
  readonly load: (read: { readonly code: string; readonly origin: string }) => Promise<LoadedPlugin>
  readonly replace: (plugin: LoadedPlugin) => void
  readonly log: Log
}

/**
 * For development: loads a plugin again when something in its folder is saved and puts it in the last one's place. One that cannot be
 * loaded leaves the last good one where it is, and the log says why.
 * @returns stops it
 */
export const watchPlugins = ({ plugins, read, load, replace, log }: WatchParts): (() => void) => {
  const current = new Map(plugins.map((plugin) => [plugin.file, plugin]))
  const timers = new Map<string, NodeJS.Timeout>()
  let last: Promise<void> = Promise.resolve()

  const reload = async (file: string): Promise<void> => {
    const before = current.get(file)
    if (before === undefined) return
    const { name, type } = before.loaded.description
    try {
      const fresh = await read(file)
      if (fresh.code === before.code) return
      const loaded = await load(fresh)
      if (loaded.description.name !== name || loaded.description.type !== type) {
        await loaded.handle.close()
        throw new AppError('PLUGIN_NOT_LOADABLE', {
          plugin: name,
          problem: 'its name or type changed: start again for that',
        })
      }
      current.set(file, { file, code: fresh.code, loaded })
      replace(loaded)
      setTimeout(() => void before.loaded.handle.close(), farewellMs).unref()
      log.info({ plugin: name, version: loaded.description.version }, 'a saved plugin is in place')
    } catch (error) {
      const problem = error instanceof AppError ? error.facts.problem : String(error)
      log.error({ plugin: name, problem }, 'a saved plugin cannot be loaded; the last good one goes on')
    }
  }

  const watchers: FSWatcher[] = [...new Set(plugins.map(({ file }) => dirname(file)))].map((folder) =>
    watch(folder, { persistent: false }, () => {
      clearTimeout(timers.get(folder))
      const settled = () => {
        // One after another: what was saved last is what stands.
        for (const { file } of plugins.filter((plugin) => dirname(plugin.file) === folder))
          last = last.then(() => reload(file))
      }
      timers.set(folder, setTimeout(settled, settleMs))
    }),
  )
  return () => {
    for (const watcher of watchers) watcher.close()
    for (const timer of timers.values()) clearTimeout(timer)
  }
}
