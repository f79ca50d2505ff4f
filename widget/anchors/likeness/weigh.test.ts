import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Likeness } from '../../../contract/likeness.ts'
import { enough, margin } from './judge.ts'
import { weigh, weights } from './weigh.ts'

const share: Likeness = {
  role: 'button',
  hook: 'data-testid=share',
  attributes: 'type=submit',
  language: 'en',
  name: 'Share report',
  heading: 'Reports',
  near: 'Refresh Print',
  landmark: 'main',
  place: '2/3',
}
const without = (field: keyof Likeness): Likeness => {
  const { [field]: _, ...rest } = share
  return rest
}

const word = fc.constantFrom('Save', 'Share', 'report', 'Export', 'all', 'new', 'Project')
const text = fc.array(word, { maxLength: 3 }).map((words) => words.join(' '))
const likeness = fc.record({
  ...Object.fromEntries(Object.keys(weights).map((field) => [field, text])),
  language: fc.constantFrom('en', 'de'),
  namesakes: fc.constantFrom(undefined, 2, 5),
}) as fc.Arbitrary<Likeness>

test('nothing is more like what was described than itself', () => {
  fc.assert(
    fc.property(likeness, likeness, (wanted, given) => {
      expect(weigh(wanted, given)).toBeLessThanOrEqual(weigh(wanted, wanted))
    }),
  )
})

test('what the description does not say counts neither way', () => {
  fc.assert(
    fc.property(likeness, fc.constantFrom(...(Object.keys(weights) as 'hook'[])), text, (wanted, field, other) => {
      const { [field]: _, ...silent } = wanted
      expect(weigh(silent, { ...wanted, [field]: other })).toBe(weigh(silent, wanted))
    }),
  )
})

test('a name alone is enough where nothing else is the same, a renamed hook and a name in other words are not', () => {
  const elsewhere = { role: 'link', language: 'en', landmark: 'navigation', place: '5/9' }
  expect(
    weigh({ role: 'button', name: 'Share report', language: 'en' }, { ...elsewhere, name: 'Share report' }),
  ).toBeGreaterThan(enough)
  expect(weigh(share, { ...elsewhere, hook: 'data-testid=send', name: 'Send it' })).toBeLessThan(enough)
})

test('of texts in another language nothing is held against it, and a hook still tells', () => {
  const translated = {
    ...share,
    language: 'de',
    name: 'Bericht teilen',
    heading: 'Berichte',
    near: 'Neu laden Drucken',
  }
  expect(weigh(share, translated)).toBeGreaterThan(enough)
  expect(weigh(share, { ...translated, language: 'en' })).toBeLessThan(weigh(share, translated))
})

test('what had namesakes on its page is told by what is around it, never by its name', () => {
  const inRow = { ...without('hook'), namesakes: 3, name: 'Edit', item: 'Apollo Ada' }
  const own = weigh(inRow, inRow)
  const twin = weigh(inRow, { ...inRow, item: 'Gemini Grace' })
  expect(own).toBeGreaterThan(enough + margin)
  expect(twin).toBe(Number.NEGATIVE_INFINITY)
  expect(weigh(inRow, { ...inRow, item: 'Apollo Grace done' })).toBeGreaterThan(enough)
})
