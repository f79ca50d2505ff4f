import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchBrowser } from '../../scripts/browser/launch-browser.ts'
import type { CairnApi } from '../../widget/api/cairn-api.ts'
import { type HostPage, startHostPage } from '../cairn/host-page.ts'
import { type FaultServer, startFaultServer } from './fault-server.ts'

export interface Wish {
  /** Attributes of the tag beside `src`. */
  tag?: string
  body?: string
  /** Without the tag. */
  bare?: boolean
  /** Runs as /page.js, before the tag. */
  script?: string
  policy?: (cairn: string) => string
  /** Runs in the page before everything else. */
  before?: () => void
  context?: BrowserContext
}

export interface Visit {
  readonly page: Page
  readonly host: HostPage
  readonly context: BrowserContext
  /** Uncaught errors and rejections of the page. */
  readonly errors: readonly string[]
}

export const key = 'pk_0123456789abcdef'

/** Until something holds, or the test fails with what was seen last. */
export const until = async <T>(
  read: () => T | Promise<T>,
  holds: (value: T) => boolean,
  withinMs = 15_000,
): Promise<T> => {
  const giveUpAt = Date.now() + withinMs
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    if (Date.now() > giveUpAt) throw new Error(`still ${JSON.stringify(value)} after ${withinMs} ms`)
    await sleep(25)
  }
}

/** Calls the widget from the page. */
export const cairn = <A extends unknown[], R>(page: Page, call: (api: CairnApi, ...args: A) => R, ...args: A) =>
  page.evaluate(
    ([source, given]) =>
      (new Function(`return (${source})`)() as (api: unknown, ...args: unknown[]) => R)(window.cairn, ...given),
    [call.toString(), args] as [string, unknown[]],
  )

/** A browser for a file's tests, and for each test a faulty Cairn of its own; the host page stands on another origin. */
export const setUpWidget = () => {
  let browser: Browser
  let server: FaultServer
  const visits: Visit[] = []
  beforeAll(async () => {
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
  })
  afterEach(async () => {
    for (const { context, host } of visits.splice(0)) {
      await context.close()
      await host.close()
    }
    await server?.down().catch(() => undefined)
  })

  const visit = async (wish: Wish = {}): Promise<Visit> => {
    const { tag = `data-key="${key}"`, body = '' } = wish
    const policy = wish.policy?.(server.origin)
    const script = `<script async src="${server.origin}/cairn.js" ${tag}></script>`
    const host = await startHostPage({
      html: () => `${body}<script src="/page.js"></script>${wish.bare ? '' : script}`,
      script: wish.script ?? '',
      ...(policy !== undefined && { policy }),
    })
    const context = wish.context ?? (await browser.newContext())
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    if (wish.before) await page.addInitScript(wish.before)
    await page.goto(host.origin, { waitUntil: 'commit' })
    const one = { page, host, context, errors }
    visits.push(one)
    return one
  }
  return {
    fresh: async (): Promise<FaultServer> => {
      server = await startFaultServer()
      return server
    },
    visit,
    /** As `visit`, and waits until the server has welcomed the page. */
    connected: async (wish?: Wish): Promise<Visit> => {
      const before = server.handshakes.length
      const one = await visit(wish)
      await until(
        () => server.handshakes.length,
        (count) => count > before,
      )
      await until(
        () => server.messages('page').length,
        (count) => count > 0,
      )
      expect(one.errors).toEqual([])
      return one
    },
  }
}
