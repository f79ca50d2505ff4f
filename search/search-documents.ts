import type { Vocabulary } from '../contract/vocabulary.ts'
import { type Analyse, analyserFor } from './analyse.ts'
import { addScores, type Bm25Index, indexBm25, type QueryTerms, queryTerms } from './bm25.ts'
import { type Found, mostOf } from './most-of.ts'
import { type Synonyms, synonymsOf, withSynonyms } from './synonyms.ts'

/** What can be found: title and text are fields of their own. */
export interface SearchedDocument {
  readonly title: string
  readonly text: string
}

/** Both fields of all documents in one language. Plain data. */
export interface DocumentIndex {
  readonly language: string
  readonly synonyms: Synonyms
  readonly title: Bm25Index
  readonly body: Bm25Index
}

/** How texts are read in a language, with a tenant's words for things. */
export const wordAnalyser = (language: string, vocabulary: Vocabulary): Analyse => {
  const analyse = analyserFor(language)
  return withSynonyms(analyse, synonymsOf(vocabulary, language, analyse))
}

export const indexDocuments = (
  documents: readonly SearchedDocument[],
  language: string,
  vocabulary: Vocabulary = [],
): DocumentIndex => {
  const synonyms = synonymsOf(vocabulary, language, analyserFor(language))
  const analyse = withSynonyms(analyserFor(language), synonyms)
  return {
    language,
    synonyms,
    title: indexBm25(documents.map(({ title }) => analyse(title))),
    body: indexBm25(documents.map(({ text }) => analyse(text))),
  }
}

/** How the index's texts were read; what is searched in it is to be read likewise. */
export const analyserOf = ({ language, synonyms }: Pick<DocumentIndex, 'language' | 'synonyms'>): Analyse =>
  withSynonyms(analyserFor(language), synonyms)

/** A text as a query in the index's language. */
export const asQuery = (index: Pick<DocumentIndex, 'language' | 'synonyms'>, text: string): QueryTerms =>
  queryTerms(analyserOf(index)(text))

/**
 * The sum of what title and body say for each document, by position. Both are BM25 scores of one query and so of one scale: adding them
 * found more than fusing the two by rank on every set that was tried (docs/decisions/0018-retrieval.md).
 */
export const scoreDocuments = (
  { title, body }: Pick<DocumentIndex, 'title' | 'body'>,
  query: QueryTerms,
): Float64Array => {
  const scores = new Float64Array(title.size)
  addScores(title, query, scores)
  addScores(body, query, scores)
  return scores
}

/** A session's errors can bring dozens of words; beyond these the order does not change. */
const mostTerms = 24

/** A query cut to its most telling words, those that could add most; what no document holds stays, since it costs nothing. */
export const mostTelling = ({ title, body }: Pick<DocumentIndex, 'title' | 'body'>, query: QueryTerms): QueryTerms => {
  if (query.size <= mostTerms) return query
  const weighed = [...query].map(([term, weight]) => {
    const idf = Math.max(title.postings.get(term)?.idf ?? 0, body.postings.get(term)?.idf ?? 0)
    return { term, weight, tells: idf === 0 ? Number.POSITIVE_INFINITY : weight * idf }
  })
  const unknown = weighed.filter(({ tells }) => tells === Number.POSITIVE_INFINITY)
  const known = weighed.filter(({ tells }) => tells !== Number.POSITIVE_INFINITY).sort((a, b) => b.tells - a.tells)
  return new Map([...known.slice(0, mostTerms), ...unknown].map(({ term, weight }) => [term, weight]))
}

/** The documents that hold any word of the query, best first, `most` at most. */
export const searchDocuments = (
  index: Pick<DocumentIndex, 'title' | 'body'>,
  query: QueryTerms,
  most: number,
): readonly Found[] => mostOf(scoreDocuments(index, query), most)

/**
 * The best score that a query could have: every word of it, as strongly as one field can say it. A found score as a share of this compares
 * across queries: near 1 all that was asked for is there, near 0 a common word.
 */
export const bestPossible = ({ title, body }: Pick<DocumentIndex, 'title' | 'body'>, query: QueryTerms): number => {
  let sum = 0
  for (const [term, weight] of query) {
    const known = Math.max(title.postings.get(term)?.idf ?? 0, body.postings.get(term)?.idf ?? 0)
    sum += weight * (known === 0 ? body.rarest : known)
  }
  return sum
}
