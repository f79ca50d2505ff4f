import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A customer's page on an origin of its own, with the strictest policy under which Cairn promises to work. */
export interface HostPage {
  readonly origin: string
  /** What the policy reported as violated. */
  readonly violations: readonly string[]
  close(): Promise<void>
}

export const strictPolicy = (cairn: string): string => {
  const live = cairn.replace(/^http/, 'ws')
  return [
    "default-src 'none'",
    `script-src 'self' ${cairn}`,
    "style-src 'self'",
    `connect-src ${cairn} ${live}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    'report-uri /violations',
  ].join('; ')
}

/** @param html the page's body; the tag is not added
 *  @param script served as /page.js, since the policy allows no inline script */
export const startHostPage = async (page: {
  html: (origin: string) => string
  script?: string
  policy?: string
}): Promise<HostPage> => {
  const violations: string[] = []
  const server: Server = createServer((request, response) => {
    if (request.url === '/violations') {
      let body = ''
      request.on('data', (chunk) => (body += chunk))
      request.on('end', () => {
        violations.push(body)
        response.writeHead(204).end()
      })
    } else if (request.url === '/page.js')
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(page.script ?? '')
    else if (request.url === '/favicon.ico') response.writeHead(204).end()
    else
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          ...(page.policy === undefined ? {} : { 'content-security-policy': page.policy }),
        })
        .end(
          `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Host</title></head><body>${page.html(origin)}</body></html>`,
        )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    violations,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
