import type { CairnEvent, CairnEvents, InitOptions, Verbs } from './api/cairn-api.ts'
import { createEmitter, type Emitter } from './api/emitter.ts'
import { readOptions } from './api/read-options.ts'
import { captureClicks } from './capture/capture-clicks.ts'
import { captureErrors } from './capture/capture-errors.ts'
import { captureForms } from './capture/capture-forms.ts'
import { hookOf, isMasked } from './capture/describe-element.ts'
import { listen } from './capture/listen.ts'
import { pagePath } from './capture/page-path.ts'
import type { Stop, Tell } from './capture/tell.ts'
import { watchRoute } from './capture/watch-route.ts'
import { type ConsentChoice, mayTell, parseChoice, permitted } from './identity/consent.ts'
import { type Identity, subjectOf, userIdentity, visitorIdentity } from './identity/identity.ts'
import type { Connection, ConnectionPort } from './transport/connection-port.ts'
import { createDeviceStore } from './transport/device-store.ts'
import { flushDelayMs } from './transport/message-value.ts'
import { createQueue } from './transport/queue.ts'
import { uuidV7 } from './transport/uuid-v7.ts'
import { whenIdle } from './when-idle.ts'

/** How long `identify` waits for the server's welcome. */
const welcomeMs = 10_000

type Page = Omit<Verbs, 'init' | 'on' | 'off'>

const mint = () => {
  const at = Date.now()
  return { id: uuidV7(at, crypto.getRandomValues(new Uint8Array(10))), at }
}

/** The tag's entry: verbs that wait for `init` where the tag carried no key. */
export const open = (origin: string, data: DOMStringMap): Verbs => {
  const emitter = createEmitter()
  let options: InitOptions = {}
  let page: Page | null = null
  const waiting: ((page: Page) => void)[] = []

  const init = (given: InitOptions): boolean => {
    options = { ...options, ...given }
    if (!page && options.key) {
      page = startPage(origin, options.key, () => options, emitter)
      for (const run of waiting.splice(0)) run(page)
    }
    return page !== null
  }
  const later = <V extends keyof Page>(verb: V): Page[V] =>
    ((...args: never[]) => {
      const call = (ready: Page) => (ready[verb] as (...args: never[]) => boolean | Promise<boolean>)(...args)
      return page ? call(page) : new Promise<boolean>((done) => waiting.push((ready) => done(call(ready))))
    }) as Page[V]
  init(readOptions(data))
  return {
    init,
    on: emitter.on,
    off: emitter.off,
    identify: later('identify'),
    identifyAnonymous: later('identifyAnonymous'),
    group: later('group'),
    track: later('track'),
    page: later('page'),
    start: later('start'),
    ask: later('ask'),
    open: later('open'),
    close: later('close'),
    reset: later('reset'),
    consent: later('consent'),
  }
}

/** Stages 1 and 2 of the path of an event: capture and queue, from the first moment that consent allows. */
const startPage = (origin: string, key: string, options: () => InitOptions, emitter: Emitter): Page => {
  const store = createDeviceStore(`cairn.${key.slice(-8)}.`)
  const queue = createQueue(mint)
  const tab = mint().id
  const { user, token, consent, mode } = options()
  const named = user ?? (typeof token === 'string' ? subjectOf(token) : null)

  let identity: Identity = named === null ? visitorIdentity : userIdentity(named, token ?? null)
  let consentMode = consent ?? 'implied'
  let choice = parseChoice(store.get('consent'))
  /** Before the workspace has said that consent is implied, or the user has chosen, nothing is written to the device. */
  let mayStore = choice !== null || store.get('mode') === 'implied'
  let shownPath: string | null = null
  let told = ''
  let captures: Stop[] = []
  let connection: Connection | null = null
  let connecting = false
  let helpWanted = false
  const errors: string[] = []

  const gpc = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true
  const allowed = () => permitted(consentMode, choice, gpc)
  const path = () => shownPath ?? pagePath(location.pathname)

  const emit = <E extends CairnEvent>(event: E, detail: CairnEvents[E]) => {
    // biome-ignore lint/suspicious/noConsole: the host has asked for it with `debug`
    if (options().debug) console.debug('cairn', event, detail)
    emitter.emit(event, detail)
  }
  const wrong = (message: string): false => {
    emit('error', { code: 'ARGUMENT', message })
    return false
  }

  const persist = () => {
    if (mayStore && allowed()) store.set(`queue.${tab}`, queue.text())
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let due = Number.POSITIVE_INFINITY
  const flush = () => {
    clearTimeout(timer)
    due = Number.POSITIVE_INFINITY
    persist()
    connection?.pump()
  }
  const flushWithin = (ms: number) => {
    if (ms >= due) return
    due = ms
    clearTimeout(timer)
    if (ms === 0) queueMicrotask(flush)
    else timer = setTimeout(flush, ms)
  }

  const tell: Tell = (kind, fields) => {
    if (!mayTell(kind, allowed()) && kind !== 'consent') return false
    const message = { ...mint(), ...fields, kind } as Parameters<typeof queue.push>[0]
    if (!queue.push(message, identity.owner)) return wrong(`${kind}: too large`)
    if ('message' in fields) errors.splice(0, errors.push(String(fields.message)) - 3)
    flushWithin(flushDelayMs(kind))
    return true
  }
  /** The server must know a choice before it may keep what follows; once per identity and page. */
  const tellConsent = () => {
    const now = allowed()
    const mark = `${identity.owner}${JSON.stringify(now)}`
    if (now && (choice || gpc) && mark !== told && tell('consent', now)) told = mark
  }

  const capture = () => {
    if (captures.length > 0 || options().capture === 'off' || !allowed()?.analytics) return
    let last = ''
    const moved = () => {
      shownPath = null
      if (path() !== last) {
        last = path()
        tell('page', { path: last })
      }
      connection?.routeChanged()
    }
    captures = [watchRoute(moved), captureClicks(tell, path), captureForms(tell, path), captureErrors(tell, path)]
    moved()
  }
  const stopCapture = () => {
    for (const stop of captures.splice(0)) stop()
  }

  const begin = () => {
    const now = allowed()
    if (!now?.analytics && !now?.personalisation) return
    tellConsent()
    capture()
    if (connecting) return
    connecting = true
    whenIdle(() => {
      import('./transport/connect.ts').then(
        ({ connect }) => {
          if (connecting) connection ??= connect(port)
          if (helpWanted) connection?.openHelp()
        },
        () => emit('error', { code: 'NOT_LOADED', message: 'not loaded' }),
      )
    })
  }
  /** Back to before: nothing is captured, sent or kept on the device. */
  const halt = () => {
    stopCapture()
    connection?.close()
    connection = null
    connecting = false
    queue.clear()
    for (const name of store.names()) if (name !== 'consent') store.set(name, null)
  }

  const port: ConnectionPort = {
    origin,
    key,
    tab,
    queue,
    store,
    mode,
    tell,
    persist,
    mint,
    emit,
    heard: emitter.heard,
    errors,
    help: () => options().help,
    path,
    listen,
    hookOf,
    isMasked,
    allowed,
    identity: () => identity,
    becomeVisitor: () => {
      identity = visitorIdentity
    },
    capturing: () => captures.length > 0,
    locale: () => {
      const wanted = options().locale || document.documentElement.lang || navigator.language
      return /^[a-z]{2,3}(-[a-z\d]{2,8}){0,3}$/i.test(wanted) ? wanted : 'en'
    },
    consentIs: (workspace) => {
      if (workspace === 'required') consentMode = workspace
      if (!allowed()) {
        mayStore = false
        halt()
        return false
      }
      if (consentMode === 'implied') store.set('mode', 'implied')
      mayStore = true
      return true
    },
    navigate: (url) => {
      const { navigate } = options()
      if (navigate) navigate(url)
      else location.assign(url)
    },
  }

  const welcomed = () =>
    new Promise<boolean>((done) => {
      const heard = () => {
        emitter.off('ready', heard)
        done(true)
      }
      emitter.on('ready', heard)
      setTimeout(done, welcomeMs, false)
    })
  const tellTraits = (traits: Parameters<Page['identify']>[1]) =>
    !traits || Object.keys(traits).length === 0 || tell('identify', { traits })

  listen(window, 'pagehide', persist)
  begin()

  return {
    identify: (id, traits, { token: source = null } = {}) => {
      const next = String(id ?? '')
      if (!/^\P{Cc}{1,256}$/u.test(next)) return wrong('identify: an id is needed')
      const before = identity
      const same = next === before.user && (source === null || before.source !== null)
      identity = userIdentity(next, source ?? (same ? before.source : null))
      const ready = same ? true : welcomed()
      if (!same) {
        if (connection) connection.switchIdentity().catch(() => undefined)
        else if (before.owner === visitorIdentity.owner) queue.reown(before.owner, identity.owner)
        tellConsent()
      }
      const taken = tellTraits(traits)
      return taken && allowed() !== null ? ready : false
    },
    identifyAnonymous: (traits) => tellTraits(traits),
    group: (account, traits) => {
      const id = String(account ?? '')
      return id ? tell('group', { account: id, ...(traits && { traits }) }) : wrong('group: an id is needed')
    },
    track: (name, properties) =>
      typeof name === 'string' && name
        ? tell('track', { name, ...(properties && { properties }) })
        : wrong('track: a name is needed'),
    page: (given) => {
      if (given) shownPath = pagePath(String(given))
      return tell('page', { path: path() })
    },
    start: (content) => tell('start', { content: String(content) }),
    ask: (query, k = 5) => tell('ask', { k, ...(query && { query: String(query) }) }),
    open: (panel) => {
      if (panel !== 'help') return wrong('open: only help')
      helpWanted = true
      connection?.openHelp()
      return allowed() !== null
    },
    close: () => {
      helpWanted = false
      connection?.closeHelp()
      return true
    },
    reset: () => {
      connection?.farewell()
      queue.clear()
      for (const name of store.names()) if (name !== 'consent' && name !== 'mode') store.set(name, null)
      identity = visitorIdentity
      shownPath = null
      connection?.switchIdentity().catch(() => undefined)
      tellConsent()
      return true
    },
    consent: (given) => {
      if (typeof given?.analytics !== 'boolean' || typeof given.personalisation !== 'boolean')
        return wrong('consent: a choice is needed')
      const now: ConsentChoice = { analytics: given.analytics, personalisation: given.personalisation }
      choice = now
      store.set('consent', JSON.stringify(now))
      mayStore = true
      if (!now.analytics) {
        stopCapture()
        queue.clear()
      }
      tellConsent()
      if (now.analytics || now.personalisation) {
        begin()
        connection?.consentChanged()
      } else {
        connection?.farewell()
        halt()
      }
      return true
    },
  }
}
