import { stemmer as dutchStem } from '@orama/stemmers/dutch'
import { stemmer as englishStem } from '@orama/stemmers/english'
import { stemmer as frenchStem } from '@orama/stemmers/french'
import { stemmer as germanStem } from '@orama/stemmers/german'
import { stemmer as italianStem } from '@orama/stemmers/italian'
import { stemmer as portugueseStem } from '@orama/stemmers/portuguese'
import { stemmer as spanishStem } from '@orama/stemmers/spanish'
import { stopwords as dutchStops } from '@orama/stopwords/dutch'
import { stopwords as englishStops } from '@orama/stopwords/english'
import { stopwords as frenchStops } from '@orama/stopwords/french'
import { stopwords as germanStops } from '@orama/stopwords/german'
import { stopwords as italianStops } from '@orama/stopwords/italian'
import { stopwords as portugueseStops } from '@orama/stopwords/portuguese'
import { stopwords as spanishStops } from '@orama/stopwords/spanish'
import { wordsOf } from './words-of.ts'

/** Text -> the terms that it is found by, in order and with repeats. */
export type Analyse = (text: string) => readonly string[]

interface Language {
  readonly stem: (word: string) => string
  readonly stops: ReadonlySet<string>
}

/** English by Porter's algorithm (1980), the others by Snowball's. */
const languages: ReadonlyMap<string, Language> = new Map([
  // The list leaves out the commonest word of all.
  ['en', { stem: englishStem, stops: new Set([...englishStops, 'a']) }],
  ['de', { stem: germanStem, stops: new Set(germanStops) }],
  ['es', { stem: spanishStem, stops: new Set(spanishStops) }],
  ['fr', { stem: frenchStem, stops: new Set(frenchStops) }],
  ['it', { stem: italianStem, stops: new Set(italianStops) }],
  ['nl', { stem: dutchStem, stops: new Set(dutchStops) }],
  ['pt', { stem: portugueseStem, stops: new Set(portugueseStops) }],
])

const none: Language = { stem: (word) => word, stops: new Set() }

/** Stemmers need the accents of their language; whoever types a query often leaves them out. */
const withoutAccents = (word: string): string => word.normalize('NFD').replace(/\p{M}+/gu, '')

/** Stems kept per analyser: more words than a language uses in help texts. */
const stemsKept = 50_000

/** `l'article` and `user's` are found by the word in them. */
const partsOf = (word: string): readonly string[] =>
  word.includes("'") ? word.split("'").filter((part) => part.length > 1) : [word]

const analysers = new Map<string, Analyse>()

/**
 * An analyser for one language: words without the language's stop words, stemmed, accents removed. One for a language that is not listed
 * only lower-cases and removes accents.
 * @param language the first part of a BCP 47 tag: `de`
 */
export const analyserFor = (language: string): Analyse => {
  const known = languages.has(language) ? language : ''
  // One for all that read a language: what it remembers is what the next one would work out again.
  const analyse = analysers.get(known) ?? newAnalyser(known)
  analysers.set(known, analyse)
  return analyse
}

const newAnalyser = (language: string): Analyse => {
  const { stem, stops } = languages.get(language) ?? none
  const stems = new Map<string, string>()
  const stemOf = (word: string): string => {
    let found = stems.get(word)
    if (found === undefined) {
      if (stems.size >= stemsKept) stems.clear()
      found = withoutAccents(stem(word))
      stems.set(word, found)
    }
    return found
  }
  return (text) => {
    const terms: string[] = []
    for (const word of wordsOf(text)) {
      if (stops.has(word)) continue
      for (const part of partsOf(word)) if (!stops.has(part)) terms.push(stemOf(part))
    }
    return terms
  }
}
