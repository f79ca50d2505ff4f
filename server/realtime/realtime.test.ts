import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io } from 'socket.io-client'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Ambient } from '../../contract/ambient.ts'
import { AppError, errorCatalogue } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { Admission } from '../tenants/admission.ts'
import { tenantContext } from '../tenants/contexts.ts'
import { createRealtime, type Realtime, type RealtimeOptions } from './realtime.ts'

const ambient: Ambient = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  id: () => randomBytes(15).toString('base64url'),
  uuid: () => 'unused',
  bytes: (length) => randomBytes(length),
  seed: () => 1,
}
const silent = { log: { debug() {}, info() {}, warn() {}, error() {} }, count() {}, observe() {} }
const nothing = { v: limits.protocolVersion, messages: [] }

/** Lets everybody in as one user; `auth.tab` names the tab. */
const admit: RealtimeOptions['admit'] = async ({ handshake }) =>
  ({
    context: tenantContext('w1', 't1', { kind: 'user', user: 'ada', verified: true }, 'test'),
    user: 'ada',
    identity: 'verified',
    handshake: handshake as Admission['handshake'],
    expiresAt: null,
  }) as Admission

let http: Server
let realtime: Realtime
const start = async (options: Partial<RealtimeOptions> = {}): Promise<string> => {
  http = createServer()
  realtime = createRealtime(http, {
    admit,
    mayDo: () => true,
    flow: {
      receive: async () => ({ v: limits.protocolVersion, outcomes: [], rev: 0 }),
      sync: async () => nothing,
      arrive: async () => nothing,
      leave: async () => undefined,
    },
    ambient,
    telemetry: silent,
    connectionsPerAddress: 100,
    ...options,
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}
afterEach(() => realtime.close())

const connect = (url: string) =>
  io(url, { path: '/live', transports: ['websocket'], forceNew: true, reconnection: false, auth: { tab: 'tab-1' } })
const refusalOf = (url: string) =>
  new Promise<{ message: string; data: unknown }>((resolve) =>
    connect(url).once('connect_error', (error) => resolve(error as Error & { data: unknown })),
  )

test('a refused page learns the code, what is wrong and the mend; of a failure of ours it learns nothing more', async () => {
  const causes = [new AppError('ORIGIN_NOT_ALLOWED', { origin: 'canary' }), new Error('canary: no such file')]
  const url = await start({ admit: () => Promise.reject(causes.shift()) })
  for (const code of ['ORIGIN_NOT_ALLOWED', 'INTERNAL'] as const) {
    const { message, mend } = errorCatalogue[code]
    const { message: said, data } = await refusalOf(url)
    expect([said, data]).toEqual([message, { code, mend }])
  }
})

test('a message that fails here is answered as ours, without how, and the sender may try again', async () => {
  const url = await start({
    flow: {
      receive: () => Promise.reject(new Error('canary')),
      sync: async () => nothing,
      arrive: async () => nothing,
      leave: async () => undefined,
    },
  })
  const socket = connect(url)
  expect(await socket.timeout(2_000).emitWithAck('envelope', {})).toEqual({
    v: limits.protocolVersion,
    error: { code: 'INTERNAL', message: errorCatalogue.INTERNAL.message },
    retryAfterMs: 1_000,
  })
  socket.close()
})

test('who may not talk is answered so, and nothing is done', async () => {
  const url = await start({ mayDo: () => false })
  const socket = connect(url)
  expect(await socket.timeout(2_000).emitWithAck('sync')).toMatchObject({ error: { code: 'KEY_WRONG_KIND' } })
  socket.close()
})

test('only WebSocket is spoken: there is no long polling', async () => {
  const url = await start()
  expect((await fetch(`${url}/live/?EIO=4&transport=polling`)).status).toBe(400)
})

test('an address that opens more than twice what it may is closed unheard', async () => {
  const url = await start({ connectionsPerAddress: 1 })
  const open = async () => {
    const raw = new WebSocket(`${url.replace('http', 'ws')}/live/?EIO=4&transport=websocket`)
    await new Promise((resolve) => raw.addEventListener('open', resolve, { once: true }))
    return raw
  }
  const held = [await open(), await open()]
  const third = await open()
  await new Promise((resolve) => third.addEventListener('close', resolve, { once: true }))
  expect(held.map((one) => one.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN])
  for (const one of held) one.close()
})
