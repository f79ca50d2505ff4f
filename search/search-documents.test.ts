import fc from 'fast-check'
import { expect, test } from 'vitest'
import { queryTerms } from './bm25.ts'
import { mostOf } from './most-of.ts'
import { indexDocuments, mostTelling, scoreDocuments, searchDocuments } from './search-documents.ts'

const words = Array.from({ length: 60 }, (_, place) => `word${place}`)
const library = fc.array(
  fc.record({
    title: fc.subarray(words, { maxLength: 4 }).map((all) => all.join(' ')),
    text: fc.subarray(words, { maxLength: 30 }).map((all) => all.join(' ')),
  }),
  { minLength: 1, maxLength: 30 },
)

test('the best few are those of all documents sorted, also where only some may be found', () => {
  fc.assert(
    fc.property(library, fc.subarray(words, { minLength: 1 }), fc.array(fc.boolean()), (documents, query, flags) => {
      const index = indexDocuments(documents, 'none')
      const scores = scoreDocuments(index, queryTerms(query))
      const allowed = Uint8Array.from(documents, (_, place) => Number(flags[place] ?? true))
      const sorted = [...scores.keys()]
        .filter((document) => (scores[document] ?? 0) > 0 && allowed[document] === 1)
        .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
      expect(mostOf(scores, 5, allowed).map(({ document }) => document)).toEqual(sorted.slice(0, 5))
    }),
  )
})

test('a long query is cut to the words that tell most; one that no document holds stays, and costs nothing', () => {
  const documents = Array.from({ length: 40 }, (_, place) => ({ title: '', text: `common rare${place}` }))
  const index = indexDocuments(documents, 'none')
  const rare = Array.from({ length: 30 }, (_, place) => `rare${place}`)
  const query = new Map([...rare, 'common', 'unheard'].map((term, place) => [term, 1 + place / 100]))
  const cut = mostTelling(index, query)
  expect(cut.has('unheard')).toBe(true)
  expect(cut.has('common')).toBe(false)
  expect(cut.size).toBe(25)
  expect(searchDocuments(index, cut, 3)).toEqual(
    searchDocuments(index, query, 3).map((found) => ({
      ...found,
      score: expect.any(Number),
    })),
  )
  const short = new Map([['common', 1]])
  expect(mostTelling(index, short)).toBe(short)
})
