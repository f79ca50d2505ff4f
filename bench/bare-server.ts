import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'

/**
 * The baseline: Socket.IO as Cairn sets it up (server/realtime/realtime.ts) and nothing behind it. It reads an envelope and answers with
 * an ack of the same shape and size as Cairn's, so that both put the same bytes on the wire.
 */
const http = createServer()
const io = new Server(http, {
  path: '/live',
  transports: ['websocket'],
  serveClient: false,
  maxHttpBufferSize: 64 * 1_024,
  connectTimeout: 5_000,
  perMessageDeflate: false,
  allowUpgrades: false,
})

io.on('connection', (socket) => {
  socket.on('envelope', (envelope: { messages: readonly { id: string }[] }, answer: (body: unknown) => void) =>
    answer({ v: 1, outcomes: envelope.messages.map(({ id }) => ({ id, outcome: 'accepted' })), rev: 0 }),
  )
})

http.listen(0, '127.0.0.1', () => process.stdout.write(`port ${(http.address() as AddressInfo).port}\n`))
process.on('SIGTERM', () => process.exit(0))
