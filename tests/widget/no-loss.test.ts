import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { cairn, setUpWidget, until } from './set-up-widget.ts'

const { fresh, connected, visit } = setUpWidget()
const tries = process.env.FULL ? 25 : 4

const tracked = (names: readonly { kind: string }[]) =>
  names.flatMap((message) => ('name' in message ? [String(message.name)] : [])).sort()

/** Ids of the messages that the device keeps. */
const kept = (page: Page) =>
  page.evaluate(() =>
    Object.keys(localStorage)
      .filter((name) => name.includes('.queue.'))
      .flatMap((name) => JSON.parse(localStorage.getItem(name) ?? '').items as [string, { id: string }][])
      .map(([, { id }]) => id)
      .sort(),
  )

test('what happened offline survives a crash of the page and is delivered later: all of it, and nothing else', async () => {
  const server = await fresh()
  const first = await connected()
  await until(
    () => kept(first.page),
    (ids) => ids.length === 0,
  )
  await server.down()
  for (let i = 0; i < 150; i += 1) await cairn(first.page, (api, n) => api.track(`offline_${n}`), i)
  await first.page.waitForTimeout(100)
  const stored = await kept(first.page)
  expect(stored).toHaveLength(150)
  // The renderer dies without a word.
  await first.page.goto('chrome://crash').catch(() => undefined)
  await first.page.close()

  const before = new Set(server.messages().map(({ id }) => id))
  await server.up()
  const page = await first.context.newPage()
  await page.goto(first.host.origin)
  await until(
    () => server.messages('track').length,
    (count) => count >= 150,
  )
  const since = server.messages().filter(({ id, kind }) => !before.has(id) && kind === 'track')
  expect(since.map(({ id }) => id).sort()).toEqual(stored)
  await until(
    () => kept(page),
    (ids) => ids.length === 0,
  )
})

test('a queue that overflows offline drops the least, and says how much', async () => {
  const server = await fresh()
  const { page } = await connected({ body: '<button>Go</button>' })
  await server.down()
  for (let i = 0; i < 30; i += 1) await page.click('button')
  await page.evaluate(() => {
    const api = window.cairn as { track(name: string, properties: object): void }
    for (let i = 0; i < 1_000; i += 1) api.track(`event_${i}`, { i })
  })
  await page.waitForTimeout(200)
  await server.up()
  const [loss] = await until(
    () => server.messages('loss'),
    (losses) => losses.length === 1,
    30_000,
  )
  await until(
    () => server.messages('track').length,
    (count) => count === 1_000,
    30_000,
  )
  expect(server.messages('click')).toEqual([])
  expect(loss).toMatchObject({ kind: 'loss' })
  expect((loss as { messages: number }).messages).toBeGreaterThanOrEqual(30)
})

test('two tabs keep their queues apart, and a living one is not robbed', async () => {
  const server = await fresh()
  const one = await connected()
  await server.down()
  await cairn(one.page, (api) => api.track('from_one'))
  const second = await one.context.newPage()
  await second.goto(one.host.origin)
  await second
    .waitForFunction(() => typeof (window.cairn as { track?: unknown } | undefined)?.track === 'function', null, {
      timeout: 1_000,
    })
    .catch(() => undefined)
  await server.up()
  await second.reload()
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
    30_000,
  )
  const tab = server.handshakes[0]?.tab
  expect(server.arrivals.filter(({ message }) => message.kind === 'track').map(({ as }) => as.tab)).toEqual([tab])
})

const leave: Record<string, (page: Page) => Promise<unknown>> = {
  'goes to another page': (page) => page.goto('about:blank'),
  'is reloaded': (page) => page.reload({ waitUntil: 'commit' }),
  'is closed': (page) => page.close({ runBeforeUnload: true }),
}
for (const [name, go] of Object.entries(leave))
  test(`what happened last before a page ${name} arrives, ${tries} times in ${tries}`, async () => {
    const server = await fresh()
    for (let i = 0; i < tries; i += 1) {
      const { page, context } = await connected()
      await cairn(page, (api, n) => void api.track(`last_${n}`), i)
      await go(page)
      await until(
        () => tracked(server.messages('track')),
        (names) => names.includes(`last_${i}`),
      )
      await context.close()
    }
    expect(server.messages('track')).toHaveLength(tries)
  })

test('with the socket lost at that very moment, the beacon brings what happened last', async () => {
  const server = await fresh()
  const { page } = await connected()
  server.faults.sockets = false
  server.disconnectAll()
  await page.waitForTimeout(20)
  await cairn(page, (api) => void api.track('last'))
  await page.goto('about:blank')
  await until(
    () => server.arrivals.filter(({ message, by }) => message.kind === 'track' && by === 'beacon').length,
    (count) => count > 0,
  )
})

test('a page that comes back from the back-forward cache connects again', async () => {
  const server = await fresh()
  const { page } = await connected()
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  await until(
    () => server.sockets(),
    (count) => count === 0,
  )
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await until(
    () => server.sockets(),
    (count) => count === 1,
  )
  await cairn(page, (api) => api.track('back'))
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
})

test('a first visit that ends before the page was idle is told at the next one, once consent is known to be implied', async () => {
  const server = await fresh()
  const first = await connected()
  const again = await first.context.newPage()
  // The page never becomes idle.
  await again.addInitScript(() => {
    window.requestIdleCallback = () => 0
  })
  await again.goto(first.host.origin)
  await again.waitForFunction(() => typeof (window.cairn as { track?: unknown } | undefined)?.track === 'function')
  await cairn(again, (api) => api.track('too_early'))
  await again.close()
  await visit({ context: first.context })
  const last = await first.context.newPage()
  await last.goto(first.host.origin)
  await until(
    () => server.messages('track').length,
    (count) => count === 1,
  )
})
