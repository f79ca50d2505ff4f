import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildOptions, type Plugin as BuildPlugin, build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
/** The same file from the sources and from what is built of them. */
const ours = (name: string) => ['.ts', '.js'].map((end) => join(here, '../..', name + end)).find(existsSync)
/** What a plugin, and what its tests, may import of Cairn. */
const exported: Readonly<Record<string, string | undefined>> = {
  'cairn/plugin': ours('contract/plugin'),
  'cairn/plugin-testing': ours('cli/plugin-check/plugin-testing'),
}

/** Lets a plugin import what the documentation promises, wherever its file lies, and nothing that needs Node; its tests may. */
const promisedImports = (who: 'plugin' | 'test'): BuildPlugin => ({
  name: 'promised-imports',
  setup({ onResolve }) {
    onResolve({ filter: /^cairn\/plugin(-testing)?$/ }, ({ path }) => {
      const file = exported[path]
      if (who === 'plugin' && path !== 'cairn/plugin') return { errors: [{ text: `${path} is for tests` }] }
      return file === undefined
        ? { errors: [{ text: `this installation lacks ${path}; install it again` }] }
        : { path: file }
    })
    // The server's own zod, so that a compiled plugin stays small and its schemas are the server's.
    onResolve({ filter: /^zod$/ }, () => ({
      path: pathToFileURL(join(dirname(createRequire(import.meta.url).resolve('zod/package.json')), 'index.js')).href,
      external: true,
    }))
    onResolve({ filter: /^node:/ }, ({ path }) =>
      who === 'test' ? { path, external: true } : { errors: [{ text: `a plugin is pure and cannot import ${path}` }] },
    )
  },
})

const compile = async (options: BuildOptions, who: 'plugin' | 'test' = 'plugin'): Promise<string> => {
  const { outputFiles } = await build({
    ...options,
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'node20',
    logLevel: 'silent',
    plugins: [promisedImports(who)],
  })
  const [compiled] = outputFiles ?? []
  if (compiled === undefined) throw new Error('nothing was compiled')
  return compiled.text
}

/** Compiles a TypeScript plugin into one module that needs no file beside it. @returns its address for `import()` */
export const compilePlugin = async (file: string): Promise<string> => {
  const code = await compile({ entryPoints: [file], format: 'esm' })
  return `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
}

/**
 * Compiles a plugin, TypeScript or JavaScript, with all that it imports into the body of a function of `module` and `require`, which is
 * asked for zod alone. `import()` becomes `require` too: a function made of a text has no loader that it could escape to.
 */
export const compileForWorker = async (file: string): Promise<string> => {
  const contents = `import * as plugin from ${JSON.stringify(file)}; export default plugin.default`
  const code = await compile({
    stdin: { contents, resolveDir: dirname(file), sourcefile: 'plugin' },
    format: 'cjs',
    supported: { 'dynamic-import': false },
  })
  return `"use strict";${code}`
}

/** Compiles a test that stands beside a plugin into one module for Node's own test runner. */
export const compileTest = (file: string): Promise<string> => compile({ entryPoints: [file], format: 'esm' }, 'test')
