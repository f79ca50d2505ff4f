import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Envelope, Handshake } from '../../contract/messages.ts'
import { type Ending, openSocket } from './open-socket.ts'

const handshake = { v: 1, key: 'pk_0123456789abcdef', tab: 't' } as Handshake
const envelope = { v: 1, sentAt: 1, messages: [] } as Envelope
let io: Server
let origin: string

beforeEach(async () => {
  const http = createServer()
  io = new Server(http, { path: '/live', transports: ['websocket'] })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
})
afterEach(async () => {
  await io.close()
})

/** Connects; `said` and `endings` grow as the server speaks. */
const open = (at = origin) => {
  const said: unknown[] = []
  const endings: Ending[] = []
  const socket = openSocket(at, handshake, {
    message: (message) => said.push(message),
    ended: (ending) => endings.push(ending),
  })
  return { socket, said, endings }
}
const connection = (serve: (socket: Socket) => void = () => undefined) =>
  new Promise<Socket>((done) =>
    io.on('connection', (socket) => {
      serve(socket)
      done(socket)
    }),
  )

test('the server learns who it is, and both sides hear each other', async () => {
  const server = connection((socket) => {
    socket.emit('other', 1)
    socket.emit('envelope', { v: 1, messages: ['hello'] })
    socket.on('envelope', (body, answer) => answer({ got: body }))
    socket.on('sync', (answer) => answer('everything'))
  })
  const { socket, said, endings } = open()
  expect((await server).handshake.auth).toEqual(handshake)
  await vi.waitFor(() => expect(said).toEqual([{ v: 1, messages: ['hello'] }]))
  expect(socket.connected()).toBe(true)
  expect(await Promise.all([socket.deliver(envelope), socket.sync()])).toEqual([{ got: envelope }, 'everything'])
  expect(endings).toEqual([])
  socket.close()
})

test('a refusal comes with its code, once', async () => {
  io.use((_, next) => next(Object.assign(new Error('no'), { data: { code: 'KEY_UNKNOWN' } })))
  const { endings, socket } = open()
  await vi.waitFor(() => expect(endings).toEqual([{ code: 'KEY_UNKNOWN' }]))
  await new Promise((done) => setTimeout(done, 50))
  expect([endings.length, socket.connected()]).toEqual([1, false])
})

test.each([
  ['the server ends it', (server: Socket) => server.disconnect()],
  ['the line breaks', (server: Socket) => server.conn.close()],
])('when %s, it ends once and nothing waits for an answer any longer', async (_, happen) => {
  const server = connection((socket) => socket.on('envelope', () => undefined))
  const { socket, endings } = open()
  const its = await server
  await vi.waitFor(() => expect(socket.connected()).toBe(true))
  const unanswered = socket.deliver(envelope)
  const failed = expect(unanswered).rejects.toThrow()
  happen(its)
  await failed
  await vi.waitFor(() => expect(endings).toEqual([{ code: null }]))
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

test('where nobody listens it ends, but not before its opener knows it', async () => {
  const { endings } = open('http://127.0.0.1:1')
  expect(endings).toEqual([])
  await vi.waitFor(() => expect(endings).toEqual([{ code: null }]))
})
