import { analyserFor } from './analyse.ts'
import { addScores, type Bm25Index, indexBm25, type QueryTerms, queryTerms } from './bm25.ts'
import { type Found, mostOf } from './most-of.ts'

/** What can be found: title and text are fields of their own. */
export interface SearchedDocument {
  readonly title: string
  readonly text: string
}

/** Both fields of all documents in one language. Plain data. */
export interface DocumentIndex {
  readonly language: string
  readonly title: Bm25Index
  readonly body: Bm25Index
}

export const indexDocuments = (documents: readonly SearchedDocument[], language: string): DocumentIndex => {
  const analyse = analyserFor(language)
  return {
    language,
    title: indexBm25(documents.map(({ title }) => analyse(title))),
    body: indexBm25(documents.map(({ text }) => analyse(text))),
  }
}

/** A text as a query in the index's language. */
export const asQuery = ({ language }: Pick<DocumentIndex, 'language'>, text: string): QueryTerms =>
  queryTerms(analyserFor(language)(text))

/**
 * Documents by the sum of what title and body say, best first. Both are BM25 scores of one query and so of one scale: adding them found more
 * than fusing the two by rank on every set that was tried (docs/decisions/0018-retrieval.md).
 */
export const searchDocuments = (
  { title, body }: Pick<DocumentIndex, 'title' | 'body'>,
  query: QueryTerms,
  most: number,
): readonly Found[] => {
  const scores = new Float64Array(title.size)
  addScores(title, query, scores)
  addScores(body, query, scores)
  return mostOf(scores, most)
}
