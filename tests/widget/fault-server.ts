import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket as NetSocket } from 'node:net'
import { Server, type Socket } from 'socket.io'
import type { Guidance, ServerMessage, Welcome } from '../../contract/guidance.ts'
import { type ClientMessage, clientMessage, type Handshake, handshake } from '../../contract/messages.ts'

/** What is wrong with the server. Each may be changed while pages are connected. */
export interface Faults {
  /** How the tag and its chunks are answered, or all but the tag. */
  files: 'well' | '500' | 'hang' | '500-core' | 'garbage-core' | 'hang-core'
  /** How the socket and the beacon route are answered. */
  wire: 'well' | '500' | 'garbage' | 'hang' | 'mute' | 'no-acks'
  /** Whether sockets come through at all. */
  sockets: boolean
  /** A code of the error catalogue for each handshake that is refused; null lets it in. */
  refusal: (auth: Handshake) => string | null
  /** Answers the next envelopes with these instead. */
  acks: unknown[]
}

/** A Cairn that remembers everything it was told and goes wrong on demand. It decides nothing. */
export interface FaultServer {
  readonly origin: string
  readonly faults: Faults
  /** Every message in its order of arrival, resent ones too. */
  readonly arrivals: readonly {
    readonly message: ClientMessage
    readonly by: 'socket' | 'beacon'
    readonly as: Handshake
  }[]
  /** Each message once. */
  messages(kind?: string): ClientMessage[]
  readonly handshakes: readonly Handshake[]
  /** Everything that came over the wire, as text, for looking for what must not be in it. */
  transcript(): string
  welcome: Omit<Welcome, 'kind' | 'now' | 'identity'>
  guidance: Guidance
  push(...messages: readonly unknown[]): void
  disconnectAll(): void
  sockets(): number
  down(): Promise<void>
  up(): Promise<void>
}

const dist = new URL('../../dist/widget', import.meta.url).pathname
const garbage = '\u0000<html>{"messages":[null,{"kind":7}]}'

const nothing: Guidance = { kind: 'guidance', rev: 0, display: true, items: [], watches: [] }

export const startFaultServer = async (): Promise<FaultServer> => {
  const faults: Faults = { files: 'well', wire: 'well', sockets: true, refusal: () => null, acks: [] }
  const arrivals: { message: ClientMessage; by: 'socket' | 'beacon'; as: Handshake }[] = []
  const handshakes: Handshake[] = []
  const stored = new Map<string, ClientMessage>()
  const open = new Set<NetSocket>()
  let said = ''
  let http: HttpServer
  let io: Server
  let port = 0

  const server: FaultServer = {
    get origin() {
      return `http://127.0.0.1:${port}`
    },
    faults,
    arrivals,
    handshakes,
    messages: (kind) => [...stored.values()].filter((message) => kind === undefined || message.kind === kind),
    transcript: () => said,
    welcome: { consent: 'implied', searches: [], theme: {} },
    guidance: nothing,
    push: (...messages) => void io.emit('envelope', { v: 1, messages }),
    disconnectAll: () => void io.disconnectSockets(true),
    sockets: () => io.engine.clientsCount,
    down: async () => {
      // Hanging upgrades count as connections that a closing server would wait for.
      for (const socket of open) socket.destroy()
      await io.close()
    },
    up: () => listen(port),
  }

  const greet = (auth: Handshake): ServerMessage[] => {
    const identity = auth.token ? 'verified' : auth.user ? 'unverified' : 'visitor'
    const fresh =
      identity === 'visitor' && !auth.visitor ? { visitor: `visitor-${Math.random().toString(36).slice(2)}` } : {}
    return [{ kind: 'welcome', now: Date.now(), identity, ...fresh, ...server.welcome }, server.guidance]
  }
  const receive = (envelope: { messages: unknown[] }, by: 'socket' | 'beacon', as: Handshake): unknown => {
    const outcomes = envelope.messages.map((raw) => {
      // The contract itself is the judge of what the widget says.
      const message = clientMessage.parse(raw)
      arrivals.push({ message, by, as })
      const outcome = stored.has(message.id) ? 'duplicate' : 'accepted'
      stored.set(message.id, message)
      return { id: message.id, outcome }
    })
    return { v: 1, outcomes, rev: server.guidance.rev }
  }

  const files = (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const fault = path === '/cairn.js' && faults.files.endsWith('-core') ? 'well' : faults.files.replace('-core', '')
    if (fault === 'hang') return
    const file = `${dist}${path}`
    const known = /^\/[\w./-]+\.js$/.test(path) && !path.includes('..') && existsSync(file)
    response.writeHead(fault === '500' ? 500 : known ? 200 : 404, {
      'content-type': 'text/javascript',
      'access-control-allow-origin': '*',
    })
    response.end(fault === 'garbage' ? garbage : known && fault === 'well' ? readFileSync(file) : '')
  }
  const beacon = (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    request.on('data', (chunk) => (text += chunk))
    request.on('end', () => {
      said += text
      if (faults.wire === 'hang' || faults.wire === 'mute') return
      const cors = { 'access-control-allow-origin': '*' }
      if (faults.wire === '500') return void response.writeHead(500, cors).end('no')
      if (faults.wire === 'garbage') return void response.writeHead(200, cors).end(garbage)
      if (
        request.headers['content-type'] !== 'text/plain;charset=UTF-8' &&
        request.headers['content-type'] !== 'text/plain'
      )
        return void response.writeHead(415, cors).end()
      const { auth, envelope } = JSON.parse(text) as { auth: Handshake; envelope: { messages: unknown[] } }
      const code = faults.refusal(handshake.parse(auth))
      if (code !== null) return void response.writeHead(401, cors).end(JSON.stringify({ error: { code } }))
      const ack = receive(envelope, 'beacon', auth)
      response.writeHead(200, cors).end(JSON.stringify({ ack, messages: greet(auth) }))
    })
  }

  const connected = (socket: Socket) => {
    const auth = socket.handshake.auth as Handshake
    socket.onAny((_, body) => (said += JSON.stringify(body)))
    socket.on('envelope', (envelope: { messages: unknown[] }, answer?: (ack: unknown) => void) => {
      if (faults.wire === 'no-acks') return void receive(envelope, 'socket', auth)
      if (faults.wire === 'garbage') return void answer?.(garbage)
      if (faults.acks.length > 0) return void answer?.(faults.acks.shift())
      answer?.(receive(envelope, 'socket', auth))
    })
    socket.on('sync', (answer: (envelope: unknown) => void) => answer({ v: 1, messages: [server.guidance] }))
    if (faults.wire === 'mute') return
    if (faults.wire === 'garbage')
      for (const rubbish of [
        null,
        garbage,
        7,
        { messages: 5 },
        { messages: [null, 1, [], { kind: 'guidance', rev: 'x' }] },
      ])
        socket.emit('envelope', rubbish)
    else socket.emit('envelope', { v: 1, messages: greet(auth) })
  }

  const listen = async (at: number) => {
    http = createServer((request, response) => {
      if (request.method === 'POST' && request.url === '/v1/beacon') beacon(request, response)
      else files(request, response)
    })
    http.on('connection', (socket) => {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
    })
    // Before Socket.IO's own listener, so that a fault can swallow the upgrade.
    http.on('upgrade', (_, raw) => {
      if (!faults.sockets) raw.destroy()
      if (faults.wire === '500') raw.end('HTTP/1.1 500 Internal Server Error\r\n\r\n')
    })
    io = new Server(http, {
      path: '/live',
      transports: ['websocket'],
      serveClient: false,
      destroyUpgrade: false,
      allowRequest: (_, allow) => {
        if (faults.sockets && faults.wire !== 'hang' && faults.wire !== '500') allow(null, true)
      },
    })
    io.use((socket, next) => {
      const auth = handshake.parse(socket.handshake.auth)
      said += JSON.stringify(socket.handshake.auth) + String(socket.request.url)
      handshakes.push(auth)
      const code = faults.refusal(auth)
      next(code === null ? undefined : Object.assign(new Error(code), { data: { code } }))
    })
    io.on('connection', connected)
    await new Promise<void>((done) => http.listen(at, '127.0.0.1', done))
    port = (http.address() as AddressInfo).port
  }
  await listen(0)
  return server
}
