import fc from 'fast-check'
import { expect, test } from 'vitest'
import { indexBm25, queryTerms, searchBm25 } from './bm25.ts'
import { mostOf } from './most-of.ts'

const fields = [['cat', 'sat', 'mat'], ['cat', 'cat'], ['dog'], []]

test('scores are those of Lucene’s formula, worked out by hand', () => {
  const found = searchBm25(indexBm25(fields), queryTerms(['cat', 'mat']), 10)
  // Three documents have the field, of mean length 2. cat is in two of them, mat in one.
  const idfCat = Math.log(1 + 1.5 / 2.5)
  const idfMat = Math.log(1 + 2.5 / 1.5)
  const longer = 1.2 * (0.25 + (0.75 * 3) / 2)
  expect(found.map(({ document }) => document)).toEqual([0, 1])
  expect(found[0]?.score).toBeCloseTo(idfCat / (1 + longer) + idfMat / (1 + longer), 12)
  expect(found[1]?.score).toBeCloseTo((idfCat * 2) / (2 + 1.2), 12)
})

test('a term asked twice counts twice, one that no document holds counts nothing', () => {
  const index = indexBm25(fields)
  const once = searchBm25(index, queryTerms(['dog']), 10)
  const twice = searchBm25(index, queryTerms(['dog', 'dog', 'bird']), 10)
  expect(twice).toEqual([{ document: 2, score: 2 * (once[0]?.score ?? 0) }])
})

test('an empty index answers with nothing', () => {
  expect(searchBm25(indexBm25([]), queryTerms(['cat']), 10)).toEqual([])
  expect(searchBm25(indexBm25([[]]), queryTerms(['cat']), 10)).toEqual([])
})

test('the best few are those that sorting everything would give', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2, max: 6 })), fc.integer({ min: 0, max: 12 }), (scores, most) => {
      const sorted = scores
        .map((score, document) => ({ document, score }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || a.document - b.document)
      expect(mostOf(Float64Array.from(scores), most)).toEqual(sorted.slice(0, most))
    }),
  )
})
