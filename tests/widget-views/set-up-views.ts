import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchBrowser } from '../../scripts/browser/launch-browser.ts'
import { type Opened, openPage } from './harness/open-page.ts'
import { type HarnessServer, serveHarness } from './harness/serve-harness.ts'

/** One browser and one server for a file's tests; `open` gives each test a page of its own. */
export const setUpViews = (): { open: (wish?: Omit<Parameters<typeof openPage>[1], 'at'>) => Promise<Opened> } => {
  let browser: Browser | undefined
  let server: HarnessServer | undefined
  beforeAll(async () => {
    ;[browser, server] = await Promise.all([launchBrowser(), serveHarness()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  return {
    open: (wish = {}) => {
      if (!browser || !server) throw new Error('the browser or the server did not start')
      return openPage(browser, { ...wish, at: server.origin })
    },
  }
}
