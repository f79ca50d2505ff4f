import { randomBytes } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import { v7 } from 'uuid'
import type { Guidance, ServerEnvelope, ServerMessage, Welcome } from '../../contract/guidance.ts'
import type { Ack } from '../../contract/messages.ts'

/** Another client of the wire protocol than the widget: what docs/protocol.md says, and nothing more. */
export interface WireClient {
  readonly socket: Socket
  readonly tab: string
  /** Everything the server has said, in order. */
  readonly heard: readonly ServerMessage[]
  readonly guidance: () => Guidance | undefined
  readonly welcome: () => Welcome | undefined
  send(messages: readonly Record<string, unknown>[], options?: { v?: number; timeoutMs?: number }): Promise<Ack>
  /** Resolves with the first guidance, now or later, that `accepts`. */
  until(accepts: (guidance: Guidance) => boolean, timeoutMs?: number): Promise<Guidance>
  close(): void
}

export const message = (
  kind: string,
  fields: Record<string, unknown> = {},
): Record<string, unknown> & { id: string } => ({ id: v7(), at: Date.now(), kind, ...fields })

export interface WireOptions {
  readonly url: string
  readonly key: string
  readonly origin: string
  readonly token?: string
  readonly visitor?: string
  readonly user?: string
  readonly tab?: string
  readonly locale?: string
  readonly timeZone?: string
  readonly userAgent?: string
  readonly paints?: readonly string[]
  readonly reconnection?: boolean
}

/** Connects, and resolves when the server has welcomed; rejects with the catalogued code when it refuses. */
export const connectWire = async (options: WireOptions): Promise<WireClient> => {
  const tab = options.tab ?? randomBytes(8).toString('hex')
  const { key, token, visitor, user, locale, timeZone, paints } = options
  const socket = io(options.url, {
    path: '/live',
    transports: ['websocket'],
    forceNew: true,
    reconnection: options.reconnection ?? false,
    auth: {
      v: 1,
      key,
      tab,
      ...(token === undefined ? {} : { token }),
      ...(visitor === undefined ? {} : { visitor }),
      ...(user === undefined ? {} : { user }),
      ...(locale === undefined ? {} : { locale }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(paints === undefined ? {} : { paints }),
    },
    extraHeaders: {
      origin: options.origin,
      ...(options.userAgent === undefined ? {} : { 'user-agent': options.userAgent }),
    },
  })
  const heard: ServerMessage[] = []
  const watchers = new Set<() => void>()
  socket.on('envelope', (envelope: ServerEnvelope) => {
    heard.push(...envelope.messages)
    for (const watcher of watchers) watcher()
  })
  const last = <K extends ServerMessage['kind']>(kind: K) =>
    heard.findLast((one): one is Extract<ServerMessage, { kind: K }> => one.kind === kind)
  const waitFor = <T>(look: () => T | undefined, timeoutMs: number, what: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const finish = (outcome: () => void) => {
        clearTimeout(timer)
        watchers.delete(check)
        outcome()
      }
      const check = () => {
        const found = look()
        if (found !== undefined) finish(() => resolve(found))
      }
      const timer = setTimeout(
        () =>
          finish(() =>
            reject(new Error(`${what} did not come within ${timeoutMs} ms; heard ${JSON.stringify(heard.at(-1))}`)),
          ),
        timeoutMs,
      )
      watchers.add(check)
      check()
    })

  await new Promise<void>((resolve, reject) => {
    const refused = (error: Error & { data?: { code?: string } }) => {
      socket.close()
      reject(new Error(error.data?.code ?? error.message))
    }
    socket.once('connect_error', refused)
    waitFor(() => last('welcome'), 10_000, 'the welcome')
      .finally(() => socket.off('connect_error', refused))
      .then(() => resolve(), reject)
  })

  return {
    socket,
    tab,
    heard,
    guidance: () => last('guidance'),
    welcome: () => last('welcome'),
    send: (messages, { v = 1, timeoutMs = 10_000 } = {}) =>
      socket.timeout(timeoutMs).emitWithAck('envelope', { v, sentAt: Date.now(), messages }) as Promise<Ack>,
    until: (accepts, timeoutMs = 10_000) =>
      waitFor(
        () => {
          const now = last('guidance')
          return now !== undefined && accepts(now) ? now : undefined
        },
        timeoutMs,
        'the guidance',
      ),
    close: () => void socket.close(),
  }
}
