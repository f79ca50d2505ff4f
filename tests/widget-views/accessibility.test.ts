import type { Result } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { answersGiven, checklist, guidance, offer, tip, withDone } from './harness/guidance-fixtures.ts'
import type { Harness } from './harness/page.ts'
import { setUpViews } from './set-up-views.ts'

declare const harness: Harness
declare const axe: { run(): Promise<{ violations: Result[]; passes: Result[] }> }

const { open } = setUpViews()

const violations = async (page: Page) =>
  page.evaluate(async () => {
    const { violations, passes } = await axe.run()
    const text = JSON.stringify(passes)
    // An empty answer would be no proof: axe must have looked into the shadow root.
    if (!text.includes('data-cairn-guide')) throw new Error('axe did not reach the widget')
    const own = violations.filter((rule) => JSON.stringify(rule.nodes).includes('data-cairn-guide'))
    return own.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' ')}`)
  })

const button = (page: Page, name: string) => page.getByRole('button', { name })

const states: Record<string, (page: Page, show: (g: ReturnType<typeof guidance>) => Promise<void>) => Promise<void>> = {
  'an open checklist': (_, show) => show(guidance(1, [checklist()])),
  'a collapsed checklist': (_, show) => show(guidance(1, [checklist({ collapsed: true })])),
  'the menu of a checklist': async (page, show) => {
    await show(guidance(1, [withDone(2)]))
    await button(page, 'More options').click()
  },
  'the reason of a checklist': async (page, show) => {
    await show(guidance(1, [withDone(2)]))
    await button(page, 'More options').click()
    await page.getByRole('menuitem', { name: 'Why am I seeing this?' }).click()
  },
  'a finished checklist': (_, show) => show(guidance(1, [withDone(5)])),
  'a tip': (_, show) => show(guidance(1, [tip()])),
  'the menu of a tip': async (page, show) => {
    await show(guidance(1, [tip()]))
    await button(page, 'More options').click()
  },
  'what was noted, with the way back': async (page, show) => {
    await show(guidance(1, [checklist({ collapsed: true }), tip()]))
    await page.locator('.tip').getByRole('button', { name: 'Close' }).click()
  },
  'an offer with its menu': async (page, show) => {
    await show(guidance(1, [checklist({ collapsed: true }), offer()]))
    await button(page, 'More options').click()
  },
  'help, waiting beside a checklist': async (page, show) => {
    await show(guidance(1, [checklist()]))
    await page.evaluate(() => harness.openHelp())
  },
  'help with answers': async (page) => {
    await page.evaluate(() => harness.openHelp())
    await page.keyboard.type('webhook')
    await page.waitForTimeout(400)
    await page.evaluate((results) => harness.answer({ decision: 'd1', results }), answersGiven)
  },
  'help without an answer': async (page) => {
    await page.evaluate(() => harness.openHelp())
    await page.keyboard.type('webhook')
    await page.waitForTimeout(400)
    await page.evaluate(() => harness.answer({ decision: 'd1', results: [] }))
  },
  'a tip with its reason, over a checklist': async (page, show) => {
    await show(guidance(1, [checklist({ collapsed: true }), tip()]))
    await button(page, 'Why am I seeing this?').click()
  },
}

for (const [host, accent] of [
  ['plain', '#ffd400'],
  ['dark', '#3f56d9'],
] as const)
  for (const [name, reach] of Object.entries(states))
    test(`${name} on a ${host} page with the accent ${accent} gives axe nothing to object to`, async () => {
      const { page, show, rest } = await open({ host, theme: { accent }, offersHelp: true, handsOver: true })
      await reach(page, show)
      await rest()
      await rest()
      expect(await violations(page)).toEqual([])
      await page.close()
    })
