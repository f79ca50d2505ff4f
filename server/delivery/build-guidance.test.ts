import { expect, test } from 'vitest'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { ActiveGuidance } from '../../contract/session.ts'
import { buildGuidance } from './build-guidance.ts'

const now = 1_700_000_000_000
const itemFor = (input: ContentInput, locale = 'en', amended: ActiveGuidance['amended'] = null) => {
  const item = { version: `${input.key}@1`, hash: '0', publishedAt: 0, content: content.parse(input) }
  const active: ActiveGuidance = {
    decision: 'd1',
    content: input.key,
    version: item.version,
    at: now,
    paintedAt: null,
    expiresAt: now + 1,
    ghost: false,
    why: { en: 'Because.' },
    amended,
  }
  const session = { ...emptySession('u1', now), locale, active: { overlay: active } }
  const catalogue = { version: 'v1', items: [item] }
  return buildGuidance(session, { catalogue, locale: 'en', steps: () => [] }).items[0]
}
const offer: ContentInput = {
  kind: 'offer',
  key: 'more',
  title: { en: 'More', de: 'Mehr' },
  body: { en: 'Much more.', de: 'Viel mehr.' },
  plan: 'business',
  action: { label: { en: 'See', de: 'Ansehen' }, url: '/plans' },
}

test("an offer is told in the user's language, with its price", () => {
  expect(itemFor({ ...offer, price: { amount: 49, currency: 'EUR', period: 'month' } }, 'de-CH')).toEqual({
    kind: 'offer',
    decision: 'd1',
    key: 'more',
    version: 'more@1',
    title: 'Mehr',
    body: 'Viel mehr.',
    why: 'Because.',
    price: { amount: 49, currency: 'EUR', period: 'month' },
    action: { label: 'Ansehen', url: '/plans' },
  })
})

test('a discount is told with what the price was and how long the new one holds', () => {
  const price = { amount: 49, currency: 'EUR', period: 'month' } as const
  expect(itemFor({ ...offer, price, discount: { percent: 20, until: now + 5 } })).toMatchObject({
    price: { amount: 39.2, before: 49, until: now + 5, currency: 'EUR', period: 'month' },
  })
})

test('what a guardrail amended is told in its words', () => {
  expect(itemFor(offer, 'en', { body: 'A little more.' })).toMatchObject({ title: 'More', body: 'A little more.' })
})

test('an article never stands on the page', () => {
  expect(itemFor({ kind: 'article', key: 'plans', title: 'Plans', body: 'Two.' })).toBeUndefined()
})
