import type { QueryTerms } from './bm25.ts'
import { rightSingularVectors } from './right-singular-vectors.ts'
import { sparseRows } from './sparse-rows.ts'

/** Dense vectors of unit length (or zero), one document after the other. Plain data. */
export interface DenseVectors {
  readonly dimensions: number
  readonly values: Float32Array
}

/** What latent semantic analysis has learnt from one set of texts: plain data, to be kept with the version of the texts. */
export interface LatentSemantics {
  /** Row and weight of each term that occurs in two documents or more; the others relate to nothing. */
  readonly terms: ReadonlyMap<string, { readonly row: number; readonly idf: number }>
  /** One vector for each term's row. */
  readonly basis: DenseVectors
  readonly documents: DenseVectors
}

/** The design's bound. Small sets get fewer: as many dimensions as documents would only repeat the words. */
const mostDimensions = 128
const documentsPerDimension = 2

/** Sublinear term frequency times inverse document frequency. */
const weightOf = (times: number, idf: number): number =>
  times <= 0 ? 0 : times >= 1 ? (1 + Math.log(times)) * idf : times * idf

const unit = (values: Float64Array): Float64Array => {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? values : values.map((value) => value / length)
}

/**
 * Latent semantic analysis (Deerwester et al. 1990): the truncated singular value decomposition of the tf-idf matrix. Deterministic; needs
 * no weights and no network. Some tenths of a second for a thousand texts, so not for a thread that answers users.
 * @param documents the terms of each document
 */
export const learnLatentSemantics = (documents: readonly QueryTerms[]): LatentSemantics => {
  const frequency = new Map<string, number>()
  for (const document of documents)
    for (const term of document.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  const terms = new Map<string, { row: number; idf: number }>()
  for (const [term, count] of frequency)
    if (count > 1) terms.set(term, { row: terms.size, idf: Math.log((1 + documents.length) / (1 + count)) + 1 })

  const rows = documents.map((document) => weighed(terms, document))
  const most = Math.min(mostDimensions, Math.ceil(documents.length / documentsPerDimension))
  const vectors = rightSingularVectors(sparseRows(rows, terms.size), most)
  const dimensions = vectors.length
  const basis = new Float32Array(terms.size * dimensions)
  vectors.forEach((vector, dimension) => {
    for (let row = 0; row < vector.length; row++) basis[row * dimensions + dimension] = vector[row] as number
  })
  const learnt = { terms, basis: { dimensions, values: basis } }
  const values = new Float32Array(documents.length * dimensions)
  documents.forEach((document, index) => {
    values.set(placeInLatentSpace(learnt, document), index * dimensions)
  })
  return { ...learnt, documents: { dimensions, values } }
}

const weighed = (terms: LatentSemantics['terms'], document: QueryTerms): ReadonlyMap<number, number> => {
  const entries: [number, number][] = []
  for (const [term, times] of document) {
    const known = terms.get(term)
    if (known !== undefined) entries.push([known.row, weightOf(times, known.idf)])
  }
  const length = Math.sqrt(entries.reduce((sum, [, weight]) => sum + weight * weight, 0))
  return new Map(entries.map(([row, weight]) => [row, weight / length]))
}

/** Folds a text into the space of the learnt ones; of length 0 where it shares no term with them. */
export const placeInLatentSpace = (
  { terms, basis }: Pick<LatentSemantics, 'terms' | 'basis'>,
  text: QueryTerms,
): Float32Array => {
  const { dimensions, values } = basis
  const place = new Float64Array(dimensions)
  for (const [row, weight] of weighed(terms, text))
    for (let dimension = 0; dimension < dimensions; dimension++)
      place[dimension] = (place[dimension] as number) + weight * (values[row * dimensions + dimension] as number)
  return Float32Array.from(unit(place))
}
