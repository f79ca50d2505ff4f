import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { hostPages } from './pages.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

/** PROMISES 30, with the widget's files on the page's own origin. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'"

export interface HarnessServer {
  readonly origin: string
  close(): Promise<void>
}

/** Builds the views with what drives them, and serves the host pages under the strict policy on loopback. */
export const serveHarness = async (): Promise<HarnessServer> => {
  const { outputFiles } = await build({
    entryPoints: { page: join(here, 'page.ts'), describe: join(here, '../../../widget/authoring/describe.ts') },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: join(here, 'out'),
    write: false,
    define: { __CAIRN_LIKENESS__: 'true' },
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
  })
  const files = new Map<string, { type: string; body: string | Uint8Array }>()
  for (const file of outputFiles)
    files.set(`/widget${file.path.slice(join(here, 'out').length)}`, { type: 'text/javascript', body: file.contents })
  for (const [name, { style, html, attributes }] of Object.entries(hostPages)) {
    files.set(`/${name}.css`, { type: 'text/css', body: style })
    files.set(`/${name}`, {
      type: 'text/html; charset=utf-8',
      body: `<!doctype html><html ${attributes}><head><meta charset="utf-8"><title>Northwind</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="/${name}.css"><script src="/axe.js"></script><script type="module" src="/widget/page.js"></script></head>
<body>${html}</body></html>`,
    })
  }
  const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))
  files.set('/axe.js', { type: 'text/javascript', body: await readFile(axe) })

  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://harness').pathname)
    response.setHeader('content-security-policy', policy)
    response.setHeader('content-type', file?.type ?? 'text/plain')
    response.statusCode = file ? 200 : 404
    response.end(file?.body ?? '')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}
