import { expect, test } from 'vitest'
import { checklist, guidance, tip, withDone } from './harness/guidance-fixtures.ts'
import { setUpViews } from './set-up-views.ts'

const { open } = setUpViews()

test('an exposure is reported once for each decision, however often its guidance comes again', async () => {
  const { show, sent, rest, page } = await open()
  await show(guidance(1, [checklist()]))
  await rest()
  await show(guidance(2, [withDone(2)]))
  await show(guidance(3, [withDone(3)], false))
  await rest()
  await show(guidance(4, [withDone(3)]))
  await rest()
  expect(await sent('exposure')).toEqual([{ kind: 'exposure', decision: 'decision-1' }])
  await show(guidance(5, [withDone(3, { decision: 'decision-9' })]))
  await rest()
  expect((await sent('exposure')).map(({ decision }) => decision)).toEqual(['decision-1', 'decision-9'])
  await page.close()
})

test('in a tab behind another nothing counts as seen until it comes to the front', async () => {
  const { show, sent, rest, page } = await open({
    before: (tab) =>
      tab.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
      }),
  })
  await show(guidance(1, [checklist()]))
  await rest()
  expect(await sent('exposure')).toEqual([])
  await page.evaluate(() => {
    Reflect.deleteProperty(document, 'visibilityState')
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await rest()
  expect(await sent('exposure')).toHaveLength(1)
  await page.close()
})

test('a tip whose target is below the fold is not seen before it is scrolled to', async () => {
  const { show, sent, rest, page } = await open({
    before: (tab) =>
      tab.evaluate(() => {
        const spacer = document.createElement('div')
        spacer.className = 'tall'
        document.querySelector('main')?.prepend(spacer)
      }),
  })
  await show(guidance(1, [tip()]))
  await rest()
  expect(await sent('exposure')).toEqual([])
  await page.locator('#new').scrollIntoViewIfNeeded()
  await rest()
  expect(await sent('exposure')).toHaveLength(1)
  await page.close()
})
