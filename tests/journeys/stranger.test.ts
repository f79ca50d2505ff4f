import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../../scripts/browser/launch-browser.ts'
import { type RunningCairn, startCairn } from '../cairn/start-cairn.ts'
import {
  type Customer,
  checklistOf,
  failThrice,
  hostErrors,
  progressOf,
  startCustomer,
  tipOf,
} from './customer-page.ts'

let browser: Browser
let cairn: RunningCairn
let customer: Customer
let context: BrowserContext

beforeAll(async () => {
  browser = await launchBrowser()
  cairn = await startCairn()
})
afterAll(async () => {
  await browser?.close()
  await cairn?.remove()
})
beforeEach(async () => {
  customer = await startCustomer(cairn)
  context = await browser.newContext()
})
afterEach(async () => {
  await context?.close()
  await customer?.host.close()
})

const asAda = () => customer.workspace.sign('ada', { traits: { role: 'admin' } })
const nothingBroke = async (page: Page) => {
  expect(await hostErrors(page)).toEqual([])
  expect(customer.host.violations).toEqual([])
}

test('a stranger with only the tag: a new user sees the checklist, and doing the real thing in the page ticks its step without a reload', async () => {
  const page = await customer.open(context)
  await checklistOf(page).waitFor()
  expect(await progressOf(page)).toMatch(/^0.*3/)
  await page.click('#create')
  await expect.poll(() => progressOf(page), { timeout: 5_000 }).toMatch(/^1.*3/)
  await nothingBroke(page)
})

test('progress is there again after a reload', async () => {
  const page = await customer.open(context)
  await checklistOf(page).waitFor()
  await page.click('#create')
  await expect.poll(() => progressOf(page)).toMatch(/^1.*3/)
  await page.reload()
  await checklistOf(page).waitFor()
  expect(await progressOf(page)).toMatch(/^1.*3/)
})

test('a visitor who signs in keeps the progress of the visit', async () => {
  const page = await customer.open(context)
  await checklistOf(page).waitFor()
  await page.click('#create')
  await expect.poll(() => progressOf(page)).toMatch(/^1.*3/)
  await page.close()
  const signedIn = await customer.open(context, await asAda())
  await checklistOf(signedIn).waitFor()
  await expect.poll(() => progressOf(signedIn)).toMatch(/^1.*3/)
  const entries = JSON.stringify(await customer.workspace.call('GET', '/v1/tenants/default/users/ada/entries'))
  expect(entries).toContain('"linked"')
})

test('three failed saves bring the matching tip; its dismissal survives reload, another tab, another browser and a restart of the server', async () => {
  const page = await customer.open(context, await asAda())
  await checklistOf(page).waitFor()
  await failThrice(page)
  await tipOf(page).waitFor()
  await tipOf(page)
    .getByRole('button', { name: /close|dismiss/i })
    .click()
  await tipOf(page).waitFor({ state: 'detached' })

  const staysAway = async (where: Page) => {
    await checklistOf(where).waitFor()
    await failThrice(where)
    await sleep(1_200)
    expect(await tipOf(where).count()).toBe(0)
  }
  await page.reload()
  await staysAway(page)
  await staysAway(await customer.open(context, await asAda()))
  const elsewhere = await browser.newContext()
  await staysAway(await customer.open(elsewhere, await asAda()))
  await cairn.end('SIGTERM')
  cairn = await cairn.again()
  await staysAway(await customer.open(elsewhere, await asAda()))
  await elsewhere.close()
  await nothingBroke(page)
})

test('the user can ask why, and reads the reason that the record holds', async () => {
  const page = await customer.open(context, await asAda())
  await checklistOf(page).waitFor()
  await failThrice(page)
  await tipOf(page).waitFor()
  const whyOf = async () =>
    (
      await customer.workspace.call<{ decisions: { why: { en: string }; input: { slot: string } }[] }>(
        'GET',
        '/v1/tenants/default/users/ada/decisions',
      )
    ).decisions.find(({ input }) => input.slot === 'inline')?.why.en
  // A record can be listed a moment after what it decided is shown.
  await expect.poll(whyOf).toBeDefined()
  const why = (await whyOf()) as string
  await tipOf(page).getByRole('button', { name: /why/i }).click()
  await page.getByText(why).waitFor()
})

test('of two tabs one shows, and it is the one the user is at', async () => {
  const first = await customer.open(context, await asAda())
  await checklistOf(first).waitFor()
  const second = await customer.open(context, await asAda())
  await checklistOf(second).waitFor()
  await expect.poll(() => checklistOf(first).count()).toBe(0)
  await first.click('h1')
  await checklistOf(first).waitFor()
  await expect.poll(() => checklistOf(second).count()).toBe(0)
  await first.close()
  await checklistOf(second).waitFor()
})

test('the server is killed while the user goes on: the widget resumes by itself and nothing done meanwhile is lost', async () => {
  const page = await customer.open(context, await asAda())
  await checklistOf(page).waitFor()
  await cairn.end('SIGKILL')
  await page.click('#create')
  await sleep(500)
  cairn = await cairn.again()
  await expect.poll(() => progressOf(page), { timeout: 30_000 }).toMatch(/^1.*3/)
  await nothingBroke(page)
})

test('with localStorage and WebSocket blocked the user is guided all the same, and the page sees no error', async () => {
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('blocked', 'SecurityError')
      },
    })
    Object.defineProperty(window, 'WebSocket', { value: undefined })
  })
  const page = await customer.open(context, await asAda())
  await checklistOf(page).waitFor()
  await page.click('#create')
  await expect.poll(() => progressOf(page), { timeout: 10_000 }).toMatch(/^1.*3/)
  await nothingBroke(page)
})

test('where consent is required, nothing is stored or sent before it is given, and guidance comes after', async () => {
  const strict = await startCustomer(cairn, { consent: 'required' }, 'data-consent="required"')
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('websocket', (socket) => asked.push(socket.url()))
  await page.goto(`${strict.host.origin}/`)
  await page.click('#create')
  await sleep(1_500)
  const talked = asked.filter((url) => url.includes('/live') || url.includes('/v1/'))
  expect(talked).toEqual([])
  expect(await page.evaluate(() => [Object.keys(localStorage), document.cookie])).toEqual([[], ''])
  await page.evaluate(() =>
    (window as unknown as { cairn: { consent(given: object): void } }).cairn.consent({
      analytics: true,
      personalisation: true,
    }),
  )
  await checklistOf(page).waitFor()
  expect(await progressOf(page)).toMatch(/^0.*3/)
  await strict.host.close()
})
