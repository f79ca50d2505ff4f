import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A customer's page of the usual size on an origin of its own; `/bare` is the same page without the tag. */
export interface HostPage {
  readonly origin: string
  close(): Promise<void>
}

const rows = Array.from(
  { length: 200 },
  (_, row) => `<tr><td>Project ${row}</td><td>Ada</td><td><button>Open</button></td></tr>`,
).join('')

export const startHostPage = async (): Promise<HostPage & { useTag(src: string, key: string): void }> => {
  let tag = ''
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Projects</title><link rel="icon" href="data:,">
<style>body { font: 16px/1.5 sans-serif } td { padding: 0.25rem 1rem }</style></head>
<body><h1>Projects</h1><input aria-label="Name"><table>${rows}</table>${request.url === '/bare' ? '' : tag}</body></html>`,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    useTag(src, key) {
      tag = `<script src="${src}" data-key="${key}" async></script>`
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
