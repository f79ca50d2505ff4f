import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { TipGuidance } from '../../contract/guidance.ts'
import { guidance, tip } from './harness/guidance-fixtures.ts'
import type { Harness } from './harness/page.ts'
import { setUpViews } from './set-up-views.ts'

declare const harness: Harness

const { open } = setUpViews()
const card = (page: Page) => page.locator('.tip-card')
/** Longer than a target may be missing. */
const afterPatience = 10_000

/** The gap is set on whole pixels, its target stands between them. */
const aboutTwelve = (gap: number) => Math.abs(gap - 12) <= 1

/** Gap between the tip and its target, and whether their centres agree, in CSS pixels. */
const geometry = async (page: Page, target: string) => {
  const [tipBox, targetBox] = await Promise.all([card(page).boundingBox(), page.locator(target).boundingBox()])
  if (!tipBox || !targetBox) throw new Error('not painted')
  return {
    below: tipBox.y - (targetBox.y + targetBox.height),
    off: Math.abs(tipBox.x + tipBox.width / 2 - (targetBox.x + targetBox.width / 2)),
  }
}

for (const [how, anchor, target] of [
  ['the hook its author gave it', { hook: 'new-project' }, '#new'],
  ['a test id', { hook: 'export' }, '#export'],
  ['its role and accessible name', { role: 'button', name: 'Export' }, '#export'],
  ['a selector', { selector: '#profile' }, '#profile'],
  ['the next strategy when the first finds nothing', { hook: 'no-such', selector: '#export' }, '#export'],
] as const satisfies [string, TipGuidance['anchor'], string][])
  test(`a tip finds its target by ${how}`, async () => {
    const { page, show, rest } = await open()
    await show(guidance(1, [tip({ anchor })]))
    await card(page).waitFor()
    await rest()
    expect((await geometry(page, target)).below).toSatisfy(aboutTwelve)
    await page.close()
  })

test('a tip finds its target inside an open shadow root', async () => {
  const { page, show } = await open({
    before: (tab) =>
      tab.evaluate(() => {
        const host = document.createElement('div')
        const inner = document.createElement('button')
        inner.dataset.cairn = 'deep'
        inner.textContent = 'Deep'
        host.attachShadow({ mode: 'open' }).append(inner)
        document.querySelector('main')?.prepend(host)
      }),
  })
  await show(guidance(1, [tip({ anchor: { hook: 'deep' } })]))
  await card(page).waitFor()
  await page.close()
})

for (const [reason, anchor] of [
  ['not-found', { hook: 'no-such-thing' }],
  ['ambiguous', { hook: 'twice' }],
  ['hidden', { hook: 'unseen' }],
  ['not-found', { selector: ')][(' }],
] as const satisfies [string, TipGuidance['anchor']][])
  test.concurrent(`a tip for ${JSON.stringify(anchor)} is given back as ${reason}, once, and painted nowhere`, async () => {
    const { page, show, sent, harm } = await open()
    await show(guidance(1, [tip({ anchor })]))
    await page.waitForTimeout(afterPatience)
    expect(await card(page).count()).toBe(0)
    await show(guidance(2, [tip({ anchor })]))
    await page.waitForTimeout(500)
    expect(await sent('abstained')).toEqual([{ kind: 'abstained', decision: 'decision-2', reason }])
    expect(await sent('exposure')).toEqual([])
    expect((await harm()).errors).toEqual([])
    await page.close()
  })

test('a tip waits for a target that comes late', async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [tip({ anchor: { hook: 'late' } })]))
  await page.waitForTimeout(1_500)
  expect(
    await card(page)
      .isVisible()
      .catch(() => false),
  ).toBe(false)
  await page.evaluate(() => {
    const late = document.createElement('button')
    late.dataset.cairn = 'late'
    late.textContent = 'Late'
    document.querySelector('main')?.prepend(late)
  })
  await card(page).waitFor()
  expect(await sent('abstained')).toEqual([])
  await page.close()
})

test.concurrent('a route change gives a missing target its time again', async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [tip({ anchor: { hook: 'later-page' } })]))
  await page.waitForTimeout(5_000)
  await page.evaluate(() => {
    history.pushState(null, '', '/elsewhere')
    document.querySelector('h1')?.classList.add('elsewhere')
  })
  await page.waitForTimeout(5_000)
  expect(await sent('abstained')).toEqual([])
  await page.waitForTimeout(5_000)
  expect(await sent('abstained')).toHaveLength(1)
  await page.close()
})

test('a tip follows its target when that moves, and when the page scrolls', async () => {
  const { page, show, rest } = await open()
  await show(guidance(1, [tip()]))
  await card(page).waitFor()
  await page.evaluate(() => document.querySelector('#new')?.classList.add('moved'))
  await rest()
  const moved = await geometry(page, '#new')
  expect(moved.below).toSatisfy(aboutTwelve)
  expect(moved.off).toBeLessThan(2)
  await page.evaluate(() => {
    document.querySelector('main')?.classList.add('tall')
    scrollTo(0, 120)
  })
  await rest()
  expect((await geometry(page, '#new')).below).toSatisfy(aboutTwelve)
  await page.close()
})

test('a tip goes with a target that disappears, and comes back with it', async () => {
  const { page, show, sent, rest } = await open()
  await show(guidance(1, [tip()]))
  await card(page).waitFor()
  await page.evaluate(() => document.querySelector('#new')?.classList.add('gone'))
  await rest()
  expect(await card(page).isVisible()).toBe(false)
  await page.evaluate(() => document.querySelector('#new')?.classList.remove('gone'))
  await rest()
  expect(await card(page).isVisible()).toBe(true)
  expect(await sent('abstained')).toEqual([])
  expect(await sent('exposure')).toHaveLength(1)
  await page.close()
})

test('a tip waits while the user types', async () => {
  const { page, show, rest } = await open()
  await page.locator('#notes').focus()
  await show(guidance(1, [tip({ anchor: { hook: 'late' } })]))
  await rest()
  await page.keyboard.type('Some notes')
  await page.evaluate(() => document.querySelector('#profile')?.setAttribute('data-cairn', 'late'))
  await page.keyboard.type(' and more')
  await rest()
  expect(await card(page).isVisible()).toBe(false)
  await page.locator('#notes').blur()
  await card(page).waitFor()
  await page.close()
})

test('a tip never covers the field that the user is in', async () => {
  const { page, show, rest } = await open()
  await show(guidance(1, [tip()]))
  await card(page).waitFor()
  await page.locator('#search').focus()
  await rest()
  expect(await card(page).isVisible()).toBe(false)
  await page.locator('#search').blur()
  await rest()
  expect(await card(page).isVisible()).toBe(true)
  await page.close()
})

for (const [label, action] of [
  ['Close', 'dismissed'],
  ['Not now', 'not-now'],
] as const)
  test(`"${label}" takes the tip off the page and is told as ${action}`, async () => {
    const { page, show, sent, rest } = await open()
    await show(guidance(1, [tip()]))
    await card(page).waitFor()
    await rest()
    await page.getByRole('button', { name: label }).click()
    expect(await page.locator('.tip').count()).toBe(0)
    const [feedback] = await sent('feedback')
    expect(feedback).toMatchObject({ decision: 'decision-2', action })
    expect(feedback?.shownForMs).toBeGreaterThan(0)
    await page.close()
  })

test('Escape in a tip means not now, and gives the focus back to where it came from', async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [tip()]))
  await card(page).waitFor()
  await page.locator('#export').focus()
  await page.getByRole('button', { name: 'Close' }).focus()
  await page.keyboard.press('Escape')
  expect((await sent('feedback')).map((feedback) => feedback.action)).toEqual(['not-now'])
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('export')
  await page.close()
})

test("a tip's action follows the route and has done its work", async () => {
  const { page, show, sent } = await open()
  await show(guidance(1, [tip()]))
  await page.getByRole('link', { name: 'Browse templates' }).click()
  expect(await page.evaluate(() => harness.routes)).toEqual(['/templates'])
  expect((await sent('feedback')).map((feedback) => feedback.action)).toEqual(['followed'])
  expect(await page.locator('.tip').count()).toBe(0)
  await page.close()
})
