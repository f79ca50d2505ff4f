// Builds everything to dist/: node esbuild.config.mjs [--strict] [--outdir=dist]
// Why it is shaped like this: docs/decisions/0001-toolchain.md

import { existsSync, readdirSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { inlineLimits } from './scripts/inline-limits.mjs'
import { inlineStyles } from './scripts/inline-styles.mjs'
import { leaveOut } from './scripts/leave-out.mjs'
import { textOnly } from './scripts/text-only.mjs'
import { webSocketOnly } from './scripts/web-socket-only.mjs'

const root = dirname(fileURLToPath(import.meta.url))
const strict = process.argv.includes('--strict')
const outdir = resolve(root, process.argv.find((argument) => argument.startsWith('--outdir='))?.slice(9) ?? 'dist')
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

// What `--strict` refuses to be without.
const promised = [
  'server/main.ts',
  'contract/plugin.ts',
  'cli/cairn.ts',
  'widget/tag.ts',
  'widget/core.ts',
  'demo/server/main.ts',
  'demo/page',
  'bench/main.ts',
  'scripts/start.ts',
  'plugins/recommenders',
  'plugins/guardrails',
]

const written = new Set()
const common = {
  absWorkingDir: root,
  // Likenesses are looked for once the widget's budget has room for them: docs/decisions/0027-anchors.md.
  define: { __CAIRN_VERSION__: JSON.stringify(version), __CAIRN_LIKENESS__: 'false' },
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
}

/** Builds, and keeps the metafile for the size check under dist/meta/. */
const run = async (name, options) => {
  const result = await build({ ...common, ...options })
  for (const path of Object.keys(result.metafile.outputs)) written.add(resolve(root, path))
  await put(join(outdir, 'meta', `${name}.json`), JSON.stringify(result.metafile))
  return result.metafile
}

const put = async (path, text) => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  written.add(path)
}

const filesIn = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    : []

const isShipped = (path) => /\.tsx?$/.test(path) && !/\.(test|test-d|d)\.tsx?$/.test(path)

// Every relative import stays an import, of the transpiled file beside it. One copy of each module, shared by the server,
// its workers, the plugins and the command line: a schema or an error class is the same object for all of them.
const transpiledSiblings = {
  name: 'transpiled-siblings',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir, importer }) => {
      if (kind === 'entry-point') return null
      const found = { path: path.replace(/\.tsx?$/, '.js'), external: true }
      if (existsSync(resolve(resolveDir, path))) return found
      // What a bundler would have noticed.
      const text = `${relative(root, importer)} imports ${path}, which does not exist`
      return { ...found, [strict ? 'errors' : 'warnings']: [{ text }] }
    })
  },
}

const buildNode = async () => {
  const entryPoints = ['contract', 'server', 'plugins', 'search', 'cli', 'demo/server', 'bench', 'scripts']
    .flatMap(filesIn)
    .filter(isShipped)
  if (entryPoints.length === 0) return
  await run('node', {
    entryPoints,
    outdir,
    outbase: root,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    bundle: true,
    packages: 'external',
    plugins: [transpiledSiblings],
    sourcemap: true,
  })
  const command = join(outdir, 'cli/cairn.js')
  if (!existsSync(command)) return
  const text = await readFile(command, 'utf8')
  if (!text.startsWith('#!')) await writeFile(command, `#!/usr/bin/env node\n${text}`)
  await chmod(command, 0o755)
}

const browser = {
  platform: 'browser',
  target: 'es2022',
  bundle: true,
  minify: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
}

const buildWidget = async () => {
  const widget = join(outdir, 'widget')
  let core
  if (existsSync(join(root, 'widget/core.ts'))) {
    const { outputs } = await run('widget-core', {
      ...browser,
      entryPoints: { core: 'widget/core.ts' },
      outdir: widget,
      entryNames: 'assets/[name]-[hash]',
      chunkNames: 'assets/[name]-[hash]',
      format: 'esm',
      splitting: true,
      plugins: [webSocketOnly, textOnly, leaveOut, inlineStyles, inlineLimits(join(root, 'contract/limits.ts'))],
    })
    core = Object.keys(outputs).find((path) => outputs[path].entryPoint === 'widget/core.ts')
  }
  // The tag is a classic script, so it can only import the core by a name it is told, relative to its own address.
  if (core && existsSync(join(root, 'widget/tag.ts')))
    await run('widget-tag', {
      ...browser,
      entryPoints: { cairn: 'widget/tag.ts' },
      outdir: widget,
      format: 'iife',
      define: { ...common.define, __CAIRN_CORE__: JSON.stringify(relative(widget, resolve(root, core))) },
    })
  // For authors, in a browser's console: under a name that stays, in no bundle that end users load.
  await run('widget-authoring', {
    ...browser,
    entryPoints: { describe: 'widget/authoring/describe.ts' },
    outdir: widget,
    format: 'esm',
    plugins: [inlineLimits(join(root, 'contract/limits.ts'))],
  })
  if (existsSync(join(root, 'widget/stub.ts')))
    await run('widget-stub', { ...browser, entryPoints: { stub: 'widget/stub.ts' }, outdir: widget, format: 'iife' })
  // The npm package's `cairn/widget`, for those who would rather import than paste; their bundler minifies it.
  if (existsSync(join(root, 'widget/npm/load-cairn.ts')))
    await run('widget-npm', {
      ...browser,
      minify: false,
      entryPoints: { 'load-cairn': 'widget/npm/load-cairn.ts' },
      outdir: join(widget, 'npm'),
      format: 'esm',
    })
}

/** A page's scripts are bundled, whatever else lies beside them is copied. */
const buildPage = async (name, folder, isEntry) => {
  const files = filesIn(folder)
  const entryPoints = files.filter((path) => isShipped(path) && isEntry(relative(folder, path)))
  if (entryPoints.length > 0)
    await run(name, {
      ...browser,
      entryPoints,
      outdir: join(outdir, folder),
      outbase: join(root, folder),
      format: 'esm',
      splitting: true,
      chunkNames: 'chunk-[hash]',
      sourcemap: true,
    })
  for (const path of files.filter((file) => !/\.(ts|tsx|md)$/.test(file))) {
    const copy = join(outdir, path)
    await mkdir(dirname(copy), { recursive: true })
    await copyFile(join(root, path), copy)
    written.add(copy)
  }
}

/** What an earlier build left behind goes only now: another process may be reading dist/ meanwhile. */
const removeStale = async () => {
  for (const entry of await readdir(outdir, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !written.has(path)) await rm(path, { force: true })
  }
}

const missing = promised.filter((path) => !existsSync(join(root, path)))
if (strict && missing.length > 0) {
  console.error(`build: missing ${missing.join(', ')}`)
  process.exit(1)
}

await Promise.all([
  buildNode(),
  buildWidget(),
  buildPage('demo-page', 'demo/page', (path) => !path.includes('/')),
  buildPage('console', 'console', (path) => /^main\.tsx?$/.test(path)),
])
await removeStale()
console.log(`build: ${written.size} files in ${relative(root, outdir)}/`)
