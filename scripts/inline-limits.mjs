// Puts the numbers of contract/limits.ts where the widget names them. The object cannot be shaken apart by esbuild, and as
// a whole it would be half a kilobyte of the six that the widget may weigh before the page is idle.
import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'

const readLimits = async (path) => {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  })
  const { limits } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
  return limits
}

/** @param path contract/limits.ts */
export const inlineLimits = (path) => ({
  name: 'inline-limits',
  setup: async ({ onLoad }) => {
    const limits = await readLimits(path)
    onLoad({ filter: /[\\/]widget[\\/].*\.tsx?$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8')
      if (!/import \{ limits \} from '[./]+\/contract\/limits\.ts'/.test(text)) return null
      return {
        loader: file.endsWith('x') ? 'tsx' : 'ts',
        contents: text.replace(/\blimits\.(\w+)\b/g, (whole, name) => {
          const value = limits[name]
          return typeof value === 'number' ? String(value) : whole
        }),
      }
    })
  },
})
