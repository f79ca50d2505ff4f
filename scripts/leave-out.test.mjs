import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Server } from 'socket.io'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { leaveOut, without } from './leave-out.mjs'
import { textOnly } from './text-only.mjs'
import { webSocketOnly } from './web-socket-only.mjs'

// What is left of the packages, against a real server: the widget's connection as a browser is given it.
let openSocket
let pageGoesOffline
beforeAll(async () => {
  vi.stubGlobal('WebSocket', WebSocket)
  vi.stubGlobal('addEventListener', (_, listener) => {
    pageGoesOffline = listener
  })
  vi.stubGlobal('removeEventListener', () => undefined)
  vi.stubGlobal('self', globalThis)
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../widget/transport/open-socket.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    plugins: [webSocketOnly, textOnly, leaveOut],
  })
  const code = `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
  openSocket = (await import(/* @vite-ignore */ code)).openSocket
})
afterAll(() => vi.unstubAllGlobals())

let io
let origin
beforeEach(async () => {
  const http = createServer()
  io = new Server(http, { path: '/live', transports: ['websocket'], pingInterval: 60, pingTimeout: 60 })
  await new Promise((listening) => http.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${http.address().port}`
})
afterEach(() => io.close())

const handshake = { v: 1, key: 'pk_0123456789abcdef', tab: 't' }
const envelope = { v: 1, sentAt: 1, messages: [] }
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const open = (at = origin) => {
  const said = []
  const endings = []
  const socket = openSocket(at, handshake, {
    message: (message) => said.push(message),
    ended: (ending) => endings.push(ending),
  })
  return { socket, said, endings }
}
const connection = (serve = () => undefined) =>
  new Promise((done) =>
    io.on('connection', (socket) => {
      serve(socket)
      done(socket)
    }),
  )

test('the server learns who it is, and both sides hear each other', async () => {
  const server = connection((socket) => {
    socket.emit('envelope', { v: 1, messages: ['hello, "wörld"'] })
    socket.on('envelope', (body, answer) => answer({ got: body }))
    socket.on('sync', (answer) => answer('everything'))
  })
  const { socket, said, endings } = open()
  expect((await server).handshake.auth).toEqual(handshake)
  await vi.waitFor(() => expect(said).toEqual([{ v: 1, messages: ['hello, "wörld"'] }]))
  expect(await Promise.all([socket.deliver(envelope), socket.sync()])).toEqual([{ got: envelope }, 'everything'])
  expect([socket.connected(), endings]).toEqual([true, []])
  socket.close()
})

test('a connection that is alive outlasts its pings', async () => {
  const server = connection()
  const { socket, endings } = open()
  await server
  await pause(400)
  expect([socket.connected(), endings]).toEqual([true, []])
  socket.close()
})

test('a server that has gone silent is given up', async () => {
  const server = connection()
  const { endings } = open()
  // No ping comes any more, and nobody closes the line.
  Object.assign((await server).conn.transport, { send: () => undefined, close: () => undefined })
  await vi.waitFor(() => expect(endings).toEqual([{ code: null }]), 2_000)
})

test('a refusal comes with its code, once', async () => {
  io.use((_, next) => next(Object.assign(new Error('no'), { data: { code: 'KEY_UNKNOWN' } })))
  const { endings, socket } = open()
  await vi.waitFor(() => expect(endings).toEqual([{ code: 'KEY_UNKNOWN' }]))
  await pause(50)
  expect([endings.length, socket.connected()]).toEqual([1, false])
})

test.each([
  ['the server ends it', (server) => server.disconnect()],
  ['the line breaks', (server) => server.conn.close()],
  ['the server sends bytes', (server) => server.emit('envelope', Buffer.from('x'))],
  ['the page goes offline', () => pageGoesOffline()],
])('when %s, it ends once and does not come back by itself', async (_, happen) => {
  let connections = 0
  const server = connection()
  io.on('connection', () => (connections += 1))
  const { socket, endings } = open()
  const its = await server
  await vi.waitFor(() => expect(socket.connected()).toBe(true))
  happen(its)
  await vi.waitFor(() => expect(endings).toEqual([{ code: null }]))
  await pause(150)
  expect([connections, endings.length]).toEqual([1, 1])
})

test('closed by its owner it leaves at the server, and says nothing', async () => {
  const server = connection()
  const { socket, endings } = open()
  const its = await server
  await vi.waitFor(() => expect(socket.connected()).toBe(true))
  const left = new Promise((done) => its.on('disconnect', done))
  socket.close()
  expect(await left).toBe('client namespace disconnect')
  expect(endings).toEqual([])
})

test('where nobody listens it ends', async () => {
  const { endings } = open('http://127.0.0.1:1')
  await vi.waitFor(() => expect(endings).toEqual([{ code: null }]))
})

test('a method that is no longer there, or there twice, fails the build', () => {
  const text = 'class A {\n    one(a) {\n        return a\n    }\n    two() {\n    }\n}\n'
  expect(without(text, 'a.js', 'one', null)).toBe('class A {\n    two() {\n    }\n}\n')
  expect(without(text, 'a.js', 'one', 'return 1')).toContain('    one(a) {return 1}\n')
  expect(() => without(text, 'a.js', 'three', null)).toThrow('a.js has 0 methods three')
  expect(() => without(text + text, 'a.js', 'one', null)).toThrow('a.js has 2 methods one')
})
