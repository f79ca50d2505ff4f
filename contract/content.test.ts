import { expect, test } from 'vitest'
import { compileFilter } from '../server/filtering/compile-filter.ts'
import { compileCatalogue } from './compiled-catalogue.ts'
import { content } from './content.ts'
import { reducedAmount } from './offer-terms.ts'

const offer = {
  kind: 'offer',
  key: 'more',
  title: 'More',
  body: 'Much more.',
  plan: 'business',
  action: { label: 'See', url: '/plans' },
}
const article = { kind: 'article', key: 'plans', title: 'Plans', body: 'Two of them.' }
const playbook = { kind: 'playbook', key: 'team', title: 'Team', body: 'How.', steps: [{ text: 'Invite.' }] }
const price = { amount: 10, currency: 'EUR', period: 'month' }
const discount = { percent: 10, until: 1_800_000_000_000 }

const problem = (item: object) => content.safeParse(item).error?.issues[0]?.message

test.each([offer, article, playbook])('a plain $kind is taken as it is', (item) => {
  expect(content.parse(item)).toEqual({ ...item, priority: 50 })
})

test.each<readonly [title: string, item: object, problem: string]>([
  ['an offer that sells nothing', { ...offer, plan: undefined }, 'names the feature or the plan'],
  ['a discount off no price', { ...offer, discount }, 'needs the price'],
  ['a price in no currency', { ...offer, price: { ...price, currency: 'euro' } }, 'three capital letters'],
  ['a playbook without a step', { ...playbook, steps: [] }, 'Too small'],
  ['a requirement of nothing', { ...article, requires: {} }, 'at least one of plan'],
  ['a topic that is no short key', { ...article, topics: ['Our plans'] }, 'a key is lower-case'],
  ['a citation that is both an article and a page', { ...offer, citations: [{ article: 'plans', url: '/x' }] }, ''],
])('%s is refused with the reason', (_title, item, reason) => {
  expect(problem(item)).toContain(reason)
})

test('an offer can have a discount, whom it is for, and an article that it rests on', () => {
  const full = {
    ...offer,
    price,
    discount: { ...discount, minimumAdvertisedPrice: 9 },
    requires: { role: ['admin'], region: ['eu', 'ch'] },
    topics: ['plans'],
    citations: [{ article: 'plans' }, { title: 'Price list', url: 'https://halyard.example/prices' }],
  }
  expect(content.parse(full)).toEqual({ ...full, priority: 50 })
})

test.each([
  [10, 10, 9],
  [19.99, 15, 16.99],
  [29, 0.5, 28.86],
  [5, 100, 0],
])('of %d, less %d percent leaves %d, to the hundredth', (amount, percent, left) => {
  expect(reducedAmount({ amount, currency: 'EUR', period: 'month' }, { ...discount, percent })).toBe(left)
})

test('an article is as long as it must be', () => {
  expect(problem({ ...article, body: 'x'.repeat(20_000) })).toBeUndefined()
  expect(problem({ ...article, body: 'x'.repeat(20_001) })).toBeDefined()
})

test('every text of a new kind counts among its languages, and each kind has its slot', () => {
  const items = [
    { ...offer, action: { label: { sv: 'Se' }, url: '/plans' } },
    { ...article, body: { fi: 'Kaksi.' } },
    { ...playbook, steps: [{ text: { da: 'Inviter.' }, link: { label: { nb: 'Her' }, url: '/team' } }] },
  ].map((item) => ({ version: `${item.key}@1`, hash: '0', publishedAt: 0, content: content.parse(item) }))
  const { byKey } = compileCatalogue({ version: 'v1', items }, compileFilter)
  const of = (key: string) => ({ slot: byKey.get(key)?.slot, languages: byKey.get(key)?.languages })
  expect(of('more')).toEqual({ slot: 'overlay', languages: [['sv']] })
  expect(of('plans')).toEqual({ slot: 'list', languages: [['fi']] })
  expect(of('team')).toEqual({ slot: 'list', languages: [['da'], ['nb']] })
})

test('what content stands by is resolved in its catalogue: an article is as fresh as its date, or as its publication', () => {
  const items = [
    {
      ...offer,
      price,
      feature: 'seats',
      citations: [{ article: 'plans' }, { article: 'dated' }, { article: 'gone' }, { article: 'team' }],
    },
    article,
    { ...article, key: 'dated', updatedAt: 1_600_000_000_000, features: ['seats', 'boards'] },
    playbook,
  ].map((item) => ({
    version: `${item.key}@1`,
    hash: '0',
    publishedAt: 1_700_000_000_000,
    content: content.parse(item),
  }))
  const { byKey } = compileCatalogue({ version: 'v1', items }, compileFilter)
  expect(byKey.get('more')?.terms).toEqual({
    features: ['seats'],
    plan: 'business',
    price,
    citations: [
      { article: 'plans', updatedAt: 1_700_000_000_000 },
      { article: 'dated', updatedAt: 1_600_000_000_000 },
      { article: 'gone', updatedAt: null },
      { article: 'team', updatedAt: null },
    ],
  })
  expect(byKey.get('dated')?.terms).toEqual({ features: ['seats', 'boards'], updatedAt: 1_600_000_000_000 })
  expect(byKey.get('team')?.terms).toBeNull()
})
