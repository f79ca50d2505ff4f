import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGuardedFetch, leadsOutside } from './guarded-fetch.ts'

let server: Server
let port: number
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/' }).end()
    else if (request.url === '/large') response.end('x'.repeat(300_000))
    else response.end(`${request.method} ${request.headers['x-key'] ?? ''}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

describe('an address', () => {
  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '64:ff9b::a00:1'],
    ...['2002:a00:1::', '::10.0.0.1', 'ff02::1', 'no-address'],
  ])('%s does not lead outside', (address) => {
    expect(leadsOutside(address, false)).toBe(false)
  })
  test.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])('%s does', (address) => {
    expect(leadsOutside(address, false)).toBe(true)
  })
  test('of this machine is let through for tests, one of the network beside it is not', () => {
    expect([leadsOutside('127.0.0.1', true), leadsOutside('10.0.0.1', true)]).toEqual([true, false])
  })
})

describe('a plugin that asks the outside', () => {
  const local = (path = '/') => `http://127.0.0.1:${port}${path}`
  const forTests = createGuardedFetch({ hosts: ['127.0.0.1'], allowLoopback: true })
  const strict = createGuardedFetch({ hosts: ['127.0.0.1', 'localhost', 'example.com'], allowLoopback: false })

  test('gets the status and the body', async () => {
    expect(await forTests(local(), { method: 'POST', headers: { 'x-key': '7' }, body: 'x' })).toEqual({
      status: 200,
      body: 'POST 7',
    })
  })
  test.each([
    ['a host that it does not declare', () => forTests('https://example.org/'), 'not among the hosts'],
    ['plain HTTP', () => strict('http://example.com/'), 'https only'],
    ['an address of this machine', () => strict(`https://127.0.0.1:${port}/`), 'does not lead outside'],
    ['a name that resolves to this machine', () => strict(`https://localhost:${port}/`), 'does not lead outside'],
    ['another scheme', () => strict('ftp://localhost/file'), 'https only'],
    ['a redirect', () => forTests(local('/moved')), 'redirect'],
    ['an answer that is too large', () => forTests(local('/large')), 'more than'],
    ['a body that is too long', () => forTests(local(), { method: 'POST', body: 'x'.repeat(20_000) }), 'a body of'],
  ])('is refused %s', async (_, asks, reason) => {
    await expect(asks()).rejects.toThrow(reason)
  })
})
