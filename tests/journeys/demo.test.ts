import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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

test('the other tenant is guided by its own content, in its own language', async () => {
  await context.close()
  context = await browser.newContext({ locale: 'de-DE' })
  const page = await signIn('Jonas Brandt')
  await page.getByRole('heading', { name: 'Halyard bei Brandt Optik' }).waitFor()
  expect(await page.getByText('Set up your workspace').count()).toBe(0)
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

test('Ctrl-C stops it cleanly, and starting again keeps all data', async () => {
  expect(await stop()).toBe(0)
  await start(env)
  const page = await signIn('Maya Okafor')
  await page.getByRole('heading', { name: 'Set up your workspace' }).waitFor()
  expect(await progressOf(page)).toBe('1 of 5')
})
