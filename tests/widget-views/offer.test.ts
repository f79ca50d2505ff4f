import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { checklist, guidance, offer } from './harness/guidance-fixtures.ts'
import type { Harness } from './harness/page.ts'
import { setUpViews } from './set-up-views.ts'

declare const harness: Harness

const { open } = setUpViews()
const dialog = (page: Page) => page.getByRole('dialog', { name: offer().title })
const isInside = (page: Page) =>
  page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.closest('dialog') !== null)
const focusedId = (page: Page) => page.evaluate(() => document.activeElement?.id)

test('an offer says what it costs as the server does, for whom, until when and why', async () => {
  const { page, show, rest, sent, harm } = await open()
  await show(guidance(1, [offer()]))
  await dialog(page).waitFor()
  await rest()
  const text = (await dialog(page).innerText()).replace(/\s+/g, ' ')
  for (const said of [
    '€39.20 per month',
    'instead of €49',
    'March 31, 2027',
    'For teams on the Team plan.',
    'one by one.',
  ])
    expect(text).toContain(said)
  expect(await sent('exposure')).toEqual([{ kind: 'exposure', decision: 'decision-3' }])
  expect(await harm()).toEqual({ violations: [], errors: [], shifted: 0 })
  await page.close()
})

test('a price is written in the reader’s manner', async () => {
  const { page, show } = await open({ locale: 'de-DE' })
  await show(guidance(1, [offer({ price: { amount: 1290, currency: 'EUR', period: 'year' } })]))
  await dialog(page).waitFor()
  expect((await page.locator('.price').innerText()).replace(/\s+/g, ' ')).toBe('1.290 € pro Jahr')
  await page.close()
})

test('while it is open the focus stays in it, and afterwards it is where it was', async () => {
  const { page, show, sent } = await open()
  await page.locator('#export').focus()
  await show(guidance(1, [checklist({ collapsed: true }), offer()]))
  await dialog(page).waitFor()
  for (let press = 0; press < 8; press++) {
    await page.keyboard.press('Tab')
    // Past its end the focus may visit the browser's own bar, never the page.
    expect((await isInside(page)) || (await page.evaluate(() => document.activeElement === document.body))).toBe(true)
  }
  expect(
    await page
      .locator('#new')
      .click({ timeout: 300 })
      .catch(() => 'no click gets through'),
  ).toBe('no click gets through')
  await page.keyboard.press('Escape')
  expect(await dialog(page).count()).toBe(0)
  expect((await sent('feedback')).map(({ action }) => action)).toEqual(['not-now'])
  expect(await focusedId(page)).toBe('export')
  await page.close()
})

test('Escape in its menu closes the menu alone', async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [offer()]))
  await dialog(page).getByRole('button', { name: 'More options' }).click()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('menu').count()).toBe(0)
  expect(await dialog(page).count()).toBe(1)
  expect(await sent('feedback')).toEqual([])
  await page.close()
})

test('taken up, it follows the route and goes', async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [offer()]))
  await page.getByRole('link', { name: 'Compare the plans' }).click()
  expect(await page.evaluate(() => harness.routes)).toEqual(['/settings/plans'])
  expect((await sent('feedback')).map(({ action }) => action)).toEqual(['followed'])
  expect(await dialog(page).count()).toBe(0)
  await page.close()
})

test('where its button shows other content, that is asked for', async () => {
  const { page, show, sent } = await open()
  const { action: _, ...others } = offer()
  await show(guidance(1, [{ ...others, command: { label: 'Show me around', start: 'tour-of-reports' } }]))
  await page.getByRole('button', { name: 'Show me around' }).click()
  expect(await sent('start')).toEqual([{ kind: 'start', content: 'tour-of-reports' }])
  expect((await sent('feedback')).map(({ action }) => action)).toEqual(['followed'])
  expect(await dialog(page).count()).toBe(0)
  await page.close()
})

test('it waits for who is writing, and for a dialog of the page', async () => {
  const { page, show, sent, rest } = await open()
  await page.locator('#notes').focus()
  await show(guidance(1, [offer()]))
  await rest()
  await page.evaluate(() => {
    const own = document.createElement('dialog')
    own.id = 'own'
    own.innerText = 'The page asks'
    document.body.append(own)
    own.showModal()
  })
  await rest()
  expect(await dialog(page).isVisible()).toBe(false)
  expect(await sent('exposure')).toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('h1').click()
  await dialog(page).waitFor()
  await page.close()
})
