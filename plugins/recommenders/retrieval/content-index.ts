import { slotOf } from '../../../contract/content.ts'
import type { LocalisedText } from '../../../contract/names.ts'
import {
  type Catalogue,
  type Content,
  type ContentVersion,
  localeChain,
  localise,
  type Slot,
} from '../../../contract/plugin.ts'
import { type DocumentIndex, indexDocuments, type SearchedDocument } from './search-documents.ts'

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

/** A catalogue in more languages than this is indexed in those that most of its texts have. */
const mostLanguages = 8

/** Title apart, everything else that a piece of content says as its body. */
const textsOf = (content: Content): readonly (LocalisedText | undefined)[] => {
  switch (content.kind) {
    case 'article':
    case 'offer':
    case 'tip':
      return [content.body]
    case 'checklist':
      return [content.body, ...content.steps.flatMap(({ title, body }) => [title, body])]
    case 'playbook':
      return [content.body, ...content.steps.map(({ text }) => text)]
    default:
      return content satisfies never
  }
}

const languageOf = (locale: string): string => (locale.split('-')[0] ?? locale).toLowerCase()

const languagesOf = (items: readonly ContentVersion[]): readonly string[] => {
  const counts = new Map<string, number>()
  for (const { content } of items) {
    const { title } = content
    if (typeof title !== 'string')
      for (const language of new Set(Object.keys(title).map(languageOf)))
        counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  // What authors wrote without naming a language is read as English.
  if (counts.size === 0) return ['en']
  return [...counts]
    .sort(([a, more], [b, less]) => less - more || Number(b === 'en') - Number(a === 'en') || (a < b ? -1 : 1))
    .map(([language]) => language)
    .slice(0, mostLanguages)
}

const shelf = (items: readonly ContentVersion[], language: string): Shelf => {
  const chain = localeChain(language, language)
  const documents = items.map(({ content }) => {
    const text = textsOf(content).flatMap((part) => (part === undefined ? [] : [localise(part, chain)]))
    return { title: localise(content.title, chain), text: text.join('\n') }
  })
  const versions = items.map(({ version }) => version)
  return {
    index: indexDocuments(documents, language),
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
      return [slot, new Map(languagesOf(items).map((language) => [language, shelf(items, language)]))]
    }),
  )

/** The shelf in the reader's language, else in the one that most of the content has. */
export const shelfFor = (index: ContentIndex, slot: Slot, locale: string | null): Shelf | undefined => {
  const shelves = index.get(slot)
  return (locale === null ? undefined : shelves?.get(languageOf(locale))) ?? shelves?.values().next().value
}
