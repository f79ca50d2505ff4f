// Node 20 runs no TypeScript, so a worker thread started from the source has no file to run. In tests this compiles what
// `new URL('./name.worker.js', import.meta.url)` means, from the .ts beside the caller, and points the URL at the result;
// in dist/ the same expression finds the file that esbuild.config.mjs put there.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const cache = resolve(fileURLToPath(import.meta.url), '../../node_modules/.cache/cairn-workers')
const workerUrl = /new URL\(\s*(['"])(\.{1,2}\/[\w./-]+\.worker)\.js\1,\s*import\.meta\.url\s*\)/g

const compile = async (source) => {
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'inline',
    write: false,
    define: { __CAIRN_VERSION__: '"0.0.0-test"' },
  })
  const { text } = outputFiles[0]
  const name = `${basename(source, '.ts')}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.mjs`
  const target = join(cache, name)
  if (!existsSync(target)) {
    // Test files are transformed in parallel: nobody may see half a file.
    const aside = `${target}.${process.pid}`
    await mkdir(cache, { recursive: true })
    await writeFile(aside, text)
    await rename(aside, target)
  }
  return target
}

export const workersFromSource = () => ({
  name: 'cairn-workers-from-source',
  enforce: 'pre',
  async transform(code, id) {
    const file = id.split('?')[0]
    if (!/\.tsx?$/.test(file) || !code.includes('.worker.js')) return null
    let result = code
    for (const [whole, , path] of code.matchAll(workerUrl)) {
      const target = await compile(join(dirname(file), `${path}.ts`))
      result = result.replace(whole, `new URL(${JSON.stringify(pathToFileURL(target).href)})`)
    }
    return { code: result, map: null }
  },
})
