import { z } from 'zod'
import { limits } from './limits.ts'
import { locale } from './names.ts'

const words = z
  .string()
  .trim()
  .min(1)
  .max(limits.vocabularyWordLength)
  .refine(
    (text) => /[\p{L}\p{N}]/u.test(text) && !/[\p{Cc}{}`<>]/u.test(text),
    'words, without control characters or any of {}`<>',
  )

/** What a tenant calls a thing. */
export const vocabularyEntry = z
  .strictObject({
    /** As the team's texts have it. */
    term: words,
    /** What the tenant's users read in its place. Absent: the term itself. */
    say: words.optional(),
    /** What users may ask for it by; nobody reads these. */
    synonyms: z.array(words).max(limits.synonymsPerTerm).default([]),
    /** Only in texts of this language; absent: in all. */
    locale: locale.optional(),
  })
  .refine(({ say, synonyms }) => say !== undefined || synonyms.length > 0, 'an entry has something to say, or synonyms')

const keyOf = ({ term, locale: only }: { term: string; locale?: string | undefined }): string =>
  `${only?.toLowerCase() ?? ''} ${term.normalize('NFC').toLowerCase().replace(/\s+/g, ' ')}`

/** The tenant's words for things. */
export const vocabulary = z
  .array(vocabularyEntry)
  .max(limits.vocabularyEntries)
  .refine(
    (entries) => new Set(entries.map(keyOf)).size === entries.length,
    'each term stands there once for a language',
  )
export type Vocabulary = Readonly<z.infer<typeof vocabulary>>

/** The language of a tag: `de` of `de-CH`. */
const languageOf = (tag: string): string => (tag.split('-')[0] as string).toLowerCase()

/** The entries for texts of a locale, those that name it most closely first. */
export const vocabularyFor = (entries: Vocabulary, textLocale: string): Vocabulary => {
  const wanted = textLocale.toLowerCase()
  const closeness = ({ locale: only }: Vocabulary[number]): number => {
    if (only === undefined) return 1
    const named = only.toLowerCase()
    if (named === wanted) return 3
    return named === languageOf(wanted) ? 2 : 0
  }
  return entries.filter((entry) => closeness(entry) > 0).sort((a, b) => closeness(b) - closeness(a))
}
