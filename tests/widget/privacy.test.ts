import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { oneStep } from './one-step.ts'
import { cairn, key, setUpWidget, until } from './set-up-widget.ts'

const { fresh, connected, visit } = setUpWidget()
const stored = (page: Page) => page.evaluate(() => JSON.stringify({ ...localStorage }))
const consentFirst = `data-key="${key}" data-consent="required"`
const loaded = async (page: Page) => {
  await page.waitForFunction(() => typeof (window.cairn as { consent?: unknown } | undefined)?.consent === 'function')
  await page.waitForTimeout(2_500)
}

test('what a user types, masked text, queries and addresses in errors never leave the page and are not stored', async () => {
  const server = await fresh()
  const { page } = await connected({
    body: `
      <form data-cairn="signup" aria-label="Sign up">
        <label>Name <input name="name" value="CANARY"></label>
        <label>Secret <input type="password"></label>
        <label>Notes <textarea>CANARY</textarea></label>
        <select><option>CANARY</option><option>other</option></select>
        <div contenteditable="true" role="button">CANARY</div>
        <input type="button" value="CANARY">
        <button>Send</button>
      </form>
      <section data-cairn-mask><button id="hidden">CANARY</button><a href="#CANARY" aria-label="CANARY">x</a></section>
      <button id="mixed">Open <b data-cairn-mask>CANARY</b></button>
      <table><tr><td role="row" id="cell">CANARY</td></tr></table>
      <p id="text">CANARY</p>
      <div id="shady"></div>`,
    script: `addEventListener('submit', (event) => event.preventDefault())
      document.getElementById('shady').setAttribute('data-cairn-mask', '')
      document.getElementById('shady').attachShadow({ mode: 'open' }).innerHTML = '<button>CANARY</button>'`,
  })
  for (const field of await page.locator('input:not([type=button]), textarea').all()) {
    await field.click()
    await field.fill('CANARY')
    await field.press('End')
    await page.keyboard.type('CANARY')
  }
  await page.locator('select').selectOption('CANARY')
  for (const selector of [
    '[contenteditable]',
    '[type=button]',
    '#hidden',
    'section a',
    '#mixed',
    '#cell',
    '#text',
    '#shady button',
    'form button',
  ])
    await page.locator(selector).click({ position: { x: 3, y: 3 } })
  await page.evaluate(() => history.pushState({}, '', '/found?q=CANARY#CANARY'))
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error('no mail to CANARY@example.org from https://x.example/?token=CANARY 4711')
    })
  })
  await until(
    () => server.messages('error').length,
    (count) => count === 1,
  )
  await cairn(page, (api) => api.track('done'))
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
  expect(server.messages('submit')).toMatchObject([{ element: { tag: 'form', hook: 'signup', name: 'Sign up' } }])
  expect(server.messages('error')).toMatchObject([
    { message: 'Uncaught Error: no mail to @ from https://x.example/? 0' },
  ])
  expect(server.messages('click').length).toBeGreaterThan(5)
  expect(server.messages('click')).toContainEqual(
    expect.objectContaining({ element: { tag: 'button', id: 'mixed', role: 'button' } }),
  )
  expect(JSON.stringify(server.messages('click'))).not.toContain('hidden')
  expect(server.transcript()).toContain('signup')
  expect(server.transcript()).not.toContain('CANARY')
  expect(await stored(page)).not.toContain('CANARY')
})

test('where consent is required nothing is captured, stored or sent before it was given', async () => {
  const server = await fresh()
  const { page, context, host } = await visit({ tag: consentFirst, body: '<button>Go</button>' })
  const requests: string[] = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  await loaded(page)
  await page.click('button')
  expect(await cairn(page, (api) => api.track('early'))).toBe(false)
  await cairn(page, (api) => void api.identify('u1', { plan: 'pro' }))
  await page.waitForTimeout(300)
  expect(server.handshakes).toEqual([])
  expect(server.transcript()).toBe('')
  expect(await stored(page)).toBe('{}')
  expect(requests.filter((path) => path.startsWith('/v1/'))).toEqual([])

  await cairn(page, (api) => api.consent({ analytics: true, personalisation: true }))
  await page.click('button')
  await until(
    () => server.messages('click').length,
    (count) => count === 1,
  )
  expect(server.messages()[0]).toMatchObject({ kind: 'consent', analytics: true, personalisation: true })
  expect(server.messages('track')).toEqual([])

  const next = await context.newPage()
  await next.goto(host.origin)
  await until(
    () => server.messages('page').length,
    (count) => count === 2,
  )
})

test('on a first visit nothing is written to the device before the workspace has said that consent is implied', async () => {
  const server = await fresh()
  const { page } = await visit({
    body: '<button>Go</button>',
    before: () => {
      let idle: (() => void)[] = []
      window.requestIdleCallback = (run) => idle.push(() => run(null as never))
      Object.assign(window, {
        becomeIdle: () => {
          for (const run of idle) run()
          idle = []
        },
      })
    },
  })
  await loaded(page)
  await page.click('button')
  expect(await cairn(page, (api) => api.track('waiting'))).toBe(true)
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')))
  await page.waitForTimeout(300)
  expect(await stored(page)).toBe('{}')
  expect(server.transcript()).toBe('')
  await page.evaluate(() => (window as never as { becomeIdle(): void }).becomeIdle())
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
})

test('a workspace that requires consent makes a tag that did not ask for it as strict', async () => {
  const server = await fresh()
  server.welcome = { ...server.welcome, consent: 'required' }
  const { page } = await visit({ body: '<button>Go</button>' })
  await until(
    () => server.handshakes.length,
    (count) => count === 1,
  )
  await page.click('button')
  await page.waitForTimeout(500)
  expect(server.messages()).toEqual([])
  expect(await stored(page)).toBe('{}')
  expect(server.sockets()).toBe(0)
  await cairn(page, (api) => api.consent({ analytics: true, personalisation: true }))
  await page.click('button')
  await until(
    () => server.messages('click').length,
    (count) => count === 1,
  )
})

test('a user who withdraws consent is left alone, on the next page too', async () => {
  const server = await fresh()
  const { page, context, host } = await connected({ body: '<button>Go</button>' })
  await cairn(page, (api) => api.consent({ analytics: false, personalisation: false }))
  await until(
    () => server.messages('consent'),
    (all) => all.length === 1,
  )
  expect(server.messages('consent')).toMatchObject([{ analytics: false, personalisation: false }])
  const before = server.messages().length
  await page.click('button')
  expect(await cairn(page, (api) => api.track('late'))).toBe(false)
  const next = await context.newPage()
  await next.goto(host.origin)
  await loaded(next)
  expect(server.messages()).toHaveLength(before)
  expect(server.sockets()).toBe(0)
  expect(Object.keys(JSON.parse(await stored(page)))).toEqual([expect.stringContaining('.consent')])
})

test('guidance leaves the page when personalisation is withdrawn, and comes back when it is given again', async () => {
  const server = await fresh()
  server.guidance = oneStep
  const { page } = await connected()
  await page.getByText('Create a project').waitFor()
  await cairn(page, (api) => api.consent({ analytics: true, personalisation: false }))
  await page.getByText('Create a project').waitFor({ state: 'detached' })
  await cairn(page, (api) => api.consent({ analytics: true, personalisation: true }))
  await page.getByText('Create a project').waitFor()
})

test('Global Privacy Control turns personalisation off without being asked', async () => {
  const server = await fresh()
  await connected({
    before: () => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
  })
  await until(
    () => server.messages('consent'),
    (all) => all.length === 1,
  )
  expect(server.messages('consent')).toMatchObject([{ analytics: true, personalisation: false }])
})

test('the device keeps a visitor token and unsent messages, and nothing that names a user', async () => {
  const server = await fresh()
  const { page } = await connected()
  await cairn(page, (api) => api.identify('ann@example.org', { plan: 'pro' }))
  await until(
    () => server.handshakes.length,
    (count) => count === 2,
  )
  await server.down()
  await cairn(page, (api) => api.track('kept'))
  await page.waitForTimeout(200)
  const text = await stored(page)
  expect(text).toContain('kept')
  expect(text).not.toContain('ann')
})
