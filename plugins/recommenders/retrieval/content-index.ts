import { slotOf } from '../../../contract/content.ts'
import type { Catalogue, ContentVersion, Slot } from '../../../contract/plugin.ts'
import { contentDocuments, contentLanguages, languageFor } from '../../../search/content-documents.ts'
import { type DocumentIndex, indexDocuments, type SearchedDocument } from '../../../search/search-documents.ts'

/** What can be found for one slot in one language. */
export interface Shelf {
  readonly index: DocumentIndex
  /** Of each document its content version. */
  readonly versions: readonly string[]
  readonly documents: readonly SearchedDocument[]
  readonly places: ReadonlyMap<string, number>
}

/** By slot, then by language. Plain data. */
export type ContentIndex = ReadonlyMap<Slot, ReadonlyMap<string, Shelf>>

const shelf = (items: readonly ContentVersion[], language: string, vocabulary: Catalogue['vocabulary']): Shelf => {
  const { documents, versions } = contentDocuments(items, language)
  return {
    index: indexDocuments(documents, language, vocabulary),
    versions,
    documents,
    places: new Map(versions.map((version, place) => [version, place])),
  }
}

/** Once per catalogue version: every slot that may be filled from here, in every language that its content has. */
export const indexContent = (catalogue: Catalogue, slots: readonly Slot[]): ContentIndex =>
  new Map(
    slots.map((slot) => {
      const items = catalogue.items.filter(({ content }) => slotOf[content.kind] === slot)
      return [
        slot,
        new Map(contentLanguages(items).map((language) => [language, shelf(items, language, catalogue.vocabulary)])),
      ]
    }),
  )

/** The shelf in the reader's language, else in the one that most of the content has. */
export const shelfFor = (index: ContentIndex, slot: Slot, locale: string | null): Shelf | undefined => {
  const shelves = index.get(slot)
  const language = languageFor([...(shelves?.keys() ?? [])], locale)
  return language === undefined ? undefined : shelves?.get(language)
}
