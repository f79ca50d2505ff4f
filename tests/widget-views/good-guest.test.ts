import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { GuidanceItem } from '../../contract/guidance.ts'
import { checklist, guidance, tip, withDone } from './harness/guidance-fixtures.ts'
import type { Harness } from './harness/page.ts'
import { type HostPage, hostPages } from './harness/pages.ts'
import { setUpViews } from './set-up-views.ts'

declare const harness: Harness

const { open } = setUpViews()

/** Computed styles and boxes of everything that is the host's, and the size of its page. */
const hostState = (page: Page) =>
  page.evaluate(() => {
    const own = [...document.querySelectorAll('*')].filter((element) => !element.hasAttribute('data-cairn-guide'))
    const rows = own.map((element) => {
      const style = getComputedStyle(element)
      const { x, y, width, height } = element.getBoundingClientRect()
      return `${element.localName}#${element.id} ${[x, y, width, height].join()} ${[...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(';')}`
    })
    const { scrollWidth, scrollHeight } = document.documentElement
    return JSON.stringify({ rows, scrollWidth, scrollHeight, globals: Object.keys(globalThis).sort() })
  })

for (const host of Object.keys(hostPages) as HostPage[]) {
  test(`guidance on the ${host} page breaks no policy, throws nothing, shifts nothing and changes nothing of the host's`, async () => {
    const { page, show, rest, harm } = await open({ host })
    const before = await hostState(page)
    await show(guidance(1, [checklist(), tip()]))
    await page.locator('.tip-card').waitFor()
    await rest()
    expect((await hostState(page)) === before).toBe(true)
    await show(guidance(2, [], false))
    await rest()
    expect((await hostState(page)) === before).toBe(true)
    expect(await harm()).toEqual({ violations: [], errors: [], shifted: 0 })
    await page.close()
  })

  test(`the ${host} page cannot deface what the widget shows`, async () => {
    const { page, show, rest } = await open({ host, theme: { mode: 'light' } })
    await show(guidance(1, [checklist(), tip()]))
    await page.locator('.tip-card').waitFor()
    await rest()
    const look = await page.evaluate(() => {
      const root = document.querySelector('[data-cairn-guide]')?.shadowRoot
      const style = (selector: string) => getComputedStyle(root?.querySelector(selector) as Element)
      const panel = style('.panel')
      return {
        panel: [panel.backgroundColor, panel.color, panel.opacity, panel.filter, panel.visibility, panel.width],
        title: [style('h2').fontSize, style('h2').textTransform, style('h2').borderTopWidth, style('h2').lineHeight],
        button: [style('.primary').backgroundColor, style('.primary').display],
      }
    })
    expect(look).toEqual({
      panel: ['rgb(255, 255, 255)', 'rgb(22, 24, 29)', '1', 'none', 'visible', '360px'],
      title: ['15px', 'none', '0px', '20px'],
      button: ['rgb(63, 86, 217)', 'inline-flex'],
    })
    await page.close()
  })
}

test('finishing a step moves nothing on the page but the panel itself', async () => {
  const { page, show, rest, harm } = await open()
  await show(guidance(1, [withDone(3)]))
  await rest()
  await show(guidance(2, [withDone(4)]))
  await rest()
  await show(guidance(3, [withDone(5)]))
  await page.locator('.medal').waitFor()
  // The panel's own rows count as a shift in the metric; a tenth of what is rated good bounds it.
  expect((await harm()).shifted).toBeLessThan(0.01)
  await page.close()
})

test('guidance never takes the focus, nor the caret from a field', async () => {
  const { page, show, rest } = await open()
  await page.locator('#search').focus()
  await page.keyboard.type('apol')
  await show(guidance(1, [checklist(), tip({ anchor: { hook: 'export' }, placement: 'right' })]))
  await rest()
  await show(guidance(2, [withDone(3), tip({ anchor: { hook: 'export' }, placement: 'right' })]))
  await rest()
  await page.keyboard.type('lo')
  expect(await page.locator('#search').inputValue()).toBe('apollo')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
  await page.close()
})

test('where the widget shows nothing, the page takes every click', async () => {
  const { page, show, rest } = await open()
  await show(guidance(1, [checklist({ collapsed: true })]))
  await rest()
  const blocked = await page.evaluate(() => {
    const host = document.querySelector('[data-cairn-guide]')
    const pill = host?.shadowRoot?.querySelector('.launcher')?.getBoundingClientRect()
    let hits = 0
    for (let x = 5; x < innerWidth; x += 15)
      for (let y = 5; y < innerHeight; y += 15) {
        const inPill = pill && x >= pill.left && x <= pill.right && y >= pill.top && y <= pill.bottom
        if (!inPill && document.elementFromPoint(x, y) === host) hits += 1
      }
    return hits
  })
  expect(blocked).toBe(0)
  await page.close()
})

test('guidance of a kind that this widget does not know is given back, and the rest is shown', async () => {
  const { page, show, sent } = await open()
  const strange = { ...tip(), kind: 'hologram', decision: 'decision-7' } as unknown as GuidanceItem
  await show(guidance(1, [strange, checklist()]))
  await show(guidance(2, [strange, checklist()]))
  await page.locator('.panel').waitFor()
  expect(await sent('abstained')).toEqual([{ kind: 'abstained', decision: 'decision-7', reason: 'unknown-kind' }])
  await page.close()
})

test('a broken piece of guidance costs itself alone: the page hears nothing, the other surface stands', async () => {
  const { page, show, rest, harm } = await open()
  const broken = { ...checklist(), steps: [{ id: 'x', title: null, body: 7, done: false, byClick: false }] }
  await show(guidance(1, [broken as unknown as GuidanceItem, tip()]))
  await page.locator('.tip-card').waitFor()
  await page.evaluate(() => harness.show({ kind: 'guidance', rev: 2, display: true } as never))
  await page.evaluate(() => harness.show(null as never))
  await rest()
  expect(await harm()).toEqual({ violations: [], errors: [], shifted: 0 })
  await page.close()
})

test('a page that replaces its body, or all that it has, keeps its guidance', async () => {
  const { page, show } = await open()
  await show(guidance(1, [checklist()]))
  await page.locator('.panel').waitFor()
  await page.evaluate(() => document.documentElement.replaceChild(document.createElement('body'), document.body))
  await page.locator('.panel').waitFor()
  await page.evaluate(() => document.documentElement.replaceChildren(document.createElement('body')))
  await page.locator('.panel').waitFor()
  await page.close()
})

test('destroying the views leaves nothing behind', async () => {
  const { page, show, rest } = await open()
  const before = await hostState(page)
  await show(guidance(1, [checklist(), tip()]))
  await page.locator('.tip-card').waitFor()
  await page.evaluate(() => harness.destroy())
  await rest()
  expect((await hostState(page)) === before).toBe(true)
  expect(await page.locator('[data-cairn-guide]').count()).toBe(0)
  await show(guidance(2, [checklist()]))
  await rest()
  expect(await page.locator('[data-cairn-guide]').count()).toBe(0)
  await page.close()
})

test('the widget is dark where the page is dark, whatever the reader prefers elsewhere', async () => {
  const surface = async (host: HostPage, mode: 'auto' | 'light' | 'dark', colorScheme: 'light' | 'dark') => {
    const { page, show } = await open({ host, theme: { mode }, browser: { colorScheme } })
    await show(guidance(1, [checklist()]))
    await page.locator('.panel').waitFor()
    const colour = await page.locator('.panel').evaluate((panel) => getComputedStyle(panel).backgroundColor)
    await page.close()
    return colour === 'rgb(255, 255, 255)' ? 'light' : 'dark'
  }
  expect(await surface('plain', 'auto', 'light')).toBe('light')
  expect(await surface('plain', 'auto', 'dark')).toBe('light')
  expect(await surface('dark', 'auto', 'light')).toBe('dark')
  expect(await surface('plain', 'dark', 'light')).toBe('dark')
  expect(await surface('dark', 'light', 'light')).toBe('light')
})
