import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Guidance, Welcome } from '../../../contract/guidance.ts'
import type { Harness } from './page.ts'
import type { HostPage } from './pages.ts'

declare const harness: Harness

export interface Opened {
  readonly page: Page
  show(guidance: Guidance): Promise<void>
  /** Messages of one kind, in the order in which the views sent them. */
  sent(kind: string): Promise<Record<string, unknown>[]>
  /** Everything that a guest must not have caused. */
  harm(): Promise<{ violations: string[]; errors: string[]; shifted: number }>
  /** Time for animations of the surfaces to end. */
  rest(): Promise<void>
}

interface Wish {
  at: string
  host?: HostPage
  theme?: Welcome['theme']
  locale?: string
  offersHelp?: boolean
  handsOver?: boolean
  browser?: BrowserContextOptions
  /** Runs in the page before the views are mounted. */
  before?: (page: Page) => Promise<void>
}

/** Opens a host page in a tab of its own and mounts the views there. */
export const openPage = async (browser: Browser, wish: Wish): Promise<Opened> => {
  const page = await browser.newPage({ viewport: { width: 1180, height: 760 }, ...wish.browser })
  await page.goto(`${wish.at}/${wish.host ?? 'plain'}`, { waitUntil: 'load' })
  await page.waitForFunction(() => 'harness' in globalThis)
  await wish.before?.(page)
  await page.evaluate((options) => harness.mount(options), {
    theme: wish.theme ?? {},
    locale: wish.locale ?? 'en',
    offersHelp: wish.offersHelp ?? false,
    handsOver: wish.handsOver ?? false,
  })
  return {
    page,
    show: (guidance) => page.evaluate((given) => harness.show(given), guidance),
    sent: (kind) => page.evaluate((wanted) => harness.sent.filter((message) => message.kind === wanted), kind),
    harm: () =>
      page.evaluate(() => ({
        violations: harness.violations,
        errors: harness.errors,
        shifted: harness.shifts.reduce((sum, shift) => sum + shift, 0),
      })),
    rest: () => page.waitForTimeout(700),
  }
}
