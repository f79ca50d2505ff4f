// Puts the widget's style sheets in place as they are in the end: tokens filled in, minified. As templates they would bring along every token by
// its name, and the pieces between them, of which a kilobyte is left after compression.
import { build, transform } from 'esbuild'

const minified = async (css) => (await transform(css, { loader: 'css', minify: true, target: 'esnext' })).code.trim()

/** The module's exports, as they are at run time. */
const exportsOf = async (path) => {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  })
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
}

export const inlineStyles = {
  name: 'inline-styles',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]widget[\\/]theme[\\/][a-z-]+-style\.ts$/ }, async ({ path }) => {
      const lines = await Promise.all(
        Object.entries(await exportsOf(path)).map(async ([name, value]) => {
          const constant = typeof value === 'string' ? await minified(value) : value
          return `export const ${name} = ${JSON.stringify(constant)}`
        }),
      )
      return { contents: lines.join('\n'), loader: 'js' }
    })
  },
}
