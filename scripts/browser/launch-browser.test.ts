import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from './launch-browser.ts'

let browser: Browser
const servers: Server[] = []

beforeAll(async () => {
  browser = await launchBrowser()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  for (const server of servers) server.close()
})

/** @returns the origin of a new loopback server */
const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const page = (body: string) =>
  ((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>page</title>${body}`)
  }) satisfies RequestListener

test('the browser lays a page out and runs its script', async () => {
  const origin = await serve(page('<h1>Hello</h1><script>document.body.dataset.ran = "yes"</script>'))
  const tab = await browser.newPage()
  await tab.goto(origin)
  expect(await tab.evaluate(() => document.body.dataset.ran)).toBe('yes')
  expect((await tab.locator('h1').boundingBox())?.height).toBeGreaterThan(10)
  expect((await tab.screenshot()).byteLength).toBeGreaterThan(500)
})

test('the browser keeps origins apart: a page cannot read what another origin did not share', async () => {
  const here = await serve(page('here'))
  const closed = await serve((_, response) => response.end('secret'))
  const shared = await serve((_, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.end('public')
  })
  const tab = await browser.newPage()
  await tab.goto(here)
  const read = (url: string) =>
    tab.evaluate(
      (target) =>
        fetch(target).then(
          (answer) => answer.text(),
          (error) => `blocked: ${error.name}`,
        ),
      url,
    )
  expect(await read(closed)).toBe('blocked: TypeError')
  expect(await read(shared)).toBe('public')
})

test('the browser keeps storage of two origins apart', async () => {
  const [one, other] = [await serve(page('one')), await serve(page('other'))]
  const tab = await browser.newPage()
  await tab.goto(one)
  await tab.evaluate(() => localStorage.setItem('mark', 'set'))
  await tab.goto(other)
  expect(await tab.evaluate(() => localStorage.getItem('mark'))).toBeNull()
})
