import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import { connectWire, message } from '../cairn/wire-client.ts'
import { createWorkspace } from '../cairn/workspace.ts'

const server = new URL('../../dist/server/main.js', import.meta.url).pathname
const origin = 'https://host.test'
let cairn: RunningCairn | undefined
const directories: string[] = []
afterEach(async () => {
  await cairn?.remove()
  cairn = undefined
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

const directory = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'cairn-operator-'))
  directories.push(made)
  return made
}
/** Starts it with settings that it cannot start under. */
const fails = (env: Record<string, string>): Promise<{ code: number | null; lines: string[] }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [server], {
      env: { PATH: process.env.PATH, CAIRN_PORT: '0', CAIRN_DATA: directory(), CAIRN_LOG: 'warn', ...env },
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
    child.once('exit', (code) => resolve({ code, lines: text.trim().split('\n') }))
  })

test('a taken port is one clear line that names the setting and the mend', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { code, lines } = await fails({ CAIRN_PORT: String((taken.address() as AddressInfo).port) })
  taken.close()
  expect(code).toBe(1)
  expect(lines).toEqual([expect.stringMatching(/port.*taken.*Set CAIRN_PORT/i)])
})

test.each([
  ['CAIRN_PORT', 'eighty'],
  ['CAIRN_LOG', 'loud'],
  ['MONGODB_URL', 'localhost'],
])('a malformed %s is one clear line that names it', async (setting, value) => {
  const { code, lines } = await fails({ [setting]: value })
  expect(code).toBe(1)
  expect(lines).toEqual([expect.stringContaining(setting)])
})

test('a data directory that is none is one clear line that names the setting', async () => {
  const file = join(directory(), 'file')
  writeFileSync(file, '')
  const { code, lines } = await fails({ CAIRN_DATA: join(file, 'below') })
  expect(code).toBe(1)
  expect(lines).toEqual([expect.stringContaining('CAIRN_DATA')])
})

test.skipIf(process.getuid?.() === 0)(
  'a data directory without rights is one clear line that names the setting (not as root, who may read everything)',
  async () => {
    const locked = join(directory(), 'locked')
    mkdirSync(locked)
    chmodSync(locked, 0)
    const { code, lines } = await fails({ CAIRN_DATA: locked })
    expect(code).toBe(1)
    expect(lines).toEqual([expect.stringContaining('CAIRN_DATA')])
  },
)

test('a data directory that another Cairn uses is one clear line', async () => {
  cairn = await startCairn({ embedded: true })
  const { code, lines } = await fails({ CAIRN_DATA: cairn.directory })
  expect(code).toBe(1)
  expect(lines).toEqual([expect.stringMatching(/another Cairn/i)])
})

test('a MongoDB that does not answer is one clear line, without the password in its address', async () => {
  const { code, lines } = await fails({
    MONGODB_URL: 'mongodb://user:hunter2@127.0.0.1:9/?serverSelectionTimeoutMS=500',
  })
  expect(code).toBe(1)
  expect(lines).toEqual([expect.stringContaining('MONGODB_URL')])
  expect(lines.join()).not.toContain('hunter2')
})

test('SIGTERM stops it with exit code 0 within 5 s while clients talk, and what was acknowledged is there at the next start', async () => {
  cairn = await startCairn()
  const workspace = await createWorkspace(cairn, [origin])
  const client = await connectWire({
    url: cairn.url,
    key: workspace.publishableKey,
    origin,
    token: await workspace.sign('ada'),
  })
  let acked = 0
  const talking = (async () => {
    for (;;) {
      const ack = await client.send([message('track', { name: 'said' })], { timeoutMs: 1_500 }).catch(() => undefined)
      if (ack === undefined) return
      if ('outcomes' in ack && ack.outcomes[0]?.outcome === 'accepted') acked += 1
    }
  })()
  await expect.poll(() => acked).toBeGreaterThan(20)
  const startedAt = performance.now()
  expect(await cairn.end('SIGTERM')).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(5_500)
  await talking
  client.close()
  cairn = await cairn.again()
  const session = await workspace.call<{ events: Record<string, { count: number }> }>(
    'GET',
    '/v1/tenants/default/users/ada/session',
  )
  expect(session.events.said?.count).toBeGreaterThanOrEqual(acked)
})

test('no key, token, trait or property ever stands in the log, an error body or the metrics', async () => {
  cairn = await startCairn({ env: { CAIRN_LOG: 'debug' } })
  const workspace = await createWorkspace(cairn, [origin])
  const token = await workspace.sign('canary-user@example.test', { traits: { nickname: 'canary-trait' } })
  const client = await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token })
  await client.send([
    message('track', { name: 'x', properties: { secret: 'canary-property' } }),
    message('search', { path: '/', name: 'docs', terms: 'canary-terms' }),
  ])
  await connectWire({ url: cairn.url, key: workspace.publishableKey, origin, token: `${token}x` }).catch(
    () => undefined,
  )
  const bodies = [
    await workspace.raw('PUT', '/v1/content/x', { nonsense: 'canary-body' }),
    await workspace.raw('GET', '/v1/tenants/nobody/settings'),
    { metrics: await (await fetch(`${cairn.url}/metrics`)).text() },
  ]
  client.close()
  await cairn.end('SIGTERM')
  for (const text of [cairn.output(), JSON.stringify(bodies)])
    for (const canary of [
      workspace.secretKey,
      token,
      'canary-trait',
      'canary-property',
      'canary-terms',
      'canary-user',
      workspace.signing.secret,
    ])
      expect(text).not.toContain(canary)
})

test('a connection beyond the limit of its address is refused with a code, and a key that asks too much is told how long to wait', async () => {
  cairn = await startCairn({ env: { CAIRN_CONNECTIONS_PER_ADDRESS: '2', CAIRN_RATE_TENANT: '5' } })
  const workspace = await createWorkspace(cairn, [origin])
  const open = () => connectWire({ url: (cairn as RunningCairn).url, key: workspace.publishableKey, origin })
  const held = [await open(), await open()]
  await expect(open()).rejects.toThrow('CONNECTION_LIMIT')
  held[0]?.close()
  await expect
    .poll(() =>
      open().then(
        (one) => held.push(one),
        () => 0,
      ),
    )
    .toBeGreaterThan(0)
  for (const client of held) client.close()

  const asked = await Promise.all(
    Array.from({ length: 80 }, () =>
      fetch(`${cairn?.url}/v1/content`, { headers: { authorization: `Bearer ${workspace.secretKey}` } }),
    ),
  )
  const refused = asked.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a request that is never finished does not keep it from stopping cleanly', async () => {
  cairn = await startCairn()
  const { port } = cairn
  const half = connect(port, '127.0.0.1')
  half.on('error', () => undefined)
  await new Promise<void>((resolve) => half.once('connect', () => resolve()))
  half.write('POST /v1/beacon HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n{')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await cairn.end('SIGTERM')).toBe(0)
  half.destroy()
})
