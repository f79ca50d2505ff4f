import type { Content, ContentVersion } from '../contract/content.ts'
import { localeChain, localise } from '../contract/localise.ts'
import type { LocalisedText } from '../contract/names.ts'
import type { SearchedDocument } from './search-documents.ts'

/** Pieces of content in one language, as what can be found. */
export interface ContentDocuments {
  readonly language: string
  /** Of each document its content version. */
  readonly versions: readonly string[]
  readonly documents: readonly SearchedDocument[]
}

/** Content in more languages than this is searched in those that most of its texts have. */
const mostLanguages = 8

/** Title apart, everything else that a piece of content says as its body. */
const textsOf = (content: Content): readonly (LocalisedText | undefined)[] => {
  switch (content.kind) {
    case 'article':
    case 'offer':
    case 'tip':
    case 'hotspot':
    case 'banner':
    case 'modal':
    case 'announcement':
      return [content.body]
    case 'survey':
      return [content.body, ...content.questions.map(({ ask }) => ask)]
    case 'checklist':
    case 'tour':
      return [content.body, ...content.steps.flatMap(({ title, body }) => [title, body])]
    case 'playbook':
      return [content.body, ...content.steps.map(({ text }) => text)]
    default:
      return content satisfies never
  }
}

/** `de-CH` is searched as `de`. */
export const languageOf = (locale: string): string => (locale.split('-')[0] ?? locale).toLowerCase()

/** The languages of these texts, the one that most of them have first; never none. */
export const contentLanguages = (items: readonly ContentVersion[]): readonly string[] => {
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

/** The reader's language where there is one of these, else the first. */
export const languageFor = (languages: readonly string[], locale: string | null): string | undefined =>
  languages.find((language) => locale !== null && language === languageOf(locale)) ?? languages[0]

export const contentDocuments = (items: readonly ContentVersion[], language: string): ContentDocuments => {
  const chain = localeChain(language, language)
  return {
    language,
    versions: items.map(({ version }) => version),
    documents: items.map(({ content }) => {
      const text = textsOf(content).flatMap((part) => (part === undefined ? [] : [localise(part, chain)]))
      return { title: localise(content.title, chain), text: text.join('\n') }
    }),
  }
}
