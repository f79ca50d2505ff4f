import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError } from '../../contract/errors.ts'
import type { Plugin } from '../../contract/plugin.ts'
import { compileForWorker, compilePlugin } from './compile-plugin.ts'
import { readPlugin } from './read-plugin.ts'

/** A plugin's folder is named after it, and so is a single file. */
const originOf = (file: string): string => {
  const name = basename(file, extname(file))
  return name === 'index' ? basename(dirname(file)) : name
}

/** The file to load for a plugin's folder or file; undefined when there is none. */
export const pluginFile = (path: string): string | undefined => {
  if (!existsSync(path)) return undefined
  if (statSync(path).isFile()) return path
  return ['index.ts', 'index.js', 'index.mjs'].map((name) => join(path, name)).find(existsSync)
}

const problemOf = (cause: unknown): string => {
  // esbuild's own list is what helps its author; paths in it stay out of the facts.
  const errors = (cause as { errors?: { text: string; location: { line: number } | null }[] } | null)?.errors
  if (Array.isArray(errors))
    return errors
      .slice(0, 5)
      .map(({ text, location }) => (location ? `line ${location.line}: ${text}` : text))
      .join('; ')
  return cause instanceof Error ? cause.message.split('\n')[0]?.slice(0, 300) || cause.name : 'it threw while loading'
}

const importDefault = async (address: string, origin: string): Promise<Plugin> => {
  const module = (await import(/* @vite-ignore */ address)) as { default?: unknown }
  return readPlugin(module.default, origin)
}

const orNotLoadable = async <T>(origin: string, load: () => Promise<T>): Promise<T> => {
  try {
    return await load()
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('PLUGIN_NOT_LOADABLE', { plugin: origin, problem: problemOf(cause) }, cause)
  }
}

/** Loads one plugin from its file: TypeScript is compiled, JavaScript imported. @throws {AppError} PLUGIN_NOT_LOADABLE */
export const loadPluginFile = (file: string): Promise<Plugin> =>
  orNotLoadable(originOf(file), async () =>
    importDefault(
      /\.[cm]?ts$/.test(file) ? await compilePlugin(resolve(file)) : pathToFileURL(resolve(file)).href,
      originOf(file),
    ),
  )

/** The file of a plugin: of a file, a folder with an index, or an npm name. @throws {AppError} PLUGIN_NOT_LOADABLE */
const fileOf = async (place: string): Promise<string> => {
  const file = pluginFile(place)
  if (file !== undefined) return file
  if (isAbsolute(place) || place.startsWith('.'))
    throw new AppError('PLUGIN_NOT_LOADABLE', {
      plugin: basename(place),
      problem: 'there is no such file, and no index.ts or index.js in a folder of that name',
    })
  // As seen from where the operator started the server, whose node_modules holds it.
  return orNotLoadable(place, async () => createRequire(join(process.cwd(), 'package.json')).resolve(place))
}

/** Loads one plugin into this process from a file, a folder with an index, or an npm name. @throws {AppError} PLUGIN_NOT_LOADABLE */
export const loadPlugin = async (place: string): Promise<Plugin> => loadPluginFile(await fileOf(place))

/** One plugin's code for a thread of its own: nothing of it runs here. @throws {AppError} PLUGIN_NOT_LOADABLE */
export const readPluginFile = async (
  place: string,
): Promise<{ readonly file: string; readonly code: string; readonly origin: string }> => {
  const file = resolve(await fileOf(place))
  const origin = originOf(file)
  return { file, code: await orNotLoadable(origin, () => compileForWorker(file)), origin }
}
