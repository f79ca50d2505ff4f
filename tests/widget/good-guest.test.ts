import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Faults } from './fault-server.ts'
import { cairn, key, setUpWidget, until } from './set-up-widget.ts'

const { fresh, connected, visit } = setUpWidget()

/** What a busy page does to the widget. */
const use = async (page: Page) => {
  await page
    .waitForFunction(() => typeof (window.cairn as { track?: unknown } | undefined)?.track === 'function', null, {
      timeout: 3_000,
    })
    .catch(() => undefined)
  await page.evaluate(() => {
    const api = window.cairn as Record<string, (...args: unknown[]) => unknown> | undefined
    const circular: Record<string, unknown> = {}
    circular.self = circular
    for (const call of [
      () => api?.track?.('event', { n: 1 }),
      () => api?.track?.(),
      () => api?.track?.('circular', circular),
      () => api?.track?.('big', { text: 'x'.repeat(100_000), n: 1n }),
      () => api?.identify?.(undefined),
      () => api?.identify?.('u1', null, null),
      () => api?.group?.('a1', { plan: 'pro' }),
      () => api?.consent?.(undefined),
      () => api?.on?.('ready', 'no function'),
      () =>
        api?.on?.('ready', () => {
          throw new Error('a listener of the host fails')
        }),
      () => api?.init?.(undefined),
      () =>
        api?.push?.(
          () => {
            throw new Error('a pushed function of the host fails')
          },
          null,
          [null],
        ),
      () => api?.page?.(7),
      () => api?.start?.('checklist'),
      () => api?.reset?.(),
    ])
      call()
    history.pushState({}, '', '/elsewhere')
    history.back()
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  })
  await page.click('button')
  await page.fill('input', 'typed')
  await page.waitForTimeout(2_500)
}
const body = '<button>Go</button><form><input name="q"></form>'

const faults: Record<string, Partial<Faults>> = {
  'works well': {},
  'answers 500 to everything': { files: '500', wire: '500' },
  'serves the tag and then answers 500': { wire: '500' },
  'serves the tag and not its core': { files: '500-core' },
  'serves rubbish instead of the core': { files: 'garbage-core' },
  'talks rubbish over the wire': { wire: 'garbage' },
  'hangs before the tag': { files: 'hang' },
  'hangs after the tag': { files: 'hang-core' },
  'hangs at the wire': { wire: 'hang' },
  'connects and says nothing': { wire: 'mute' },
  'never acknowledges': { wire: 'no-acks' },
  'refuses the key': { wire: 'well', refusal: () => 'KEY_UNKNOWN' },
  'finds every token expired': { wire: 'well', refusal: () => 'TOKEN_EXPIRED' },
}
for (const [name, fault] of Object.entries(faults))
  test(`a page whose Cairn ${name} has no uncaught error and keeps working`, async () => {
    const server = await fresh()
    Object.assign(server.faults, fault)
    const { page, errors } = await visit({ body })
    await page.waitForSelector('input')
    await use(page)
    expect(errors).toEqual([])
    expect(await page.inputValue('input')).toBe('typed')
  })

test('a page whose Cairn is down has no uncaught error and keeps working', async () => {
  const server = await fresh()
  await server.down()
  const { page, errors } = await visit({ body })
  await page.waitForSelector('input')
  await use(page)
  expect(errors).toEqual([])
  await server.up()
})

/** Everything that a script could have changed for others: own names of the built-in prototypes and constructors, with their values. */
const remember = () => {
  const seen = new Map<string, Map<string | symbol, unknown>>()
  const look = () => {
    const places: Record<string, object> = { history, navigator, document, location, console, JSON, Math, Reflect }
    for (const name of Object.getOwnPropertyNames(window)) {
      const value: unknown = name === 'cairn' ? null : Object.getOwnPropertyDescriptor(window, name)?.value
      if (typeof value === 'function') {
        places[name] = value
        if (typeof value.prototype === 'object' && value.prototype) places[`${name}.prototype`] = value.prototype
      }
    }
    return places
  }
  const facts = (place: object) =>
    new Map(
      Reflect.ownKeys(place).map((name) => {
        const { value, get, set } = Object.getOwnPropertyDescriptor(place, name) ?? {}
        return [name, get ?? set ?? value] as const
      }),
    )
  for (const [name, place] of Object.entries(look())) seen.set(name, facts(place))
  const names = new Set(Object.getOwnPropertyNames(window))
  Object.assign(window, {
    changed: () => {
      const different: string[] = []
      for (const [name, place] of Object.entries(look())) {
        const before = seen.get(name)
        const now = facts(place)
        for (const own of new Set([...(before?.keys() ?? []), ...now.keys()]))
          if (!before || !Object.is(before.get(own), now.get(own))) different.push(`${name}.${String(own)}`)
      }
      return different.filter((path) => !/^(changed|added)\b/.test(path))
    },
    added: () => Object.getOwnPropertyNames(window).filter((name) => !names.has(name)),
  })
}

test('the page gains one global and no built-in is changed', async () => {
  const server = await fresh()
  const { page } = await connected({ body, before: remember })
  await use(page)
  expect(server.messages('click').length).toBeGreaterThan(0)
  const look = () =>
    page.evaluate(() => {
      const { changed, added } = window as never as { changed(): string[]; added(): string[] }
      return { changed: changed(), added: added() }
    })
  expect(await look()).toEqual({ changed: [], added: ['changed', 'added', 'cairn'] })
  await page.evaluate(() => {
    ;(Array.prototype as never as Record<string, unknown>).surprise = 1
  })
  expect((await look()).changed).toEqual(['Array.prototype.surprise'])
})

test('without the Navigation API the history methods are wrapped on the object, and a wrapper that came later stands', async () => {
  const server = await fresh()
  const { page } = await connected({
    body,
    before: () => {
      Reflect.deleteProperty(window, 'navigation')
      Object.defineProperty(window, 'navigation', { value: undefined })
    },
  })
  await page.evaluate(() => {
    const wrapped = history.pushState
    history.pushState = function (...args) {
      ;(window as never as { seen: unknown }).seen = args[2]
      return wrapped.apply(this, args)
    }
    history.pushState({}, '', '/later')
  })
  await until(
    () => server.messages('page'),
    (pages) => pages.length === 2,
  )
  const natives = () =>
    page.evaluate(() =>
      [History.prototype.pushState, History.prototype.replaceState].every((method) =>
        `${method}`.includes('[native code]'),
      ),
    )
  expect(await natives()).toBe(true)
  await cairn(page, (api) => api.consent({ analytics: false, personalisation: false }))
  expect(await page.evaluate(() => Object.getOwnPropertyNames(history))).toEqual(['pushState'])
  await page.evaluate(() => history.pushState({}, '', '/after'))
  await page.evaluate(() => history.back())
  await page.waitForTimeout(500)
  expect(await page.evaluate(() => (window as never as { seen: unknown }).seen)).toBe('/after')
  expect(server.messages('page')).toMatchObject([{ path: '/' }, { path: '/later' }])
})

test('a tag that stands twice in a page does everything once', async () => {
  const server = await fresh()
  const { page } = await connected({
    body: `${body}<script async src="${server.origin}/cairn.js?again" data-key="${key}"></script>`,
  })
  await page.click('button')
  await until(
    () => server.messages('click').length,
    (count) => count > 0,
  )
  await page.waitForTimeout(1_000)
  expect(server.handshakes).toHaveLength(1)
  expect(server.messages('page')).toHaveLength(1)
  expect(server.messages('click')).toHaveLength(1)
})

test('a page that already uses the name keeps it', async () => {
  const server = await fresh()
  const { page, errors } = await visit({ script: 'window.cairn = { version: "the host\'s own" }' })
  await page.waitForLoadState('load')
  await page.waitForTimeout(2_500)
  expect(await page.evaluate(() => window.cairn)).toEqual({ version: "the host's own" })
  expect(server.handshakes).toHaveLength(0)
  expect(errors).toEqual([])
})

test('an element whose id is the name of the global hinders nothing', async () => {
  await fresh()
  const { page } = await connected({ body: '<div id="cairn"></div>' })
  expect(await cairn(page, (api) => api.track('fine'))).toBe(true)
})

test('with storage and WebSocket blocked, messages and guidance go by the beacon route, for one and the same visitor', async () => {
  const server = await fresh()
  const { page, errors } = await visit({
    body,
    before: () => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('blocked', 'SecurityError')
        },
      })
      Reflect.deleteProperty(window, 'WebSocket')
    },
  })
  server.guidance = { ...server.guidance, rev: 3 }
  await until(
    () => server.messages('page').length,
    (count) => count === 1,
  )
  await cairn(page, (api) => {
    api.on('guidance', ({ rev }) => document.body.setAttribute('data-rev', String(rev)))
  })
  server.guidance = { ...server.guidance, rev: 4 }
  await page.click('button')
  await until(
    () => server.messages('click').length,
    (count) => count === 1,
  )
  expect(server.arrivals.every(({ by }) => by === 'beacon')).toBe(true)
  await until(
    () => page.getAttribute('body', 'data-rev'),
    (rev) => rev === '4',
  )
  const visitors = new Set(server.arrivals.slice(1).map(({ as }) => as.visitor))
  expect(visitors.size).toBe(1)
  expect([...visitors][0]).toMatch(/^visitor-/)
  expect(errors).toEqual([])
})

test('a socket that the network swallows is given up for the beacon route', async () => {
  const server = await fresh()
  const { page } = await visit({
    body,
    before: () => {
      window.WebSocket = class extends EventTarget {
        constructor() {
          super()
          setTimeout(() => (this as never as WebSocket).onerror?.(new Event('error')), 5)
        }
        close() {}
      } as never
    },
  })
  await page.waitForLoadState('load')
  await until(
    () => server.arrivals.filter(({ by, message }) => by === 'beacon' && message.kind === 'page').length,
    (count) => count === 1,
    20_000,
  )
})

test('an idle widget shifts no layout', async () => {
  await fresh()
  const { page } = await connected({ body })
  const shifts = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as never as { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => done(sum), 1_500)
      }),
  )
  expect(shifts).toBe(0)
})
