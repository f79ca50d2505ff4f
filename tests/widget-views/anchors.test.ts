import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Anchor } from '../../contract/element.ts'
import type { Description } from '../../widget/authoring/describe.ts'
import { guidance, tip } from './harness/guidance-fixtures.ts'
import type { Harness } from './harness/page.ts'
import type { HostPage } from './harness/pages.ts'
import { setUpViews } from './set-up-views.ts'

declare const harness: Harness

const { open } = setUpViews()
const card = (page: Page) => page.locator('.tip-card')
/** Longer than a target may be missing. */
const afterPatience = 10_000

/** What an author gets in the console, for the element that `find` returns in the page. */
const describeIn = async (page: Page, find: () => Element | null | undefined): Promise<Description> => {
  const described = await page.evaluate(
    `import('/widget/describe.js').then(({ describe }) => describe((${find.toString()})()))`,
  )
  if (!described) throw new Error('it cannot be described')
  return described as Description
}

/** The target is described as the page is before; then the page changes, and a tip comes for it. */
const showFor = async (before: (page: Page) => Promise<Anchor>, host?: HostPage) => {
  let anchor: Anchor | undefined
  const opened = await open({
    ...(host ? { host } : {}),
    before: async (page) => {
      anchor = await before(page)
    },
  })
  if (anchor) await opened.show(guidance(1, [tip({ anchor })]))
  return opened
}

/** How far the middle of the tip is from that of what stands at `find`, and how far below its lower edge it begins, in CSS pixels. */
const besideIn = (page: Page, rect: { x: number; y: number; width: number; height: number } | null | undefined) =>
  card(page)
    .boundingBox()
    .then((box) => {
      if (!box || !rect) throw new Error('not painted')
      return {
        below: box.y - rect.y - rect.height,
        off: Math.abs(box.x + box.width / 2 - rect.x - rect.width / 2),
      }
    })

/** The gap is set on whole pixels, its target stands between them; the window's edge may shift the tip a little to the side. */
const isBeside = ({ below, off }: { below: number; off: number }) => Math.abs(below - 12) <= 1 && off < 160

const seen = (page: Page) => page.locator('.tip[data-seen]')

/** A toolbar as a component library renders it: no hook, hashed classes, counted ids. */
const render = (page: Page, turn: number, label = 'Share report') =>
  page.evaluate(
    ([count, text]) => {
      document.querySelector('.rendered')?.remove()
      const bar = document.createElement('div')
      bar.className = `rendered css-${count}a8d9f`
      for (const [at, name] of ['Refresh', text as string, 'Print'].entries()) {
        const button = document.createElement('button')
        button.id = `:r${count}${at}:`
        button.className = `css-${count}k2${at}x`
        button.textContent = name
        bar.append(button)
      }
      document.querySelector('main')?.prepend(bar)
    },
    [turn, label] as const,
  )
const shareButton = () => [...document.querySelectorAll('.rendered button')][1]

test('a described button is found after it was rendered anew, under other classes and ids and in a longer name', async () => {
  const { page, rest, sent } = await showFor(async (tab) => {
    await render(tab, 1)
    const { anchor, confidence, trouble } = await describeIn(tab, shareButton)
    expect(JSON.stringify(anchor)).not.toMatch(/css-|:r1/)
    expect([confidence > 0.9, trouble]).toEqual([true, undefined])
    await render(tab, 2, 'Share this report')
    return anchor
  })
  await seen(page).waitFor()
  await render(page, 3)
  await rest()
  const box = await page.locator('.rendered button').nth(1).boundingBox()
  expect(await besideIn(page, box)).toSatisfy(isBeside)
  expect(await sent('abstained')).toEqual([])
  await page.close()
})

test('in a list that uses its rows again, a tip goes with its row and comes back beside it wherever that is', async () => {
  const scrollTo = (page: Page, names: string[]) =>
    page.evaluate((shown) => {
      // The texts of the same nodes change, as virtual lists do it.
      for (const [at, name] of shown.entries()) {
        const row = document.querySelectorAll('.virtual li')[at]
        if (row?.firstChild) (row.firstChild as Text).data = name
      }
    }, names)
  const { page, rest, sent } = await showFor(async (tab) => {
    await tab.evaluate(() => {
      const list = document.createElement('ul')
      list.className = 'virtual'
      for (const name of ['Apollo', 'Gemini', 'Mercury']) {
        const row = document.createElement('li')
        const button = document.createElement('button')
        button.textContent = 'Rename'
        row.append(`${name} `, button)
        list.append(row)
      }
      document.querySelector('main')?.prepend(list)
    })
    return (await describeIn(tab, () => document.querySelectorAll('.virtual button')[1])).anchor
  })
  await seen(page).waitFor()
  await scrollTo(page, ['Mercury', 'Soyuz', 'Vostok'])
  await seen(page).waitFor({ state: 'detached' })
  await scrollTo(page, ['Voskhod', 'Vostok', 'Gemini'])
  await seen(page).waitFor()
  await rest()
  const third = await page.locator('.virtual button').nth(2).boundingBox()
  expect(await besideIn(page, third)).toSatisfy(isBeside)
  expect(await sent('abstained')).toEqual([])
  await page.close()
})

test('a described element is found inside nested open shadow roots', async () => {
  const { page } = await showFor(async (tab) => {
    await tab.evaluate(() => {
      const outer = document.createElement('app-shell')
      const inner = document.createElement('app-bar')
      const button = document.createElement('button')
      button.textContent = 'Deploy'
      inner.attachShadow({ mode: 'open' }).append(button)
      outer.attachShadow({ mode: 'open' }).append(inner)
      document.querySelector('main')?.prepend(outer)
    })
    return (
      await describeIn(tab, () =>
        document.querySelector('app-shell')?.shadowRoot?.querySelector('app-bar')?.shadowRoot?.querySelector('button'),
      )
    ).anchor
  })
  await seen(page).waitFor()
  await page.close()
})

/** A frame with one button in it, `down` pixels from the top of the page. */
const addFrame = (page: Page, sandboxed: boolean) =>
  page.evaluate((isApart) => {
    const frame = document.createElement('iframe')
    frame.width = '500'
    frame.height = '200'
    if (isApart) frame.sandbox.add('allow-scripts')
    document.querySelector('main')?.prepend(frame)
    const inner = frame.contentDocument
    if (!inner) return
    const button = inner.createElement('button')
    button.textContent = 'Launch instance'
    inner.body.append(button)
  }, sandboxed)

test('a tip stands beside its target in a frame of the same origin, also after the page has scrolled', async () => {
  const { page, rest } = await showFor(async (tab) => {
    await addFrame(tab, false)
    return (await describeIn(tab, () => document.querySelector('iframe')?.contentDocument?.querySelector('button')))
      .anchor
  })
  await seen(page).waitFor()
  await rest()
  const button = page.frameLocator('iframe').locator('button')
  expect(await besideIn(page, await button.boundingBox())).toSatisfy(isBeside)
  await page.evaluate(() => {
    document.querySelector('main')?.classList.add('tall')
    scrollTo(0, 40)
  })
  await rest()
  expect(await besideIn(page, await button.boundingBox())).toSatisfy(isBeside)
  await page.close()
})

test('a frame of another origin is left alone, and costs the page no error', async () => {
  const { page, harm, sent } = await showFor(async (tab) => {
    await addFrame(tab, true)
    return (await describeIn(tab, () => document.querySelector('#profile'))).anchor
  })
  await seen(page).waitFor()
  expect(await harm()).toMatchObject({ errors: [], violations: [] })
  expect(await sent('abstained')).toEqual([])
  await page.close()
})

for (const [reason, change] of [
  ['not-found', () => document.querySelector('#export')?.remove()],
  [
    'ambiguous',
    () => {
      const button = document.querySelector('#export')
      const twin = button?.cloneNode(true) as Element
      button?.after(twin)
    },
  ],
  ['hidden', () => document.querySelector('#export')?.classList.add('gone')],
] as const)
  test.concurrent(`a described target that is ${reason} gets no tip; the server is told why, once`, async () => {
    const { page, sent, harm } = await showFor(async (tab) => {
      const { anchor } = await describeIn(tab, () => document.querySelector('#export'))
      await tab.evaluate(change)
      return anchor
    })
    await page.waitForTimeout(afterPatience)
    expect(await card(page).count()).toBe(0)
    expect(await sent('abstained')).toEqual([{ kind: 'abstained', decision: 'decision-2', reason }])
    expect((await harm()).errors).toEqual([])
    await page.close()
  })

test('a host that writes into prototypes, or whose fields are called like what is read of them, keeps its tip', async () => {
  const { page, harm } = await showFor(async (tab) => {
    const { anchor } = await describeIn(tab, () => document.querySelector('#profile'))
    await tab.evaluate(() => {
      const spoil = { configurable: true, enumerable: true, value: () => 'spoilt' }
      for (const prototype of [Array.prototype, String.prototype, Object.prototype])
        Object.defineProperty(prototype, 'toJSON', { ...spoil, writable: true })
      Object.defineProperty(Object.prototype, 'likeness', { ...spoil, enumerable: false, writable: true })
      const form = document.createElement('form')
      for (const name of ['getAttribute', 'localName', 'matches', 'parentElement', 'getRootNode', 'querySelector']) {
        const field = document.createElement('input')
        field.name = name
        form.append(field)
      }
      document.querySelector('main')?.prepend(form)
    })
    return anchor
  })
  await seen(page).waitFor()
  expect((await harm()).errors).toEqual([])
  await page.close()
})

test('what is masked is never described, nor what a user may have written beside it', async () => {
  const { page } = await open({
    before: (tab) =>
      tab.evaluate(() => {
        const item = document.createElement('article')
        const note = document.createElement('p')
        note.contentEditable = 'true'
        note.textContent = 'My secret plan'
        const button = document.createElement('button')
        button.textContent = 'Pin'
        const masked = document.createElement('button')
        masked.dataset.cairnMask = ''
        masked.textContent = 'Account 4711'
        item.append(note, button, masked)
        document.querySelector('main')?.prepend(item)
      }),
  })
  const described = await describeIn(page, () => document.querySelector('article button'))
  expect(described.anchor.likeness?.name).toBe('Pin')
  expect(JSON.stringify(described)).not.toMatch(/secret|4711/)
  await expect(describeIn(page, () => document.querySelector('[data-cairn-mask]'))).rejects.toThrow(
    'cannot be described',
  )
  await page.close()
})
