import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { GuidanceItem } from '../../contract/guidance.ts'
import { checklist, guidance, tip } from './harness/guidance-fixtures.ts'
import { setUpViews } from './set-up-views.ts'

const { open } = setUpViews()
const notice = (page: Page) => page.locator('.notice')
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' })
const surfaces = {
  checklist: { item: checklist(), decision: 'decision-1', selector: '.panel' },
  tip: { item: tip(), decision: 'decision-2', selector: '.tip-card' },
} as const satisfies Record<string, { item: GuidanceItem; decision: string; selector: string }>
const focused = (page: Page) =>
  page.evaluate(() => {
    const inside = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement
    return inside?.getAttribute('aria-label') ?? inside?.id ?? ''
  })
const focusedText = (page: Page) =>
  page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent ?? '')

const choose = async (page: Page, label: string) => {
  await page.getByRole('button', { name: 'More options' }).click()
  await page.getByRole('menuitem', { name: label }).click()
}

for (const [label, said] of [
  ['Not now', { action: 'not-now' }],
  ['Not this week', { action: 'not-now', snoozeMs: 7 * 86_400_000 }],
  ['Already done', { action: 'already-done' }],
  ['Not relevant to me', { action: 'not-relevant' }],
  ['Fewer like this', { action: 'fewer-like-this' }],
  ['Something is wrong', { action: 'wrong' }],
  ['Don’t show again', { action: 'dismissed' }],
] as const)
  test.each(Object.entries(surfaces))(
    `"${label}" takes a %s away, and Undo brings it back before the server has answered`,
    async (_kind, { item, decision, selector }) => {
      const { page, show, sent, harm } = await open()
      await show(guidance(1, [item]))
      await page.locator(selector).waitFor()
      await choose(page, label)
      expect(await page.locator(selector).count()).toBe(0)
      expect(await notice(page).textContent()).toBe(`Noted: ${label}Undo`)
      await undo(page).click()
      await page.locator(selector).waitFor()
      expect(await notice(page).count()).toBe(0)
      expect(await sent('feedback')).toMatchObject([
        { decision, ...said },
        { decision, action: 'undone', undoes: said.action },
      ])
      expect((await harm()).errors).toEqual([])
      await page.close()
    },
  )

test('praise leaves it where it is, and can be taken back too', async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [tip()]))
  await page.locator('.tip-card').waitFor()
  await choose(page, 'This helps')
  await notice(page).waitFor()
  expect(await page.locator('.tip-card').isVisible()).toBe(true)
  await undo(page).click()
  expect((await sent('feedback')).map(({ action, undoes }) => [action, undoes])).toEqual([
    ['helpful', undefined],
    ['undone', 'helpful'],
  ])
  await page.close()
})

test('by keyboard the focus goes to the way back, which waits, and then back to where it came from', async () => {
  const { page, show, rest } = await open()
  await show(guidance(1, [checklist()]))
  await page.locator('.panel').waitFor()
  await page.locator('#export').focus()
  await page.getByRole('button', { name: 'More options' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect.poll(() => focusedText(page)).toBe('Undo')
  await page.waitForTimeout(9_000)
  expect(await notice(page).count()).toBe(1)
  await page.keyboard.press('Escape')
  await rest()
  expect(await page.locator('[data-cairn-guide]').count()).toBe(0)
  expect(await focused(page)).toBe('export')
  await page.close()
})

test('the notice goes by itself, and not while it is pointed at', async () => {
  const { page, show } = await open()
  await show(guidance(1, [checklist()]))
  await page.locator('.panel').waitFor()
  await choose(page, 'Fewer like this')
  await notice(page).hover()
  await page.waitForTimeout(9_000)
  expect(await notice(page).count()).toBe(1)
  await page.mouse.move(5, 5)
  await expect.poll(() => page.locator('[data-cairn-guide]').count(), { timeout: 10_000 }).toBe(0)
  await page.close()
})

test('a screen reader hears what was noted and that it can be undone', async () => {
  const { page, show } = await open()
  await show(guidance(1, [checklist()]))
  await page.locator('.panel').waitFor()
  await choose(page, 'Not relevant to me')
  const status = page.locator('[data-cairn-guide] [role=status]')
  await expect.poll(() => status.textContent()).toBe('Noted: Not relevant to me. Undo?')
  await page.close()
})

test('the menu of a tip at the lower edge opens upwards', async () => {
  const { page, show, rest } = await open({ browser: { viewport: { width: 1180, height: 330 } } })
  await show(guidance(1, [tip({ anchor: { hook: 'new-project' } })]))
  await page.locator('.tip-card').waitFor()
  await page.getByRole('button', { name: 'More options' }).click()
  await rest()
  const box = await page.getByRole('menu').boundingBox()
  expect(box && box.y + box.height).toBeLessThanOrEqual(330)
  await page.close()
})

test('the user is asked and answered in German where they read German', async () => {
  const { page, show } = await open({ locale: 'de-AT' })
  await show(guidance(1, [tip()]))
  await page.locator('.tip-card').waitFor()
  await page.getByRole('button', { name: 'Weitere Optionen' }).click()
  expect(await page.getByRole('menuitem').allTextContents()).toEqual([
    'Nicht jetzt',
    'Nicht diese Woche',
    'Das hilft mir',
    'Schon erledigt',
    'Für mich nicht relevant',
    'Weniger davon',
    'Hier stimmt etwas nicht',
    'Nicht mehr anzeigen',
  ])
  await page.getByRole('menuitem', { name: 'Weniger davon' }).click()
  expect(await notice(page).textContent()).toBe('Notiert: Weniger davonRückgängig')
  await page.close()
})
