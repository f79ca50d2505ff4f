import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { checklist, guidance, withDone } from './harness/guidance-fixtures.ts'
import type { Harness } from './harness/page.ts'
import { setUpViews } from './set-up-views.ts'

declare const harness: Harness

const { open } = setUpViews()
const panel = (page: Page) => page.locator('.panel')
const launcher = (page: Page) => page.locator('.launcher')
const focused = (page: Page) =>
  page.evaluate(() => {
    const inside = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement
    return inside?.getAttribute('aria-label') ?? inside?.textContent ?? ''
  })
const status = (page: Page) => page.locator('[data-cairn-guide] [role=status]').textContent()

test('a checklist shows what is done, and unfolds the next open step alone', async () => {
  const { page, show } = await open()
  await show(guidance(1, [withDone(2)]))
  await panel(page).waitFor()
  expect(await page.locator('.step[data-done]').count()).toBe(2)
  expect(await page.locator('.step[data-open] .step-title').textContent()).toBe('Read the two-minute guide')
  expect(await page.locator('.count').textContent()).toBe('2 of 5')
  await page.close()
})

test('what the server says is collapsed comes up collapsed', async () => {
  const { page, show } = await open()
  await show(guidance(1, [checklist({ collapsed: true })]))
  await launcher(page).waitFor()
  expect(await panel(page).isVisible()).toBe(false)
  await page.close()
})

test('a phone gets the pill first, not a panel over its page', async () => {
  const { page, show } = await open({ browser: { viewport: { width: 320, height: 640 } } })
  await show(guidance(1, [checklist()]))
  await launcher(page).waitFor()
  expect(await panel(page).isVisible()).toBe(false)
  await launcher(page).click()
  await panel(page).waitFor()
  const box = await panel(page).boundingBox()
  expect(box && box.x >= 0 && box.x + box.width <= 320).toBe(true)
  await page.close()
})

test('a checklist that is longer than the screen stays on it: its steps scroll, and it comes back from the pill', async () => {
  const { page, show } = await open({ browser: { viewport: { width: 800, height: 420 } } })
  const steps = Array.from({ length: 20 }, (_, n) => ({ id: `s${n}`, title: `Step ${n}`, done: false, byClick: false }))
  await show(guidance(1, [checklist({ steps })]))
  await panel(page).waitFor()
  const isOnScreen = async (part: Locator) => {
    const box = await part.boundingBox()
    return box !== null && box.y >= 0 && box.y + box.height <= 420
  }
  expect(await isOnScreen(panel(page))).toBe(true)
  const last = page.getByText('Step 19')
  await last.scrollIntoViewIfNeeded()
  expect(await isOnScreen(last)).toBe(true)
  await page.getByRole('button', { name: 'Collapse' }).click()
  expect(await isOnScreen(launcher(page))).toBe(true)
  await launcher(page).click()
  await panel(page).waitFor()
  await page.close()
})

test('everything in the checklist is reached and done by keyboard; Escape collapses it and the focus goes with it', async () => {
  const { page, show, sent, rest } = await open()
  await show(guidance(1, [withDone(1)]))
  await panel(page).waitFor()
  await rest()
  const visited: string[] = []
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press('Tab')
    visited.push(await focused(page))
  }
  for (const name of ['More options', 'Collapse', 'Create a project', 'Mark as done: Read the two-minute guide'])
    expect(visited).toContain(name)

  await page.getByRole('checkbox').focus()
  await page.keyboard.press('Space')
  expect(await sent('step-done')).toEqual([{ kind: 'step-done', content: 'get-started', step: 'read-guide' }])

  await page.keyboard.press('Escape')
  await rest()
  expect(await panel(page).isVisible()).toBe(false)
  expect(await focused(page)).toContain('Get started with Northwind 2 of 5')
  await page.keyboard.press('Enter')
  await rest()
  expect(await focused(page)).toBe('Collapse')
  expect((await sent('feedback')).map(({ action }) => action)).toEqual(['collapsed', 'opened'])
  await page.close()
})

test('the menu is walked by arrows, and its Escape closes the menu alone', async () => {
  const { page, show, rest } = await open()
  await show(guidance(1, [withDone(1)]))
  await panel(page).waitFor()
  await page.getByRole('button', { name: 'More options' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('Why am I seeing this?')
  await page.keyboard.press('ArrowDown')
  expect(await focused(page)).toBe('Not now')
  await page.keyboard.press('End')
  expect(await focused(page)).toBe('Don’t show again')
  await page.keyboard.press('Escape')
  await rest()
  expect(await page.getByRole('menu').count()).toBe(0)
  expect(await panel(page).isVisible()).toBe(true)
  expect(await focused(page)).toBe('More options')
  await page.close()
})

test('the reason stands in the panel for whoever asks', async () => {
  const { page, show } = await open()
  await show(guidance(1, [checklist()]))
  await page.getByRole('button', { name: 'More options' }).click()
  await page.getByRole('menuitem', { name: 'Why am I seeing this?' }).click()
  expect(await page.locator('.why').textContent()).toContain('your workspace has no project yet')
  await page.close()
})

for (const [label, action] of [
  ['Not now', 'not-now'],
  ['Don’t show again', 'dismissed'],
] as const)
  test(`"${label}" takes the checklist off the page at once and tells how long it had stood`, async () => {
    const { page, show, sent, rest } = await open()
    await show(guidance(1, [checklist()]))
    await rest()
    await page.getByRole('button', { name: 'More options' }).click()
    await page.getByRole('menuitem', { name: label }).click()
    expect(await panel(page).count()).toBe(0)
    const [feedback] = await sent('feedback')
    expect(feedback).toMatchObject({ decision: 'decision-1', action })
    expect(feedback?.shownForMs).toBeGreaterThan(0)
    // A guidance that was under way does not bring it back.
    await show(guidance(2, [checklist()]))
    await rest()
    expect(await panel(page).count()).toBe(0)
    await page.close()
  })

test('only the step that has just become done is animated, and it is said once', async () => {
  const { page, show, rest } = await open()
  await show(guidance(1, [withDone(2)]))
  await panel(page).waitFor()
  expect(await page.locator('[data-fresh]').count()).toBe(0)
  await show(guidance(2, [withDone(3)]))
  await rest()
  expect(await page.locator('[data-fresh]').count()).toBe(1)
  expect(await status(page)).toBe('Done: Read the two-minute guide. 3 of 5.')
  await page.close()
})

test('a clicked step is done before the server has said so, and stays done when an older state arrives', async () => {
  const { page, show, rest } = await open()
  await show(guidance(1, [withDone(2)]))
  await page.getByRole('checkbox').click()
  expect(await page.locator('.count').textContent()).toBe('3 of 5')
  await show(guidance(2, [withDone(2)]))
  await rest()
  expect(await page.locator('.count').textContent()).toBe('3 of 5')
  await page.close()
})

test('the last step ends the checklist with a word and a way out', async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [withDone(4)]))
  await panel(page).waitFor()
  await show(guidance(2, [withDone(5)]))
  await page.getByText('All done', { exact: true }).waitFor()
  expect(await status(page)).toContain('You’ve finished “Get started with Northwind”.')
  await page.getByRole('button', { name: 'Close' }).click()
  expect((await sent('feedback')).map(({ action }) => action)).toEqual(['dismissed'])
  await page.close()
})

test("a step's action on a route of the host goes through the host's router; one elsewhere opens apart", async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [checklist()]))
  await page.getByRole('link', { name: 'Create a project' }).click()
  expect(await page.evaluate(() => harness.routes)).toEqual(['/projects?new=1'])
  expect((await sent('feedback')).map(({ action }) => action)).toEqual(['followed'])
  await page.getByRole('button', { name: 'Read the two-minute guide' }).click()
  const outside = page.getByRole('link', { name: 'Open the guide' })
  expect(await outside.getAttribute('target')).toBe('_blank')
  expect(await outside.getAttribute('rel')).toBe('noopener noreferrer')
  await page.close()
})

test('a link of a forbidden scheme is not offered, whoever sent it', async () => {
  const { page, show } = await open()
  const steps = withDone(0).steps.map((step) => ({ ...step, action: { label: 'Go', url: 'javascript:alert(1)' } }))
  await show(guidance(1, [checklist({ steps })]))
  await panel(page).waitFor()
  expect(await page.locator('.panel a').count()).toBe(0)
  await page.close()
})

test('a state older than the one shown changes nothing', async () => {
  const { page, show, rest } = await open()
  await show(guidance(5, [withDone(3)]))
  await show(guidance(4, [withDone(1)]))
  await rest()
  expect(await page.locator('.count').textContent()).toBe('3 of 5')
  await page.close()
})

test('the tab that does not hold the display shows nothing at all', async () => {
  const { page, show, rest } = await open()
  await show(guidance(1, [checklist()]))
  await panel(page).waitFor()
  await show(guidance(2, [checklist()], false))
  await rest()
  expect(await page.locator('[data-cairn-guide]').count()).toBe(0)
  await show(guidance(3, [checklist()]))
  await panel(page).waitFor()
  await page.close()
})

test('who prefers less motion sees no movement', async () => {
  const { page, show } = await open({ browser: { reducedMotion: 'reduce' } })
  await show(guidance(1, [withDone(4)]))
  await panel(page).waitFor()
  await show(guidance(2, [withDone(5)]))
  await page.locator('.medal').waitFor()
  const longest = await page.evaluate(() =>
    Math.max(
      0,
      ...(document.querySelector('[data-cairn-guide]')?.shadowRoot?.getAnimations() ?? []).map((animation) =>
        Number(animation.effect?.getComputedTiming().duration ?? 0),
      ),
    ),
  )
  expect(longest).toBeLessThanOrEqual(1)
  expect(await page.locator('.medal i').first().isVisible()).toBe(false)
  await page.close()
})

test('the widget speaks the language of its user, and stays with English where it knows none', async () => {
  for (const [locale, label] of [
    ['de-AT', 'Weitere Optionen'],
    ['eo', 'More options'],
  ] as const) {
    const { page, show } = await open({ locale })
    await show(guidance(1, [checklist()]))
    await page.getByRole('button', { name: label }).waitFor()
    await page.close()
  }
})
