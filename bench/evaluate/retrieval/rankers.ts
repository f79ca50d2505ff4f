import MiniSearch from 'minisearch'
import { analyserFor } from '../../../search/analyse.ts'
import { indexBm25, queryTerms, searchBm25 } from '../../../search/bm25.ts'
import { fuseByRank } from '../../../search/fuse-by-rank.ts'
import { type Found, mostOf } from '../../../search/most-of.ts'
import { nearest } from '../../../search/nearest.ts'
import { asQuery, indexDocuments, searchDocuments } from '../../../search/search-documents.ts'
import { ownTexts, type VectorProvider } from '../../../search/vector-provider.ts'
import { wordsOf } from '../../../search/words-of.ts'
import type { LabelledDocument } from './labelled-set.ts'

/** A text -> documents by position, best first, `depth` at most. */
export type Search = (text: string, depth: number) => readonly Found[] | Promise<readonly Found[]>

/** A way to search, to be prepared for a set of documents. */
export interface Ranker {
  readonly name: string
  readonly prepare: (documents: readonly LabelledDocument[]) => Search | Promise<Search>
}

const wholeOf = ({ title, text }: LabelledDocument): string => `${title}\n${text}`

/** How many of the query's words a document holds; nothing weighed, nothing stemmed. */
const overlap: Ranker = {
  name: 'word overlap (baseline)',
  prepare(documents) {
    const words = documents.map((document) => new Set(wordsOf(wholeOf(document))))
    return (text, depth) => {
      const asked = [...new Set(wordsOf(text))]
      return mostOf(
        Float64Array.from(words, (known) => asked.filter((word) => known.has(word)).length),
        depth,
      )
    }
  },
}

/** A well-known search library as it comes out of the box. */
const miniSearch: Ranker = {
  name: 'minisearch (baseline)',
  prepare(documents) {
    const index = new MiniSearch<{ id: number; title: string; text: string }>({ fields: ['title', 'text'] })
    index.addAll(documents.map(({ title, text }, id) => ({ id, title, text })))
    return (text, depth) =>
      index
        .search(text)
        .slice(0, depth)
        .map(({ id, score }) => ({ document: id as number, score }))
  },
}

const oneField = (name: string, language: string, fieldOf: (document: LabelledDocument) => string): Ranker => ({
  name,
  prepare(documents) {
    const analyse = analyserFor(language)
    const index = indexBm25(documents.map((document) => analyse(fieldOf(document))))
    return (text, depth) => searchBm25(index, queryTerms(analyse(text)), depth)
  },
})

const bothFields = (language: string): Ranker => ({
  name: 'bm25 title + body',
  prepare(documents) {
    const index = indexDocuments(documents, language)
    return (text, depth) => searchDocuments(index, asQuery(index, text), depth)
  },
})

const bothFieldsByRank = (language: string): Ranker => ({
  name: 'bm25 title + body, by rank',
  prepare(documents) {
    const index = indexDocuments(documents, language)
    return (text, depth) => {
      const query = asQuery(index, text)
      return fuseByRank([searchBm25(index.title, query, depth), searchBm25(index.body, query, depth)]).slice(0, depth)
    }
  },
})

/** Dense vectors alone, and beside both fields: learnt once for the two. */
const withVectors = (provider: VectorProvider, language: string): readonly Ranker[] => {
  const alone: Ranker = {
    name: provider.name,
    async prepare(documents) {
      const space = await provider.spaceOf(documents)
      return async (text, depth) => nearest(space.documents, await space.place(text), depth)
    },
  }
  return [
    alone,
    {
      name: `bm25 title + body, ${provider.name}, by rank`,
      async prepare(documents) {
        const dense = await alone.prepare(documents)
        const words = await bothFields(language).prepare(documents)
        return async (text, depth) => fuseByRank([await words(text, depth), await dense(text, depth)]).slice(0, depth)
      },
    },
  ]
}

/** Everything that is compared, baselines first. @param others providers of vectors beside the texts' own */
export const rankersFor = (language: string, others: readonly VectorProvider[] = []): readonly Ranker[] => [
  overlap,
  miniSearch,
  oneField('bm25 title', language, ({ title }) => title),
  oneField('bm25 body', language, ({ text }) => text),
  oneField('bm25 title and body as one', language, wholeOf),
  bothFieldsByRank(language),
  bothFields(language),
  ...[ownTexts({ language, vocabulary: [] }), ...others].flatMap((provider) => withVectors(provider, language)),
]
