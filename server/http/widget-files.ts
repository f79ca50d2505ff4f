import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'

interface WidgetFile {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.css': 'text/css; charset=utf-8',
}

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })

/**
 * The built widget, held in memory and served ahead of Express, which is several times slower. Host pages are other origins, so the files
 * carry CORS headers; hashed chunks never change, the tag is looked at again after five minutes.
 * @returns whether the request was for one of them
 */
export const createWidgetFiles = (
  directory: string,
): ((request: IncomingMessage, response: ServerResponse) => boolean) => {
  const files = new Map<string, WidgetFile>()
  for (const path of statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true
    ? filesBelow(directory)
    : []) {
    const url = `/${relative(directory, path).split(sep).join('/')}`
    const body = readFileSync(path)
    files.set(url, {
      body,
      headers: {
        'Content-Type': types[extname(path)] ?? 'application/octet-stream',
        'Content-Length': String(body.length),
        'Cache-Control': url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
        'Access-Control-Allow-Origin': '*',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'X-Content-Type-Options': 'nosniff',
        'Timing-Allow-Origin': '*',
      },
    })
  }
  return (request, response) => {
    const file = files.get((request.url ?? '').split('?', 1)[0] as string)
    if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
    response.writeHead(200, file.headers)
    response.end(request.method === 'HEAD' ? undefined : file.body)
    return true
  }
}
