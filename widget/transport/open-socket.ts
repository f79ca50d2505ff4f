import { Manager } from 'socket.io-client'
import type { Envelope, Handshake } from '../../contract/messages.ts'

/** How a connection, or the attempt at one, ended. `code` is the server's when it refused. */
export interface Ending {
  readonly code: string | null
}

export interface SocketListener {
  message(envelope: unknown): void
  /** Once. */
  ended(ending: Ending): void
}

export interface OpenSocket {
  deliver(envelope: Envelope): Promise<unknown>
  /** Asks for the full state. */
  sync(): Promise<unknown>
  connected(): boolean
  close(): void
}

const connectMs = 10_000
const answerMs = 8_000

const codeOf = (error: unknown): string | null => {
  const code = (error as { data?: { code?: unknown } } | null)?.data?.code
  return typeof code === 'string' ? code : null
}

/**
 * One connection, tried once: coming back is the caller's business. WebSocket only, since the beacon route stands in where it is blocked.
 * `/live` instead of Socket.IO's own path, which blocklists know.
 */
export const openSocket = (origin: string, handshake: Handshake, listener: SocketListener): OpenSocket => {
  const manager = new Manager(origin, {
    path: '/live',
    transports: ['websocket'],
    reconnection: false,
    timeout: connectMs,
  })
  const socket = manager.socket('/', { auth: handshake as unknown as Record<string, unknown> })
  let over = false
  const end = (code: string | null) => {
    if (over) return
    over = true
    clearTimeout(watchdog)
    socket.disconnect()
    listener.ended({ code })
  }
  // A server that opens the socket and then says nothing would hold the page for ever.
  const watchdog = setTimeout(() => end(null), connectMs)
  socket.on('connect_error', (error) => end(codeOf(error)))
  socket.on('disconnect', () => end(null))
  socket.on('envelope', (envelope: unknown) => {
    if (over) return
    clearTimeout(watchdog)
    try {
      listener.message(envelope)
    } catch {
      // What this widget cannot read must not become an error of the page.
    }
  })
  return {
    deliver: (envelope) => socket.timeout(answerMs).emitWithAck('envelope', envelope),
    sync: () => socket.timeout(answerMs).emitWithAck('sync'),
    connected: () => socket.connected,
    close: () => {
      over = true
      clearTimeout(watchdog)
      // A browser warns in the page's console about a socket that is closed before it stands.
      if (socket.io.engine?.readyState === 'opening') socket.io.once('open', () => socket.disconnect())
      else socket.disconnect()
    },
  }
}
