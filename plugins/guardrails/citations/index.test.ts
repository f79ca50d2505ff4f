import { expect, test } from 'vitest'
import { candidateIn, sampleCatalogue } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ContentInput } from '../../../contract/content.ts'
import citations from './index.ts'

const day = 86_400_000
const article = (key: string, daysAgo: number, more: object = {}): ContentInput => ({
  kind: 'article',
  key,
  title: 'T',
  body: 'B',
  updatedAt: sampleNow - daysAgo * day,
  ...more,
})
const catalogue = sampleCatalogue(article('fresh', 10), article('old', 400), {
  kind: 'article',
  key: 'undated',
  title: 'T',
  body: 'B',
})
const offer = (cited?: Extract<ContentInput, { kind: 'offer' }>['citations']): ContentInput => ({
  kind: 'offer',
  key: 'more',
  title: 'T',
  body: 'B',
  plan: 'business',
  action: { label: 'See', url: '/plans' },
  ...(cited === undefined ? {} : { citations: cited }),
})
const tip: ContentInput = {
  kind: 'tip',
  key: 'tip',
  title: 'T',
  body: 'B',
  anchor: { hook: 'x' },
  trigger: { page: '/' },
}
const page = { title: 'Prices', url: 'https://halyard.example/prices' }
const check = (input: ContentInput, options: object = {}) => {
  const item = sampleCatalogue(input).items[0]
  if (item === undefined) throw new Error('no sample')
  return citations.check(
    {
      candidate: candidateIn(catalogue)(item),
      session: sampleSession(),
      now: sampleNow,
      settings: { consent: 'implied' },
      text: { title: 'T', body: 'B', others: [], variants: {} } as NonNullable<
        Parameters<typeof citations.check>[0]['text']
      >,
    },
    citations.options.parse(options),
  )
}

test('what names no source is withheld', () => {
  expect(check(offer())).toEqual({ verdict: 'veto', code: 'no-source' })
  expect(check(offer([]))).toEqual({ verdict: 'veto', code: 'no-source' })
})

test('what rests on a fresh article of the tenant is said', () => {
  expect(check(offer([{ article: 'fresh' }]))).toEqual({ verdict: 'allow' })
})

test('an article that names no date is as old as its publication', () => {
  expect(check(offer([{ article: 'undated' }]))).toEqual({ verdict: 'allow' })
})

test('one stale source is one too many, and the record names it', () => {
  expect(check(offer([{ article: 'fresh' }, { article: 'old' }]))).toEqual({
    verdict: 'veto',
    code: 'stale',
    facts: { article: 'old', days: 400 },
  })
})

test('a source is fresh for as long as the team says, to the day', () => {
  expect(check(offer([{ article: 'old' }]), { freshForDays: 401 })).toEqual({ verdict: 'allow' })
  expect(check(offer([{ article: 'old' }]), { freshForDays: 400 })).toMatchObject({ code: 'stale' })
})

test('an article that the tenant does not have is no source', () => {
  expect(check(offer([{ article: 'fresh' }, { article: 'withdrawn' }]))).toEqual({
    verdict: 'veto',
    code: 'source-gone',
    facts: { article: 'withdrawn' },
  })
})

test('a page elsewhere counts only where the team says so', () => {
  expect(check(offer([page]))).toMatchObject({ code: 'no-source' })
  expect(check(offer([page]), { otherPages: true })).toEqual({ verdict: 'allow' })
  expect(check(offer([page, { article: 'old' }]), { otherPages: true })).toMatchObject({ code: 'stale' })
})

test('an article is its own source, as long as it is fresh', () => {
  expect(check(article('how', 3))).toEqual({ verdict: 'allow' })
  expect(check(article('how', 365))).toEqual({ verdict: 'veto', code: 'stale', facts: { article: 'how', days: 365 } })
  expect(check(article('how', 3, { citations: [{ article: 'old' }] }))).toMatchObject({ code: 'stale' })
})

test('kinds that are not named need no source, and the team may name them', () => {
  expect(check(tip)).toEqual({ verdict: 'allow' })
  expect(check(tip, { kinds: ['tip'] })).toMatchObject({ code: 'no-source' })
  expect(check(offer(), { kinds: ['tip'] })).toEqual({ verdict: 'allow' })
})
