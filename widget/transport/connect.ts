import type { Answers, Guidance, Watch, Welcome } from '../../contract/guidance.ts'
import { limits } from '../../contract/limits.ts'
import type { Envelope } from '../../contract/messages.ts'
import { onShortcut } from '../api/on-shortcut.ts'
import type { RequestedCapture } from '../capture/capture-on-request.ts'
import type { Presenter } from '../present-guidance.ts'
import { backoffMs } from './backoff.ts'
import type { Connection, ConnectionPort } from './connection-port.ts'
import { type Credentials, credentialsOf, handshakeOf } from './handshake.ts'
import { type OpenSocket, openSocket } from './open-socket.ts'
import { readAck } from './read-ack.ts'
import { readServerMessages } from './read-server-messages.ts'
import { beaconBody, beaconRequest, sendBeacon } from './send-beacon.ts'
import { createSender, envelopeOf, type Sender } from './sender.ts'
import { createTabQueues } from './tab-queues.ts'

/** A socket that failed so often in a row is taken for blocked, and the beacon route stands in. */
const failuresUntilBeacon = 3
/** Where beacons come through and sockets do not, the network is made like that: another try is rarely worth it. */
const blockedRetryMs = 300_000
const pollMs = 30_000
const behindMs = 1_000
const oldIdentityMs = 2_000
/** A handshake with its token, beside the messages, within `limits.beaconBytes`. */
const handshakeBytes = 10_000

/** The server may take this connection back later; every other refusal is final until the identity changes. */
const passing: ReadonlySet<string> = new Set([
  'RATE_LIMITED',
  'CONNECTION_LIMIT',
  'NOT_READY',
  'INTERNAL',
  'JSON_INVALID',
])

const helpAnswers = 6

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Stages 2 and 3 of the path of an event, from the queue to the server, and 12 back: loaded when the page is idle. */
export const connect = (port: ConnectionPort): Connection => {
  const { queue, store, listen } = port
  const beaconUrl = `${port.origin}/v1/beacon`
  const tabs = createTabQueues(port)
  let presenter: Promise<Presenter> | null = null
  let requested: Promise<RequestedCapture> | null = null

  let owner = port.identity().owner
  let credentials: Credentials = { user: null, token: null }
  let socket: OpenSocket | null = null
  let sender: Sender | null = null
  /** Counts identities and attempts: what an earlier one still says is not heard. */
  let generation = 0
  let failures = 0
  let beaconWorked = false
  let polling: ReturnType<typeof setInterval> | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let behindTimer: ReturnType<typeof setTimeout> | undefined
  let welcome: Welcome | null = null
  let rev: number | undefined
  let display = false
  let refreshed = false
  /** Closed for good, refused for good, or asleep in the back-forward cache. */
  let resting = false
  let lastFarewell = ''
  let helpWanted = false
  /** Questions of the help panel that are yet to be answered; all others are the host's. */
  const asked = new Set<string>()

  const hear = (envelope: unknown) => {
    for (const message of readServerMessages(envelope)) {
      if (resting) return
      if (message.kind === 'welcome') greet(message)
      else if (message.kind === 'guidance') guide(message)
      else if (message.kind === 'answers') answer(message)
      else if (message.kind === 'goodbye') return refuse(message.code)
    }
  }

  const greet = (message: Welcome) => {
    if (!port.consentIs(message.consent)) return
    const first = welcome === null
    welcome = message
    failures = 0
    refreshed = false
    if (message.visitor) {
      // Our own token no longer served: to the server this is somebody new, whose revisions begin anew.
      if (store.get('visitor') !== null) forget()
      welcome = message
      store.set('visitor', message.visitor)
    }
    // The visit has been linked to its user, and is nobody's any more.
    else if (message.identity === 'verified') store.set('visitor', null)
    const { searches } = message
    if (port.capturing() && (searches.length > 0 || requested)) onRequest((capture) => capture.searches(searches))
    if (socket?.connected()) {
      clearInterval(polling)
      polling = undefined
      send(socket.deliver, limits.envelopeBytes)
    }
    if (helpWanted) openHelp()
    if (first) port.emit('ready', { identity: message.identity, holdout: message.holdout })
  }

  const guide = (message: Guidance) => {
    if (!welcome || (rev !== undefined && message.rev < rev)) return
    const news = message.rev !== rev || message.display !== display
    const { items, watches } = message
    rev = message.rev
    display = message.display
    if (port.allowed()?.personalisation) present(message, welcome.theme)
    if (port.capturing() && (watches.length > 0 || requested)) watch(watches)
    if (news) port.emit('guidance', { rev, items: items.map(({ kind, key }) => ({ kind, key })) })
  }

  /** The views come with the first that has something to show. A chunk that does not come is asked for again by the next. */
  const onViews = (theme: Welcome['theme'] | null, run: (views: Presenter) => void) => {
    if (theme)
      presenter ??= import('../present-guidance.ts').then(({ presentGuidance }) => presentGuidance(port, theme, ask))
    const mine = presenter
    mine?.then(
      (views) => mine === presenter && run(views),
      () => {
        if (mine === presenter) presenter = null
      },
    )
  }
  const present = (message: Guidance, theme: Welcome['theme']) =>
    onViews(message.items.length > 0 ? theme : null, (views) => views.show(message))

  const ask = (query: string | null): string | null => {
    const head = port.mint()
    if (!port.tell('ask', { ...head, k: helpAnswers, ...(query && { query }) })) return null
    asked.add(head.id)
    return head.id
  }
  const answer = (message: Answers) => {
    if (asked.delete(message.for)) onViews(null, (views) => views.hear(message))
    else port.emit('answers', message)
  }
  const openHelp = (closing?: boolean) => {
    helpWanted = welcome === null
    if (welcome) onViews(welcome.theme, (views) => views.openHelp(closing))
  }
  const closeHelp = () => {
    helpWanted = false
    onViews(null, (views) => views.closeHelp())
  }
  const onRequest = (run: (capture: RequestedCapture) => void) => {
    requested ??= import('../capture/capture-on-request.ts').then(({ captureOnRequest }) => captureOnRequest(port))
    requested.then(run).catch(() => undefined)
  }
  const watch = (watches: readonly Watch[]) => onRequest((capture) => capture.watches(watches))

  const send = (deliver: (envelope: Envelope) => Promise<unknown>, envelopeBytes: number) => {
    sender?.stop()
    sender = createSender(
      {
        queue,
        owner,
        rev: () => rev,
        now: Date.now,
        chance: Math.random,
        wait: pause,
        persist: port.persist,
        answered,
        refused: (kind, code, detail) => port.emit('error', { code, message: `${kind}: ${detail}` }),
      },
      deliver,
      envelopeBytes,
    )
    sender.pump()
  }

  /** The push may be under way still; only one that stays away is asked for. */
  const answered = (theirs: number | null) => {
    if (theirs === null || theirs <= (rev ?? -1) || behindTimer !== undefined) return
    const mine = generation
    behindTimer = setTimeout(() => {
      behindTimer = undefined
      if (mine === generation && theirs > (rev ?? -1)) sync()
    }, behindMs)
  }
  const sync = () => {
    const mine = generation
    socket
      ?.sync()
      .then((envelope) => mine === generation && hear(envelope))
      .catch(() => undefined)
  }

  const leave = () => {
    generation += 1
    clearTimeout(retryTimer)
    socket?.close()
    socket = null
    sender?.stop()
    sender = null
    clearInterval(polling)
    polling = undefined
  }

  const open = (): Promise<void> => attempt().catch(() => retry())
  const attempt = async () => {
    clearTimeout(retryTimer)
    if (resting || socket) return
    const mine = ++generation
    owner = port.identity().owner
    try {
      credentials = await credentialsOf(port)
    } catch {
      if (mine === generation) retry()
      return
    }
    if (mine !== generation) return
    if (typeof WebSocket === 'undefined') return standIn()
    socket = openSocket(port.origin, handshakeOf(port, credentials), {
      message: (envelope) => mine === generation && hear(envelope),
      ended: ({ code }) => {
        if (mine !== generation) return
        socket = null
        if (polling === undefined) {
          sender?.stop()
          sender = null
        }
        if (code === null) retry()
        else refuse(code)
      },
    })
  }

  const retry = () => {
    if (resting) return
    if (navigator.onLine) failures += 1
    if (failures >= failuresUntilBeacon) standIn()
    clearTimeout(retryTimer)
    retryTimer = setTimeout(open, beaconWorked ? blockedRetryMs : backoffMs(Math.max(failures, 1), Math.random()))
    beaconWorked = false
  }

  const refuse = (code: string) => {
    const { source } = port.identity()
    if (code === 'TOKEN_EXPIRED' && source !== null) {
      leave()
      if (typeof source === 'string' || refreshed) {
        forget()
        port.becomeVisitor()
      }
      refreshed = true
      void open()
    } else if (passing.has(code)) {
      retry()
    } else {
      leave()
      resting = true
      port.emit('error', { code, message: 'the server refused this page' })
    }
  }

  /** Nothing that was meant for one person stays for the next. */
  const forget = () => {
    welcome = null
    rev = undefined
    display = false
    if (requested) watch([])
    takeOff()
  }
  const takeOff = () => {
    presenter?.then((views) => views.clear()).catch(() => undefined)
    presenter = null
  }

  const deliverByBeacon = async (envelope: Envelope): Promise<unknown> => {
    const mine = generation
    try {
      const { askByBeacon } = await import('./ask-by-beacon.ts')
      const body = beaconBody(handshakeOf(port, credentials), envelope)
      const { ack, messages } = await askByBeacon(beaconUrl, beaconRequest(body))
      if (mine !== generation && socket === null) return null
      beaconWorked = true
      if (!socket?.connected()) hear({ messages })
      return ack
    } catch (cause) {
      const { code } = cause as { code?: string | null }
      if (code && !passing.has(code) && mine === generation && !sender) refuse(code)
      throw cause
    }
  }

  /** The beacon route in the socket's place. A greeting goes first: the workspace may ask for consent before anything is told. */
  const standIn = () => {
    if (polling !== undefined || resting) return
    const ask = async () => {
      if (document.visibilityState !== 'visible' || resting) return
      const mine = polling
      await deliverByBeacon(envelopeOf([{ ...port.mint(), kind: 'focus' }], Date.now(), rev)).catch(() => undefined)
      if (welcome && mine === polling && polling !== undefined && !sender)
        send(deliverByBeacon, limits.beaconBytes - handshakeBytes)
    }
    sender?.stop()
    sender = null
    polling = setInterval(ask, pollMs)
    void ask()
  }

  const farewell = () => {
    port.persist()
    if (!welcome) return
    const batch = queue.next(owner, limits.beaconBytes - handshakeBytes)
    const last = batch.at(-1)?.id ?? ''
    if (batch.length === 0 || last === lastFarewell) return
    lastFarewell = last
    const envelope = envelopeOf(batch, Date.now(), rev)
    if (socket?.connected())
      socket.deliver(envelope).then(
        (answer) => {
          queue.settle(readAck(batch, answer)?.settled ?? new Set())
          port.persist()
        },
        () => undefined,
      )
    sendBeacon(beaconUrl, handshakeOf(port, credentials), envelope)
  }

  /** The network or the user is back: no need to wait for the next turn. */
  const comeBack = () => {
    if (socket || resting) return
    clearTimeout(retryTimer)
    retryTimer = setTimeout(open, Math.random() * 300)
  }

  const stops = [
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'hidden') return farewell()
      port.tell('focus', {})
      comeBack()
    }),
    listen(window, 'focus', ({ target }) => {
      if (target === window && !display && welcome) port.tell('focus', {})
    }),
    listen(window, 'online', comeBack),
    onShortcut(port.help, () => openHelp(true)),
    listen<PageTransitionEvent>(window, 'pagehide', ({ persisted }) => {
      farewell()
      tabs.release()
      if (!persisted) return
      leave()
    }),
    listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => {
      if (!persisted) return
      tabs.hold()
      void open()
    }),
  ]

  tabs.hold()
  void tabs
    .adopt()
    .catch(() => undefined)
    .then(open)

  return {
    pump: () => sender?.pump(),
    switchIdentity: async () => {
      const before = owner
      const mine = generation
      if (sender && socket?.connected()) await Promise.race([sender.drained(), pause(oldIdentityMs)])
      // Another switch, or the connection's own end, has come in between and opened with the identity of now.
      if (mine !== generation && owner === port.identity().owner) return
      if (before === 'v') queue.reown(before, port.identity().owner)
      leave()
      forget()
      failures = 0
      refreshed = false
      resting = false
      await open()
    },
    farewell,
    consentChanged: () => {
      if (port.allowed()?.personalisation) sync()
      else takeOff()
    },
    openHelp,
    closeHelp,
    routeChanged: () => {
      if (requested) onRequest((capture) => capture.routeChanged())
    },
    close: () => {
      leave()
      forget()
      resting = true
      if (requested) onRequest((capture) => capture.stop())
      tabs.release()
      for (const stop of stops) stop()
    },
  }
}
