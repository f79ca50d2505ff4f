import { expect, test } from 'vitest'
import { analyserFor } from '../../../search/analyse.ts'
import { indexBm25, queryTerms } from '../../../search/bm25.ts'
import { extractOf } from './extract.ts'

const analyse = analyserFor('en')
const extract = (text: string, query: string) =>
  extractOf(text, queryTerms(analyse(query)), indexBm25([analyse(text), analyse('other words')]), analyse)

test('begins with the sentence that says most of what was asked', () => {
  const text = 'First a word. Set the VAT number under Billing, v1.2 or later. Then save!'
  expect(extract(text, 'vat number')).toBe('Set the VAT number under Billing, v1.2 or later. Then save!')
})

test('begins at the beginning where no sentence speaks of it', () => {
  expect(extract('One. Two.', 'zebra')).toBe('One. Two.')
})

test('is never longer than 300 characters, and cut between words', () => {
  const long = extract('word '.repeat(200), 'word')
  expect(long.length).toBeLessThanOrEqual(300)
  expect(long).toMatch(/word…$/)
  expect(extract(`${'x'.repeat(900)}`, 'x')).toHaveLength(300)
})

test('of an empty text there is none', () => {
  expect(extract('', 'word')).toBe('')
})
