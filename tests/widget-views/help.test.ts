import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Answers } from '../../contract/guidance.ts'
import { answersGiven, checklist, guidance } from './harness/guidance-fixtures.ts'
import type { Harness } from './harness/page.ts'
import { setUpViews } from './set-up-views.ts'

declare const harness: Harness

const { open } = setUpViews()
const panel = (page: Page) => page.getByRole('region', { name: 'Help' })
const rows = (page: Page) => page.locator('.answer')
const openHelp = async (page: Page) => {
  await page.evaluate(() => harness.openHelp())
  await panel(page).waitFor()
}
const answer = (page: Page, given: Omit<Answers, 'kind' | 'for'>) =>
  page.evaluate((answers) => harness.answer(answers), given)
const all = (decision: string) => ({ decision, results: answersGiven })
const focused = (page: Page) =>
  page.evaluate(() => {
    const inside = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement
    return inside?.id || inside?.textContent || inside?.getAttribute('aria-label')
  })

test('opened, it takes the focus and suggests; closed, the focus is where it was', async () => {
  const { page, sent, rest, harm } = await open()
  await page.locator('#export').focus()
  await openHelp(page)
  expect(await focused(page)).toBe('Search for help')
  expect(await sent('ask')).toEqual([{ kind: 'ask', query: null }])
  await answer(page, all('d1'))
  await page.getByText('Suggested for you now').waitFor()
  await rest()
  expect(await sent('exposure')).toEqual([{ kind: 'exposure', decision: 'd1' }])
  await page.keyboard.press('Escape')
  expect(await panel(page).count()).toBe(0)
  expect(await focused(page)).toBe('export')
  expect(await harm()).toEqual({ violations: [], errors: [], shifted: 0 })
  await page.close()
})

test('it asks as the user types, and shows what the source says, which it is and how fresh', async () => {
  const { page, sent, rest } = await open()
  await openHelp(page)
  await answer(page, { decision: 'd1', results: [] })
  await page.getByText('What would you like to know?').waitFor()
  await page.keyboard.type('failed webhook', { delay: 20 })
  await expect.poll(() => sent('ask')).toHaveLength(2)
  await answer(page, all('d2'))
  await page.getByText('3 answers').first().waitFor()
  await rest()
  expect((await sent('ask')).map(({ query }) => query)).toEqual([null, 'failed webhook'])
  const best = rows(page).first()
  const text = await best.innerText()
  for (const said of [
    'tried again after five minutes',
    'Article · checked May 4, 2026',
    'It speaks of what you asked for',
  ])
    expect(text).toContain(said)
  expect(await best.locator('mark').allInnerTexts()).toEqual(['webhook'])
  expect(await rows(page).nth(1).getByRole('button').count()).toBe(1)
  expect(await page.locator('[role=status]').innerText()).toBe('3 answers')
  await page.close()
})

test('without a source there is no answer, and a person is asked with what was tried', async () => {
  const { page, rest } = await open({ handsOver: true })
  await openHelp(page)
  await page.keyboard.type('weather in Rome')
  await rest()
  await answer(page, { decision: 'd1', results: [], nothing: 'no-source' })
  await page.getByText('Nothing here answers “weather in Rome”').first().waitFor()
  await page.getByRole('button', { name: 'Ask a person' }).click()
  const [handover] = await page.evaluate(() => harness.emitted.filter(({ event }) => event === 'handover'))
  expect(handover?.detail).toEqual({
    query: 'weather in Rome',
    sources: [],
    errors: ['TypeError: x is undefined'],
    path: '/plain',
  })
  expect(await panel(page).count()).toBe(0)
  await page.close()
})

test('where nobody listens for it, nobody is offered', async () => {
  const { page } = await open()
  await openHelp(page)
  await answer(page, all('d1'))
  await rows(page).first().waitFor()
  expect(await page.getByRole('button', { name: 'Ask a person' }).count()).toBe(0)
  await page.close()
})

test('arrow keys go from the field through the answers and round', async () => {
  const { page } = await open()
  await openHelp(page)
  await answer(page, all('d1'))
  await rows(page).first().waitFor()
  const stops: unknown[] = []
  for (const key of ['ArrowDown', 'ArrowDown', 'End', 'ArrowDown', 'ArrowUp', 'Home', 'ArrowDown']) {
    await page.keyboard.press(key)
    stops.push(await focused(page))
  }
  const [one, two, three] = answersGiven.map(({ title }) => title)
  expect(stops).toEqual([one, two, three, 'Search for help', three, 'Search for help', one])
  await page.keyboard.press('Enter')
  expect(await rows(page).first().getByText('This helps').isVisible()).toBe(true)
  await page.close()
})

test('what is said of one answer names it, takes it off the list, and can be taken back', async () => {
  const { page, sent } = await open()
  await openHelp(page)
  await answer(page, all('d1'))
  await rows(page).nth(1).getByRole('button').click()
  await page.getByRole('button', { name: 'Not relevant to me' }).click()
  expect(await rows(page).count()).toBe(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  expect(await rows(page).count()).toBe(3)
  const said = { kind: 'feedback', decision: 'd1', content: 'launch' }
  expect(await sent('feedback')).toMatchObject([
    { ...said, action: 'not-relevant' },
    { ...said, action: 'undone', undoes: 'not-relevant' },
  ])
  await page.close()
})

test('when no answer comes it says so, and asks again', async () => {
  const { page, sent } = await open()
  await page.evaluate(() => {
    harness.refuses = true
  })
  await openHelp(page)
  await page.evaluate(() => {
    harness.refuses = false
  })
  await page.getByRole('button', { name: 'Try again' }).click()
  expect(await sent('ask')).toHaveLength(2)
  await answer(page, all('d1'))
  await rows(page).first().waitFor()
  await page.close()
})

test('the checklist leads to help and back, and makes room for it meanwhile', async () => {
  const { page, show } = await open({ offersHelp: true })
  await show(guidance(1, [checklist()]))
  const list = page.getByRole('region', { name: checklist().title })
  await list.getByRole('button', { name: 'Help' }).click()
  await panel(page).waitFor()
  expect(await list.count()).toBe(0)
  await page.keyboard.press('Escape')
  await list.waitFor()
  expect(await focused(page)).toBe('Help')
  await list.getByRole('button', { name: 'Help' }).click()
  await page.getByRole('button', { name: /Get started.*1 of 5/ }).click()
  await list.waitFor()
  expect(await panel(page).count()).toBe(0)
  await page.close()
})

test('at a width of 320 everything is there without scrolling sideways', async () => {
  const { page, rest } = await open({ browser: { viewport: { width: 320, height: 560 } }, handsOver: true })
  await openHelp(page)
  await answer(page, all('d1'))
  await rows(page).first().getByRole('button').click()
  await rest()
  const { left, right, spill } = await panel(page).evaluate((element) => {
    const { left, right } = element.getBoundingClientRect()
    const body = element.querySelector('.help-body') as HTMLElement
    return { left, right, spill: body.scrollWidth - body.clientWidth }
  })
  expect([left, right, spill]).toEqual([12, 308, 0])
  await page.close()
})
