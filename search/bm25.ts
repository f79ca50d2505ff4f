import { type Found, mostOf } from './most-of.ts'

/** Terms of a query with their weights: of a text how often each occurs, of recent actions how much they count. */
export type QueryTerms = ReadonlyMap<string, number>

/** The documents that hold a term, by ascending position, and what the term adds to the score of each. */
interface Postings {
  /** How telling the term is. */
  readonly idf: number
  readonly documents: Int32Array
  readonly impacts: Float64Array
}

/** One field of all documents. Plain data: an index crosses to a worker as it is. */
export interface Bm25Index {
  /** Documents in all, also those whose field is empty. */
  readonly size: number
  /** How telling a term is that no document holds. */
  readonly rarest: number
  readonly postings: ReadonlyMap<string, Postings>
}

/** How soon more of the same term stops to count, and how much a long field counts against a document: Lucene's defaults. */
const k1 = 1.2
const b = 0.75

const countOf = (terms: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

export const queryTerms = countOf

/**
 * Indexes one field by BM25 in Lucene's form (BM25Similarity since 8.0, after Robertson and Zaragoza 2009, without the constant factor
 * k1 + 1): idf · tf / (tf + k1 · (1 − b + b · length / mean length)), with idf = ln(1 + (N − n + 0.5) / (n + 0.5)). N counts the documents
 * that have the field at all.
 * @param fields the terms of each document's field
 */
export const indexBm25 = (fields: readonly (readonly string[])[]): Bm25Index => {
  // Plain numbers side by side: an object for each of a million occurrences kept the collector busier than the counting.
  const found = new Map<string, { readonly documents: number[]; readonly times: number[] }>()
  let withField = 0
  let length = 0
  fields.forEach((terms, document) => {
    if (terms.length === 0) return
    withField += 1
    length += terms.length
    for (const term of terms) {
      const list = found.get(term)
      if (list === undefined) found.set(term, { documents: [document], times: [1] })
      else {
        const last = list.documents.length - 1
        if (list.documents[last] === document) list.times[last] = (list.times[last] as number) + 1
        else {
          list.documents.push(document)
          list.times.push(1)
        }
      }
    }
  })
  const mean = length / withField
  const idfOf = (holding: number): number => Math.log(1 + (withField - holding + 0.5) / (holding + 0.5))
  const postings = new Map<string, Postings>()
  const norms = Float64Array.from(fields, (terms) => k1 * (1 - b + (b * terms.length) / mean))
  for (const [term, list] of found) {
    const idf = idfOf(list.documents.length)
    const documents = Int32Array.from(list.documents)
    const impacts = new Float64Array(documents.length)
    for (let place = 0; place < documents.length; place++) {
      const times = list.times[place] as number
      impacts[place] = (idf * times) / (times + (norms[documents[place] as number] as number))
    }
    postings.set(term, { idf, documents, impacts })
  }
  return { size: fields.length, rarest: idfOf(0), postings }
}

/** Adds what a field says for each document, by position, to `scores`. */
export const addScores = ({ postings }: Bm25Index, query: QueryTerms, scores: Float64Array): void => {
  for (const [term, weight] of query) {
    const list = postings.get(term)
    if (list === undefined) continue
    const { documents, impacts } = list
    for (let place = 0; place < documents.length; place++) {
      const document = documents[place] as number
      scores[document] = (scores[document] as number) + weight * (impacts[place] as number)
    }
  }
}

/** The documents that hold any of the terms, best first, `most` at most; equal ones in their order. */
export const searchBm25 = (index: Bm25Index, query: QueryTerms, most: number): readonly Found[] => {
  const scores = new Float64Array(index.size)
  addScores(index, query, scores)
  return mostOf(scores, most)
}

const placeOf = (documents: Int32Array, document: number): number => {
  let [low, high] = [0, documents.length - 1]
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = documents[middle] as number
    if (found === document) return middle
    if (found < document) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** What a field says for one document. */
export const scoreOf = ({ postings }: Bm25Index, query: QueryTerms, document: number): number => {
  let score = 0
  for (const [term, weight] of query) {
    const list = postings.get(term)
    const place = list === undefined ? -1 : placeOf(list.documents, document)
    if (list !== undefined && place >= 0) score += weight * (list.impacts[place] as number)
  }
  return score
}
