import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../contract/errors.ts'
import { type Deadlines, defaultDeadlines } from './deadlines.ts'
import type { LoadedPlugin, PluginHandle } from './handle.ts'
import { createInProcessHandle } from './in-process-handle.ts'
import type { Isolation } from './isolation.ts'
import { loadPlugin, pluginFile, readPluginFile } from './load-plugin.ts'
import type { WatchedPlugin } from './watch-plugins.ts'
import { createWorkerHandle } from './worker-handle.ts'

/** From the sources and from what is built of them alike: both have the same layout. */
const builtInFolder = join(dirname(fileURLToPath(import.meta.url)), '../../plugins')

const isPluginFile = (name: string) => /\.(ts|js|mjs)$/.test(name) && !/\.(test|d)\.[cm]?[tj]s$/.test(name)

/** The plugins in a folder: its files, and its folders that have an index. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || isPluginFile(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => pluginFile(join(folder, entry.name)) ?? [])

/** The files of Cairn's own plugins, by folder. */
export const builtInPluginFiles = (): string[] =>
  ['recommenders', 'guardrails']
    .map((kind) => join(builtInFolder, kind))
    .filter(existsSync)
    .flatMap(filesIn)

/** The plugins' files at one place: a plugin's own, or those of a folder of several. */
const filesAt = (place: string): readonly string[] => {
  if (!existsSync(place) || !statSync(place).isDirectory() || pluginFile(place) !== undefined) return [place]
  const files = filesIn(place)
  if (files.length === 0)
    throw new AppError('PLUGIN_NOT_LOADABLE', { plugin: basename(place), problem: 'the folder holds no plugin' })
  return files
}

export interface PluginPlaces {
  /** Third parties': each runs in a thread of its own. */
  readonly isolated: readonly string[]
  /** As trusted as the server, and run in its own thread like Cairn's. */
  readonly trusted: readonly string[]
}

const described = async (handle: PluginHandle): Promise<LoadedPlugin> => ({
  description: await handle.describe(),
  handle,
})

const inProcess = async (place: string): Promise<LoadedPlugin> => ({
  ...(await described(createInProcessHandle(await loadPlugin(place)))),
  file: place,
})

/** Loads what `readPluginFile` has read into a thread of its own. @throws {AppError} PLUGIN_NOT_LOADABLE */
export const loadIsolated = async (
  { code, origin }: { readonly code: string; readonly origin: string },
  isolation: Isolation,
  deadlines: Deadlines = defaultDeadlines,
): Promise<LoadedPlugin> => described(await createWorkerHandle(code, origin, isolation, deadlines))

const inWorker = async (place: string, isolation: Isolation): Promise<WatchedPlugin> => {
  const read = await readPluginFile(place)
  const loaded = { ...(await loadIsolated(read, isolation)), file: read.file }
  return { file: read.file, code: read.code, loaded }
}

/**
 * Loads Cairn's own plugins and those of the operator's places: a plugin's file or folder, a folder of several, or an npm name.
 * @throws {AppError} PLUGIN_NOT_LOADABLE for the first that cannot be loaded, and for two of one name
 */
export const loadPlugins = async (
  { isolated, trusted }: PluginPlaces,
  isolation: Isolation,
): Promise<{ readonly loaded: readonly LoadedPlugin[]; readonly isolated: readonly WatchedPlugin[] }> => {
  const [here, threads] = await Promise.all([
    Promise.all([...builtInPluginFiles(), ...trusted.flatMap(filesAt)].map(inProcess)),
    Promise.all(isolated.flatMap(filesAt).map((place) => inWorker(place, isolation))),
  ])
  const loaded = [...here, ...threads.map((plugin) => plugin.loaded)]
  const names = new Set<string>()
  for (const { name } of loaded.map(({ description }) => description)) {
    if (names.has(name))
      throw new AppError('PLUGIN_NOT_LOADABLE', { plugin: name, problem: 'another plugin has this name already' })
    names.add(name)
  }
  return { loaded, isolated: threads }
}
