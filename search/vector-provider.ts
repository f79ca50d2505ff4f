import type { Vocabulary } from '../contract/vocabulary.ts'
import { queryTerms } from './bm25.ts'
import {
  type DenseVectors,
  type LatentSemantics,
  learnLatentSemantics,
  placeInLatentSpace,
} from './latent-semantics.ts'
import { type SearchedDocument, wordAnalyser } from './search-documents.ts'

/** The vectors of one set of documents, and where a query's text lies among them. All of unit length, or zero for "cannot say". */
export interface VectorSpace {
  readonly documents: DenseVectors
  place(text: string): Promise<Float32Array>
}

/** Where dense vectors come from. The one that needs nothing from outside is `ownTexts`; another is an embeddings endpoint. */
export interface VectorProvider {
  readonly name: string
  /** @throws when the vectors cannot be had; search then goes on without them */
  spaceOf(documents: readonly SearchedDocument[]): Promise<VectorSpace>
}

/** How texts are read: in which language, and with which words of the tenant. */
export interface Reading {
  readonly language: string
  readonly vocabulary: Vocabulary
}

/** Plain data, so that it can be learnt in another thread. */
export const learnTexts = (
  documents: readonly SearchedDocument[],
  { language, vocabulary }: Reading,
): LatentSemantics => {
  const analyse = wordAnalyser(language, vocabulary)
  return learnLatentSemantics(documents.map(({ title, text }) => queryTerms(analyse(`${title}\n${text}`))))
}

const spaceOfTexts = (learnt: LatentSemantics, { language, vocabulary }: Reading): VectorSpace => {
  const analyse = wordAnalyser(language, vocabulary)
  return { documents: learnt.documents, place: async (text) => placeInLatentSpace(learnt, queryTerms(analyse(text))) }
}

/**
 * Latent semantic analysis of the documents themselves: no weights, no network.
 * @param learn in another thread, where this one answers users
 */
export const ownTexts = (
  reading: Reading,
  learn: (
    documents: readonly SearchedDocument[],
    reading: Reading,
  ) => LatentSemantics | Promise<LatentSemantics> = learnTexts,
): VectorProvider => ({
  name: 'lsa',
  spaceOf: async (documents) => spaceOfTexts(await learn(documents, reading), reading),
})
