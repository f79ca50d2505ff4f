import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../contract/errors.ts'
import type { Plugin } from '../../contract/plugin.ts'
import type { LoadedPlugin } from './handle.ts'
import { createInProcessHandle } from './in-process-handle.ts'
import { loadPlugin, loadPluginFile, pluginFile } from './load-plugin.ts'

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

const loadPlace = async (place: string): Promise<readonly Plugin[]> => {
  if (!existsSync(place) || !statSync(place).isDirectory() || pluginFile(place) !== undefined)
    return [await loadPlugin(place)]
  const files = filesIn(place)
  if (files.length === 0)
    throw new AppError('PLUGIN_NOT_LOADABLE', { plugin: basename(place), problem: 'the folder holds no plugin' })
  return Promise.all(files.map(loadPluginFile))
}

/**
 * Loads Cairn's own plugins and those of the operator's places: a plugin's file or folder, a folder of several, or an npm name.
 * @throws {AppError} PLUGIN_NOT_LOADABLE for the first that cannot be loaded, and for two of one name
 */
export const loadPlugins = async (places: readonly string[]): Promise<readonly LoadedPlugin[]> => {
  const plugins = [
    ...(await Promise.all(builtInPluginFiles().map(loadPluginFile))),
    ...(await Promise.all(places.map(loadPlace))).flat(),
  ]
  const names = new Set<string>()
  for (const { name } of plugins) {
    if (names.has(name))
      throw new AppError('PLUGIN_NOT_LOADABLE', { plugin: name, problem: 'another plugin has this name already' })
    names.add(name)
  }
  return Promise.all(
    plugins.map(async (plugin) => {
      const handle = createInProcessHandle(plugin)
      return { description: await handle.describe(), handle }
    }),
  )
}
