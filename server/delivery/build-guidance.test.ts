import { expect, test } from 'vitest'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import { guidanceItem } from '../../contract/guidance.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'
import { buildGuidance } from './build-guidance.ts'

const now = 1_700_000_000_000
const itemFor = (
  input: ContentInput,
  locale = 'en',
  amended: ActiveGuidance['amended'] = null,
  more: Partial<Session> = {},
) => {
  const item = { version: `${input.key}@1`, hash: '0', publishedAt: now, content: content.parse(input) }
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
  const session = { ...emptySession('u1', now), locale, active: { overlay: active }, ...more }
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

const picture = {
  kind: 'image',
  url: 'https://cdn.example/a.png',
  alt: { en: 'A board', de: 'Ein Board' },
  width: 640,
  height: 360,
} as const

test('of a tour the step is told that its user is at, the way back, and what follows where that is the same for everybody', () => {
  const round: ContentInput = {
    kind: 'tour',
    key: 'round',
    title: 'Round',
    steps: [
      { id: 'one', title: { en: 'One', de: 'Eins' }, page: '/projects', anchor: { hook: 'new' }, media: picture },
      {
        id: 'two',
        title: 'Two',
        choices: [
          { id: 'yes', label: { en: 'Yes', de: 'Ja' } },
          { id: 'no', label: 'No' },
        ],
        branches: [{ answer: 'no', to: 'end' }],
      },
      { id: 'three', title: 'Three', action: { label: 'Again', start: 'round' } },
    ],
  }
  const tours = {
    round: { state: 'running', step: 'two', trail: ['one'], answers: {}, startedAt: now, at: now },
  } as const
  expect(itemFor(round, 'de', null, { tours })).toMatchObject({
    kind: 'tour',
    at: 'two',
    number: 2,
    canGoBack: true,
    steps: [
      {
        id: 'one',
        title: 'Eins',
        page: '/projects',
        anchor: { hook: 'new' },
        media: { alt: 'Ein Board' },
        next: 'two',
      },
      {
        id: 'two',
        choices: [
          { id: 'yes', label: 'Ja' },
          { id: 'no', label: 'No' },
        ],
      },
      { id: 'three', command: { label: 'Again', start: 'round' }, next: null },
    ],
  })
  expect(itemFor(round, 'de', null, { tours })).not.toHaveProperty('steps.1.next')
  expect(itemFor(round)).toMatchObject({ at: 'one', number: 1, canGoBack: false })
})

test.each<[string, ContentInput, object]>([
  [
    'a modal with its picture',
    { kind: 'modal', key: 'm', title: 'News', body: 'So', media: picture },
    { kind: 'modal', body: 'So', media: { ...picture, alt: 'Ein Board' } },
  ],
  [
    'an announcement, dated by its publication where it bears no date',
    { kind: 'announcement', key: 'a', title: 'News', body: 'So' },
    { kind: 'announcement', datedAt: now },
  ],
  [
    'a banner with its place',
    { kind: 'banner', key: 'b', title: 'Line', place: { inside: { hook: 'notices' } }, tone: 'warning' },
    { kind: 'banner', tone: 'warning', place: { inside: { hook: 'notices' } } },
  ],
  [
    'a hotspot with its target',
    { kind: 'hotspot', key: 'h', title: 'Dot', body: 'So', anchor: { hook: 'export' } },
    { kind: 'hotspot', anchor: { hook: 'export' }, placement: 'bottom' },
  ],
  [
    'a survey with its questions',
    {
      kind: 'survey',
      key: 's',
      title: 'Rate us',
      questions: [
        { id: 'nps', kind: 'nps', ask: { en: 'How?', de: 'Wie?' }, high: 'Very' },
        { id: 'why', kind: 'text', ask: 'Why?', required: false, setsTrait: 'goal' },
        {
          id: 'what',
          kind: 'choice',
          ask: 'What?',
          choices: [
            { id: 'a', label: 'A' },
            { id: 'b', label: { de: 'Be' } },
          ],
        },
      ],
    },
    {
      kind: 'survey',
      questions: [
        { id: 'nps', kind: 'nps', ask: 'Wie?', required: true, high: 'Very' },
        { id: 'why', kind: 'text', ask: 'Why?', required: false, maxLength: 1_000 },
        {
          id: 'what',
          kind: 'choice',
          ask: 'What?',
          required: true,
          choices: [
            { id: 'a', label: 'A' },
            { id: 'b', label: 'Be' },
          ],
          several: false,
        },
      ],
    },
  ],
])("%s is told in the user's language, and is what the wire's schema takes", (_, input, expected) => {
  const item = itemFor(input, 'de')
  expect(item).toMatchObject(expected)
  expect(guidanceItem.parse(item)).toEqual(item)
})

test('an article never stands on the page', () => {
  expect(itemFor({ kind: 'article', key: 'plans', title: 'Plans', body: 'Two.' })).toBeUndefined()
})
