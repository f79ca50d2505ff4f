import { expect, test } from 'vitest'
import { anchor } from './element.ts'

const likeness = { role: 'button', name: 'Share report', hook: 'data-testid=share', language: 'en' }

test.each([
  [{ hook: 'save' }],
  [{ role: 'button', name: 'Save' }],
  [{ selector: '#save' }],
  [{ hook: 'save', role: 'button', name: 'Save', selector: '#save' }],
  [{ likeness }],
  [{ hook: 'save', likeness }],
])('%j is an anchor', (given) => {
  expect(anchor.safeParse(given).success).toBe(true)
})

test.each([
  ['nothing', {}],
  ['a role without a name', { role: 'button' }],
  ['a lesser strategy beside a likeness that may abstain', { likeness, selector: 'button' }],
  ['a likeness of nothing but its place', { likeness: { role: 'button', landmark: 'main', place: '1/2' } }],
  ['attributes without values', { likeness: { ...likeness, attributes: 'disabled' } }],
  ['more of a text than is kept', { likeness: { ...likeness, item: 'x'.repeat(201) } }],
  ['an unknown field', { likeness: { ...likeness, class: 'css-1x' } }],
])('%s is no anchor', (_, given) => {
  expect(anchor.safeParse(given).success).toBe(false)
})
