import { limits } from '../../../contract/plugin.ts'
import type { Analyse } from '../../../search/analyse.ts'
import type { Bm25Index, QueryTerms } from '../../../search/bm25.ts'

/** Sentences and paragraphs; a point within a word or number parts nothing. */
const sentencesOf = (text: string): readonly string[] =>
  text.match(/[^\n.!?]*(?:[.!?]+(?=\S)[^\n.!?]*)*[.!?\n]*\s*/g)?.filter((part) => part.trim() !== '') ?? []

const cut = (text: string): string => {
  const whole = text.replace(/\s+/g, ' ').trim()
  if (whole.length <= limits.extractLength) return whole
  const end = whole.lastIndexOf(' ', limits.extractLength - 1)
  return `${whole.slice(0, end > limits.extractLength / 2 ? end : limits.extractLength - 1)}…`
}

/**
 * The part of a text that says most of what a query asks: the sentence with the most telling terms, and what follows it while there is
 * room. The beginning of the text where no sentence holds any.
 */
export const extractOf = (
  text: string,
  query: QueryTerms,
  { postings }: Pick<Bm25Index, 'postings'>,
  analyse: Analyse,
): string => {
  const sentences = sentencesOf(text)
  const worth = sentences.map((sentence) =>
    [...new Set(analyse(sentence))].reduce(
      (sum, term) => sum + (query.get(term) ?? 0) * (postings.get(term)?.idf ?? 0),
      0,
    ),
  )
  const best = worth.reduce((found, value, index) => (value > (worth[found] ?? 0) ? index : found), 0)
  let extract = sentences[best] ?? ''
  for (const next of sentences.slice(best + 1)) {
    if ((extract + next).trimEnd().length > limits.extractLength) break
    extract += next
  }
  return cut(extract)
}
