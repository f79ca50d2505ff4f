import type { Envelope, Handshake } from '../../contract/messages.ts'
import { connectFrame, disconnectFrame, eventFrame, pongFrame, readPacket } from './socket-io-packet.ts'

/** How a connection, or the attempt at one, ended. `code` is the server's when it refused. */
export interface Ending {
  readonly code: string | null
}

export interface SocketListener {
  message(envelope: unknown): void
  /** Once, and never before `openSocket` has returned. */
  ended(ending: Ending): void
}

export interface OpenSocket {
  /** Rejects when no answer comes in time, or the connection ends before it does. */
  deliver(envelope: Envelope): Promise<unknown>
  /** Asks for the full state; rejects likewise. */
  sync(): Promise<unknown>
  connected(): boolean
  close(): void
}

const connectMs = 10_000
const answerMs = 8_000

interface Question {
  answered(body: unknown): void
  failed(): void
}

/**
 * One connection to a Socket.IO server, tried once: coming back is the caller's business. WebSocket only, since the beacon route stands in
 * where it is blocked. `/live` instead of Socket.IO's own path, which blocklists know.
 */
export const openSocket = (origin: string, handshake: Handshake, listener: SocketListener): OpenSocket => {
  const questions = new Map<number, Question>()
  let asked = 0
  let connected = false
  let over = false
  let socket: WebSocket | null = null
  let silence: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    if (over) return false
    over = true
    clearTimeout(watchdog)
    clearTimeout(silence)
    removeEventListener('offline', offline)
    if (connected) socket?.send(disconnectFrame)
    connected = false
    for (const { failed } of questions.values()) failed()
    return true
  }
  const end = (code: string | null) => {
    if (!close()) return
    socket?.close()
    listener.ended({ code })
  }
  const offline = () => end(null)
  addEventListener('offline', offline)
  // A server that opens the socket and then says nothing would hold the page for ever.
  const watchdog = setTimeout(end, connectMs, null)
  let silentMs = connectMs
  const alive = () => {
    clearTimeout(silence)
    silence = setTimeout(end, silentMs, null)
  }

  const hear = (frame: unknown) => {
    const packet = readPacket(frame)
    if (packet === null) return end(null)
    switch (packet.kind) {
      case 'open':
        silentMs = packet.silentMs || connectMs
        alive()
        return socket?.send(connectFrame(handshake))
      case 'ping':
        alive()
        return socket?.send(pongFrame)
      case 'connected':
        connected = true
        return
      case 'refused':
        return end(packet.code)
      case 'event':
        if (packet.name !== 'envelope') return
        clearTimeout(watchdog)
        return listener.message(packet.body)
      case 'answer':
        return questions.get(packet.to)?.answered(packet.body)
      case 'nothing':
        return
      default:
        packet satisfies never
    }
  }

  try {
    socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/live/?EIO=4&transport=websocket`)
    socket.onmessage = ({ data }) => {
      try {
        if (!over) hear(data)
      } catch {
        // What this widget cannot read must not become an error of the page.
      }
    }
    socket.onerror = socket.onclose = () => end(null)
  } catch {
    // Forbidden by the page's policy.
    setTimeout(end, 0, null)
  }

  const ask = (name: string, ...body: readonly unknown[]) =>
    new Promise<unknown>((done, fail) => {
      const failed = () => {
        clearTimeout(late)
        questions.delete(id)
        fail(new Error(name))
      }
      const id = asked++
      const late = setTimeout(failed, answerMs)
      if (!connected || !socket) return failed()
      questions.set(id, {
        failed,
        answered: (answer) => {
          clearTimeout(late)
          questions.delete(id)
          done(answer)
        },
      })
      socket.send(eventFrame(id, name, ...body))
    })

  return {
    deliver: (envelope) => ask('envelope', envelope),
    sync: () => ask('sync'),
    connected: () => connected,
    close: () => {
      if (!close() || !socket) return
      // A browser warns in the page's console about a socket that is closed before it stands.
      if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket?.close()
      else socket.close()
    },
  }
}
