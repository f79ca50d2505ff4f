import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWidgetFiles } from './widget-files.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-files-'))
let server: Server
let port: number
beforeAll(async () => {
  mkdirSync(join(directory, 'widget', 'assets'), { recursive: true })
  writeFileSync(join(directory, 'secret.js'), 'secret')
  writeFileSync(join(directory, 'widget', 'cairn.js'), 'tag')
  writeFileSync(join(directory, 'widget', 'assets', 'view-1a2b.js'), 'chunk')
  const serve = createWidgetFiles(join(directory, 'widget'))
  server = createServer((asked, answer) => {
    if (!serve(asked, answer)) answer.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  rmSync(directory, { recursive: true, force: true })
})

/** As it is written: fetch would tidy the path first. */
const ask = (path: string, method = 'GET') =>
  new Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    request({ port, path, method, host: '127.0.0.1', agent: false }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }))
    })
      .on('error', reject)
      .end()
  })

test.each(['/cairn.js', '/assets/view-1a2b.js', '/cairn.js?v=2'])(
  'a page of any origin may load %s as a module, also one that isolates itself',
  async (path) => {
    const { status, headers } = await ask(path)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
  },
)

test('a new version of the tag reaches pages within five minutes, and its chunks are kept for good', async () => {
  expect((await ask('/cairn.js')).headers['cache-control']).toBe('public, max-age=300')
  expect((await ask('/assets/view-1a2b.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable')
})

test('asking for the head alone gets no body', async () => {
  expect(await ask('/cairn.js', 'HEAD')).toMatchObject({ status: 200, text: '' })
})

test.each(['/../secret.js', '/assets/../../secret.js', '/%2e%2e/secret.js', '//secret.js', '/assets', '/'])(
  'nothing beside the built widget is served: %s',
  async (path) => {
    expect((await ask(path)).status).toBe(404)
  },
)
test('only reading is served', async () => {
  expect((await ask('/cairn.js', 'POST')).status).toBe(404)
})
