import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../../scripts/browser/launch-browser.ts'
import { freePort } from '../cairn/free-port.ts'
import { progressOf } from './customer-page.ts'

/** The demo as `npm start` runs it after the build: two processes, two origins, nothing that a customer could not use. */
const startScript = new URL('../../dist/scripts/start.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'cairn-demo-'))
let child: ChildProcess
let output = ''
let demo: string
let browser: Browser
let context: BrowserContext
const troubles: string[] = []

const start = async (env: Record<string, string>): Promise<void> => {
  output = ''
  child = spawn(process.execPath, [startScript], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const giveUpAt = Date.now() + 10_000
  while (!output.includes('Cairn is up')) {
    if (child.exitCode !== null || Date.now() > giveUpAt)
      throw new Error(`npm start did not come up within 10 s: ${output}`)
    await sleep(50)
  }
}
const stop = (): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGINT')
  })

let env: Record<string, string>
beforeAll(async () => {
  env = { CAIRN_PORT: String(await freePort()), DEMO_PORT: String(await freePort()) }
  demo = `http://127.0.0.1:${env.DEMO_PORT}`
  await start(env)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  if (child.exitCode === null) await stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  troubles.length = 0
})
afterEach(() => context.close())

const signIn = async (name: string): Promise<Page> => {
  const page = await context.newPage()
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && /content security policy|trusted/i.test(line.text())) troubles.push(line.text())
  })
  await page.goto(demo)
  await page.getByText(name).first().click()
  return page
}

test('it prints within 10 s whom one can sign in as, and where the health is', () => {
  for (const what of ['Maya Okafor', 'Jonas Brandt', demo, '/health/ready']) expect(output).toContain(what)
})

test('its keys stand in its own file, which nobody else can read', () => {
  expect(statSync(join(folder, '.cairn-demo', 'keys.json')).mode & 0o077).toBe(0)
})

test('the first person to sign in is guided: a real action ticks its step', async () => {
  const page = await signIn('Maya Okafor')
  await page.getByRole('heading', { name: 'Set up your workspace' }).waitFor()
  expect(await progressOf(page)).toBe('0 of 5')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByLabel('Name').fill('Winter campaign')
  await page.keyboard.press('Enter')
  await expect.poll(() => progressOf(page)).toBe('1 of 5')
  expect(troubles).toEqual([])
})

test('the other tenant is guided by its own content, in its own language and words', async () => {
  await context.close()
  context = await browser.newContext({ locale: 'de-DE' })
  const page = await signIn('Jonas Brandt')
  await page.getByRole('heading', { name: 'Halyard bei Brandt Optik' }).waitFor()
  expect(await page.getByText('Set up your workspace').count()).toBe(0)
  // What the product calls "USt-IdNr.".
  await page.getByText('Die Buchhaltung braucht die Umsatzsteuer-ID vor der ersten Rechnung.').waitFor()
  expect(troubles).toEqual([])
})

test('three refused saves bring the tip at the field that is wrong', async () => {
  const page = await signIn('Maya Okafor')
  await page.goto(`${demo}/settings/webhooks`)
  const field = page.locator('[data-cairn="webhook-url"]')
  await field.waitFor()
  for (let time = 0; time < 3; time++) {
    await field.fill(`ftp://example.test/${time}`)
    await page.locator('[data-cairn="save-settings"]').click()
    await page.waitForTimeout(300)
  }
  await page.getByRole('region', { name: /^Tip/ }).waitFor({ timeout: 15_000 })
  expect(troubles).toEqual([])
})

test('what the user says of guidance changes what comes next, and taking it back brings it back as it was', async () => {
  const page = await signIn('Maya Okafor')
  const setUp = page.getByRole('heading', { name: 'Set up your workspace' })
  await setUp.waitFor()
  const progress = await progressOf(page)
  await page.getByRole('button', { name: 'More options' }).click()
  await page.getByRole('menuitem', { name: 'Not relevant to me' }).click()

  await page.getByRole('heading', { name: 'Get more from Halyard' }).waitFor()
  expect(await setUp.count()).toBe(0)
  await page.getByRole('button', { name: 'More options' }).click()
  await page.getByRole('menuitem', { name: 'Why am I seeing this?' }).click()
  await page.getByText('You have put “Set up your workspace” aside.').waitFor()

  await page.getByRole('button', { name: 'Undo' }).click()
  await setUp.waitFor()
  expect(await page.getByText('Get more from Halyard').count()).toBe(0)
  expect(await progressOf(page)).toBe(progress)
  await page.reload()
  await setUp.waitFor()
  expect(troubles).toEqual([])
})

/** What axe objects to in the widget; it must have looked into it. */
const objections = async (page: Page): Promise<string[]> => {
  await page.waitForTimeout(500)
  const { violations, passes } = (await page.evaluate(`${axe.source}; axe.run()`)) as axe.AxeResults
  expect(JSON.stringify(passes)).toContain('data-cairn-guide')
  return violations.filter(({ nodes }) => JSON.stringify(nodes).includes('data-cairn-guide')).map(({ id }) => id)
}

test('help answers from the articles as one types, and without a source hands over to the product’s own people', async () => {
  const page = await signIn('Maya Okafor')
  await page.getByRole('button', { name: 'Help' }).first().click()
  const help = page.getByRole('region', { name: 'Help' })
  await help.getByRole('button', { name: /Set up your workspace/ }).waitFor()
  await page.keyboard.type('webhook address')
  await help.getByText('Where webhooks can be sent').waitFor()
  await help.getByText('It speaks of what you asked for').first().waitFor()
  expect(await objections(page)).toEqual([])
  await help.getByRole('searchbox').fill('weather in Rome')
  await help.getByText('Nothing here answers').waitFor()
  await help.getByRole('button', { name: 'Ask a person' }).click()
  expect(await page.getByRole('dialog', { name: 'Ask our team' }).getByLabel('Your question').inputValue()).toBe(
    'weather in Rome',
  )
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+/')
  const field = help.getByRole('searchbox')
  const isFocused = () => field.evaluate((one) => one === (one.getRootNode() as ShadowRoot).activeElement)
  await expect.poll(isFocused).toBe(true)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'detached' })
  expect(troubles).toEqual([])
})

test('an offer comes to whom it concerns, once they have done what it is about, and goes when it is put off', async () => {
  const page = await signIn('Maya Okafor')
  await page.getByRole('heading', { name: 'Set up your workspace' }).waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.goto(`${demo}/reports`)
  await page.locator('[data-cairn="export-report"]').click()
  const offer = page.getByRole('dialog', { name: 'Reports over all your projects' })
  await offer.waitFor()
  for (const said of ['€49', 'per month', 'For teams on the Team plan.', 'Your team recommends it'])
    expect(await offer.innerText()).toContain(said)
  expect(await objections(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByText('Noted: Not now').waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Set up your workspace' }).waitFor()
  expect(await offer.count()).toBe(0)
  expect(troubles).toEqual([])
})

test('Ctrl-C stops it cleanly, and starting again keeps all data', async () => {
  expect(await stop()).toBe(0)
  await start(env)
  const page = await signIn('Maya Okafor')
  await page.getByRole('heading', { name: 'Set up your workspace' }).waitFor()
  expect(await progressOf(page)).toBe('2 of 5')
})
