import type { Catalogue, Content } from './content.ts'
import type { LocalisedText } from './names.ts'
import { type SayWords, sayWords } from './say-words.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Fields that users read, and fields that have such fields in them; a test holds that every kind's texts are reached by these. */
const texts: ReadonlySet<string> = new Set(['title', 'body', 'text', 'label', 'alt', 'ask', 'low', 'high', 'thanks'])
const parts: ReadonlySet<string> = new Set(['steps', 'questions', 'choices', 'action', 'link', 'media'])

const sayText = (text: LocalisedText, say: SayWords): LocalisedText =>
  typeof text === 'string'
    ? say(text, null)
    : Object.fromEntries(Object.entries(text).map(([locale, one]) => [locale, say(one, locale)]))

const sayPart = (part: unknown, say: SayWords): unknown => {
  if (Array.isArray(part)) return part.map((one) => sayPart(one, say))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => {
      if (texts.has(name) && value !== undefined) return [name, sayText(value as LocalisedText, say)]
      return [name, parts.has(name) ? sayPart(value, say) : value]
    }),
  )
}

/** The wordings stand under names of their own. */
const sayVariants = (content: Content, say: SayWords): Pick<Content, 'variants'> =>
  content.variants === undefined
    ? {}
    : {
        variants: Object.fromEntries(
          Object.entries(content.variants).map(([tone, variant]) => [tone, sayPart(variant, say) as typeof variant]),
        ),
      }

const sayContent = (content: Content, say: SayWords): Content => ({
  ...(sayPart(content, say) as Content),
  ...sayVariants(content, say),
})

/**
 * A catalogue in the tenant's words: whoever reads a text of it, to show, to check or to search, reads what users read. It goes by a version of
 * its own, so that what is made from it (indexes, vectors) is made anew when the words change.
 * @param locale the tenant's own, for texts that name none
 * @param hash of a text; short and hex
 */
export const sayCatalogue = (
  catalogue: Catalogue,
  vocabulary: Vocabulary,
  locale: string,
  hash: (text: string) => string,
): Catalogue => {
  if (vocabulary.length === 0) return catalogue
  const say = sayWords(vocabulary, locale)
  return {
    version: `${catalogue.version}~${hash(JSON.stringify([locale, vocabulary])).slice(0, 16)}`,
    items: catalogue.items.map((item) => ({ ...item, content: sayContent(item.content, say) })),
    vocabulary,
  }
}
