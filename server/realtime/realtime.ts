import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { Ambient } from '../../contract/ambient.ts'
import type { ContentKind } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import { AppError, type ErrorCode, errorCatalogue } from '../../contract/errors.ts'
import type { ServerEnvelope } from '../../contract/guidance.ts'
import { limits } from '../../contract/limits.ts'
import type { Ack } from '../../contract/messages.ts'
import { paintable } from '../../contract/paints.ts'
import type { Speaker } from '../../contract/speaker.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Admission, Admit } from '../tenants/admission.ts'
import type { Action } from '../tenants/permissions.ts'
import { countAddresses } from './count-addresses.ts'
import { messageRoutes, type RealtimeFlow } from './messages.ts'

export interface RealtimeOptions {
  readonly admit: Admit
  readonly mayDo: (principal: TenantContext['principal'], action: Action) => boolean
  readonly flow: RealtimeFlow & {
    /** A widget came: @returns its welcome and what it shows. */
    arrive(speaker: Speaker, admission: Admission): Promise<ServerEnvelope>
    leave(speaker: Speaker): Promise<void>
  }
  readonly ambient: Ambient
  readonly telemetry: Telemetry
  /** Sockets that one address may hold open. */
  readonly connectionsPerAddress: number
}

/** A tab that stands connected to any node. */
export interface ConnectedTab {
  readonly tab: string
  readonly seenAt: number
  /** Content kinds that its widget can paint. */
  readonly paints: readonly ContentKind[]
}

export interface Realtime {
  /** To every tab of a user: `shown` to the one that shows, `hidden` to all others. */
  push(context: TenantContext, user: string, tab: string | null, shown: ServerEnvelope, hidden: ServerEnvelope): void
  /** To one tab alone, at whichever node it is connected. */
  tell(speaker: Speaker, envelope: ServerEnvelope): void
  tabs(context: TenantContext, user: string): Promise<readonly ConnectedTab[]>
  /** Whoever has a socket at this process, each once. */
  present(): readonly { readonly context: TenantContext; readonly user: string }[]
  /** Notes that the user is at this tab. */
  seen(speaker: Speaker): void
  /** Ends every connection of a user; their widgets come back by themselves. */
  part(context: TenantContext, user: string): void
  connections(): number
  close(): Promise<void>
}

interface SocketData {
  speaker: Speaker
  admission: Admission
  tab: string
  seenAt: number
  paints: readonly ContentKind[]
}
type CairnSocket = Socket<
  Record<string, never>,
  Record<string, (...args: unknown[]) => void>,
  Record<string, never>,
  SocketData
>

/** engine.io's write buffer has no bound of its own (socketio/socket.io#420): a reader this far behind is cut off. */
const writeBufferPackets = 256

/** For a sender that asked for no answer. */
const unheard = (): void => undefined

const userRoom = (context: TenantContext, user: string) => `${context.tenant}/${user}`
const tabRoom = (context: TenantContext, user: string, tab: string) => `${userRoom(context, user)}/${tab}`

/** What a refused peer learns: the catalogued code, its text and mend; nothing of ours. */
const refusal = (cause: unknown): Error & { data: { code: ErrorCode; mend: string } } => {
  const code: ErrorCode = cause instanceof AppError ? cause.code : 'INTERNAL'
  return Object.assign(new Error(errorCatalogue[code].message), { data: { code, mend: errorCatalogue[code].mend } })
}

export const createRealtime = (http: HttpServer, options: RealtimeOptions): Realtime => {
  const { ambient, telemetry, flow } = options
  const io = new Server<
    Record<string, never>,
    Record<string, (...args: unknown[]) => void>,
    Record<string, never>,
    SocketData
  >(http, {
    path: '/live',
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: limits.envelopeBytes,
    connectTimeout: 5_000,
    perMessageDeflate: false,
    allowUpgrades: false,
  })

  const addresses = countAddresses(io.engine, options.connectionsPerAddress)
  io.engine.on('connection', (raw: { on(event: 'close', listener: (reason: string) => void): void }) =>
    raw.on('close', (reason) => telemetry.count('cairn_connections_closed_total', { reason })),
  )

  io.use((socket, next) => {
    const requestId = ambient.id()
    const isOneTooMany = addresses.count(socket.handshake.address) > options.connectionsPerAddress
    const admitted = isOneTooMany
      ? Promise.reject(new AppError('CONNECTION_LIMIT'))
      : options.admit({
          handshake: socket.handshake.auth,
          origin: socket.handshake.headers.origin,
          userAgent: socket.handshake.headers['user-agent'],
          requestId,
        })
    admitted
      .then((admission) => {
        const { tab, visible, paints } = admission.handshake
        socket.data.admission = admission
        socket.data.speaker = {
          context: admission.context,
          user: admission.user,
          tab,
          connection: socket.id,
          source: 'browser',
        }
        socket.data.tab = tab
        socket.data.paints = paintable(paints)
        socket.data.seenAt = visible === false ? 0 : ambient.now()
        next()
      })
      .catch((cause: unknown) => {
        const refused = refusal(cause)
        telemetry.count('cairn_connections_refused_total', { code: refused.data.code })
        telemetry.log[refused.data.code === 'INTERNAL' ? 'error' : 'info'](
          { requestId, code: refused.data.code, err: refused.data.code === 'INTERNAL' ? cause : undefined },
          'connection refused',
        )
        next(refused)
      })
  })

  io.on('connection', (socket: CairnSocket) => {
    const { speaker, admission } = socket.data
    telemetry.count('cairn_connections_total', { identity: admission.identity })
    void socket.join([userRoom(speaker.context, speaker.user), tabRoom(speaker.context, speaker.user, speaker.tab)])

    const failed = (cause: unknown): Ack => {
      telemetry.log.error({ err: cause, requestId: speaker.context.requestId }, 'a message could not be handled')
      return {
        v: limits.protocolVersion,
        error: { code: 'INTERNAL', message: errorCatalogue.INTERNAL.message },
        retryAfterMs: 1_000,
      }
    }
    for (const route of messageRoutes)
      (socket as unknown as Socket).on(route.event, (...args: unknown[]) => {
        const answer = args.at(-1)
        const reply = typeof answer === 'function' ? (answer as (body: unknown) => void) : unheard
        if (!options.mayDo(speaker.context.principal, route.action)) {
          reply({
            v: limits.protocolVersion,
            error: { code: 'KEY_WRONG_KIND', message: errorCatalogue.KEY_WRONG_KIND.message },
          })
          return
        }
        route
          .handle(flow, speaker, typeof args[0] === 'function' ? undefined : args[0])
          .then(reply, (cause) => reply(failed(cause)))
      })
    ;(socket as unknown as Socket).onAny((event: string, ...args: unknown[]) => {
      if (messageRoutes.some((route) => route.event === event)) return
      const answer = args.at(-1)
      if (typeof answer === 'function')
        answer({ v: limits.protocolVersion, error: { code: 'NOT_FOUND', message: 'There is no such message.' } })
    })
    socket.on('error', (cause) => telemetry.log.info({ err: cause }, 'socket error'))
    socket.on('disconnect', (reason) => {
      telemetry.log.debug({ reason }, 'disconnected')
      clearTimeout(expiry)
      flow.leave(speaker).catch((cause: unknown) => telemetry.log.error({ err: cause }, 'leaving failed'))
    })

    const say = (envelope: ServerEnvelope) => socket.emit('envelope', envelope)
    const expiry =
      admission.expiresAt === null
        ? undefined
        : setTimeout(
            () => {
              say({ v: limits.protocolVersion, messages: [{ kind: 'goodbye', code: 'TOKEN_EXPIRED' }] })
              socket.disconnect(true)
            },
            Math.min(admission.expiresAt + limits.tokenSkewMs - ambient.now(), 2 ** 31 - 1),
          )
    expiry?.unref()
    flow.arrive(speaker, admission).then(say, (cause: unknown) => {
      failed(cause)
      socket.disconnect(true)
    })
  })

  const dropSlowReaders = (room: string): void => {
    for (const id of io.sockets.adapter.rooms.get(room) ?? []) {
      const socket = io.sockets.sockets.get(id)
      if (
        socket !== undefined &&
        (socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length > writeBufferPackets
      )
        socket.disconnect(true)
    }
  }

  return {
    push(context, user, tab, shown, hidden) {
      const everyone = userRoom(context, user)
      dropSlowReaders(everyone)
      if (tab === null) {
        io.to(everyone).emit('envelope', hidden)
        return
      }
      const front = tabRoom(context, user, tab)
      io.to(front).emit('envelope', shown)
      io.to(everyone).except(front).emit('envelope', hidden)
    },
    tell({ context, user, tab }, envelope) {
      const room = tabRoom(context, user, tab)
      dropSlowReaders(room)
      io.to(room).emit('envelope', envelope)
    },
    async tabs(context, user) {
      const sockets = await io.in(userRoom(context, user)).fetchSockets()
      return sockets.map(({ data: { tab, seenAt, paints } }) => ({ tab, seenAt, paints }))
    },
    present() {
      const users = new Map<string, { readonly context: TenantContext; readonly user: string }>()
      for (const { data } of io.sockets.sockets.values()) {
        const { context, user } = data.speaker
        users.set(userRoom(context, user), { context, user })
      }
      return [...users.values()]
    },
    part(context, user) {
      io.in(userRoom(context, user)).disconnectSockets(true)
    },
    seen(speaker) {
      const socket = io.sockets.sockets.get(speaker.connection)
      if (socket !== undefined) socket.data.seenAt = ambient.now()
    },
    connections: () => io.engine.clientsCount,
    close: async () => {
      await io.close()
    },
  }
}
