import { expect, test } from 'vitest'
import { type ContentInput, content } from '../../contract/content.ts'
import type { Decision, ListedContent } from '../../contract/decision.ts'
import { buildAnswers } from './build-answers.ts'

const article: ContentInput = {
  kind: 'article',
  key: 'invoices',
  title: { en: 'Invoices', de: 'Rechnungen' },
  body: { en: 'Long text. '.repeat(60), de: 'Kurz.' },
  updatedAt: Date.UTC(2026, 1, 1),
}
const playbook: ContentInput = {
  kind: 'playbook',
  key: 'launch',
  title: 'Launch',
  body: 'Go.',
  steps: [{ text: 'First' }],
  citations: [{ article: 'invoices' }, { article: 'gone' }],
}
const published = Date.UTC(2026, 0, 1)
const items = [article, playbook].map((input) => ({
  version: `${input.key}@1`,
  hash: '0',
  publishedAt: published,
  content: content.parse(input),
}))

const listed = (key: string, changes: Partial<ListedContent> = {}): ListedContent => ({
  content: key,
  version: `${key}@1`,
  source: 'user',
  evidence: [{ code: 'found', facts: { extract: 'What was found.' } }],
  reserve: [],
  amended: null,
  why: { en: 'Because.', de: 'Darum.' },
  ...changes,
})
const build = (list: readonly ListedContent[], locale: string | null = 'en', eligible: readonly string[] = []) =>
  buildAnswers('q1', { id: 'd1', input: { session: { locale } }, result: { list, eligible } } as unknown as Decision, {
    catalogue: { source: { version: 'v1', items } },
    locale: 'en',
  })

test('an answer carries what was found, its date and its reason, in the reader’s language', () => {
  expect(build([listed('invoices'), listed('launch')], 'de').results).toEqual([
    {
      key: 'invoices',
      version: 'invoices@1',
      kind: 'article',
      title: 'Rechnungen',
      extract: 'What was found.',
      date: Date.UTC(2026, 1, 1),
      why: 'Darum.',
    },
    {
      key: 'launch',
      version: 'launch@1',
      kind: 'playbook',
      title: 'Launch',
      extract: 'What was found.',
      date: published,
      why: 'Darum.',
    },
  ])
})

test('what a guardrail amended is never told in the words that it took out', () => {
  const [result] = build([listed('invoices', { amended: { title: 'Bills', body: 'Softer words.' } })]).results
  expect(result).toMatchObject({ title: 'Bills', extract: 'Softer words.' })
})

test('a recommender that gives no extract leaves the beginning of the text, within its length', () => {
  const [result] = build([listed('invoices', { evidence: [{ code: 'found', facts: {} }] })]).results
  expect(result?.extract).toMatch(/^Long text\. .*…$/)
  expect(result?.extract.length).toBeLessThanOrEqual(300)
})

test('no answers are told to have no source', () => {
  expect(build([])).toEqual({ kind: 'answers', for: 'q1', decision: 'd1', results: [], nothing: 'no-source' })
  expect(build([listed('gone')]).nothing).toBe('no-source')
  expect(build([listed('launch')])).not.toHaveProperty('nothing')
})

test('an answer names what it cites, as far as that is there and for this user', () => {
  expect(build([listed('launch')], 'de', ['launch@1', 'invoices@1']).results[0]?.sources).toEqual([
    { title: 'Rechnungen' },
  ])
  expect(build([listed('launch')], 'de', ['launch@1']).results[0]).not.toHaveProperty('sources')
})
