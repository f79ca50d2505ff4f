import { type Vocabulary, vocabularyFor } from './vocabulary.ts'
import { folded, type WordRun, wordRuns } from './word-runs.ts'

/** A text as a tenant's users read it. @param locale of the text; null for one that was written without */
export type SayWords = (text: string, locale: string | null) => string

interface Spoken {
  readonly term: string
  readonly say: string
  readonly words: readonly string[]
  /** What stands before each word but the first, folded. */
  readonly gaps: readonly string[]
  /** What ends the term behind its last word and goes with it: the point of `No.`, the signs of `C++`. */
  readonly tail: string
}

const gapOf = (text: string): string => folded(text.replace(/\s+/g, ' ').replaceAll('’', "'"))
const gapsOf = (text: string, runs: readonly WordRun[]): readonly string[] =>
  runs.slice(1).map(({ start }, at) => gapOf(text.slice((runs[at] as WordRun).end, start)))

/** By the first word; those of more words first, and of equals the one that names the locale most closely. */
const spokenBy = (vocabulary: Vocabulary, locale: string): ReadonlyMap<string, readonly Spoken[]> => {
  const byFirst = new Map<string, Spoken[]>()
  for (const { term, say } of vocabularyFor(vocabulary, locale)) {
    const text = term.normalize('NFC')
    const runs = wordRuns(text)
    const [first] = runs
    if (first === undefined || say === undefined) continue
    const list = byFirst.get(first.folded) ?? []
    const tail = text.slice(runs.at(-1)?.end).trim()
    list.push({ term: text, say, words: runs.map((run) => run.folded), gaps: gapsOf(text, runs), tail })
    byFirst.set(first.folded, list)
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length)
  return byFirst
}

const isUpper = (text: string): boolean =>
  text === text.toUpperCase() && [...text].filter((letter) => letter !== letter.toLowerCase()).length > 1

const capitalised = (text: string, locale: string): string => {
  const [first = ''] = text
  const isDotted = first === 'i' && /^(tr|az)\b/i.test(locale)
  return `${isDotted ? 'İ' : first.toUpperCase()}${text.slice(first.length)}`
}

/** Written as what it stands for: large where that is, capitalised where that is; an abbreviation gives way to what is written. */
const written = (found: string, { term, say }: Spoken, locale: string): string => {
  if (isUpper(found)) return isUpper(term) ? say : say.toUpperCase()
  const [first = ''] = found
  return first === first.toLowerCase() ? say : capitalised(say, locale)
}

const lastOf = (runs: readonly WordRun[], at: number, { words }: Spoken) => runs[at + words.length - 1] as WordRun

const matches = (text: string, runs: readonly WordRun[], at: number, spoken: Spoken): boolean =>
  spoken.words.every((word, place) => {
    const run = runs[at + place]
    if (run?.folded !== word) return false
    return place === 0 || gapOf(text.slice((runs[at + place - 1] as WordRun).end, run.start)) === spoken.gaps[place - 1]
  }) && text.startsWith(spoken.tail, lastOf(runs, at, spoken).end)

const say = (given: string, spoken: ReadonlyMap<string, readonly Spoken[]>, locale: string): string => {
  const text = given.normalize('NFC')
  const runs = wordRuns(text)
  let [said, done] = ['', 0]
  for (let at = 0; at < runs.length; at++) {
    const run = runs[at] as WordRun
    const found = spoken.get(run.folded)?.find((one) => matches(text, runs, at, one))
    if (found === undefined) continue
    const { end } = lastOf(runs, at, found)
    said += text.slice(done, run.start) + written(text.slice(run.start, end), found, locale)
    done = end + found.tail.length
    at += found.words.length - 1
  }
  return done === 0 ? given : said + text.slice(done)
}

const asWritten: SayWords = (text) => text
const compiled = new WeakMap<Vocabulary, Map<string, SayWords>>()

/**
 * Puts a tenant's words in the place of the team's, whole words only, in one pass: what was put in is not looked at again. Addresses, code,
 * placeholders and the like stay (`wordRuns`). Deterministic.
 * @param fallback the locale of texts that name none
 */
export const sayWords = (vocabulary: Vocabulary, fallback: string): SayWords => {
  if (!vocabulary.some((entry) => entry.say !== undefined)) return asWritten
  const byFallback = compiled.get(vocabulary) ?? new Map<string, SayWords>()
  compiled.set(vocabulary, byFallback)
  const known = byFallback.get(fallback)
  if (known !== undefined) return known
  const byLocale = new Map<string, ReadonlyMap<string, readonly Spoken[]>>()
  const sayIn: SayWords = (text, locale) => {
    const tag = locale ?? fallback
    const spoken = byLocale.get(tag) ?? spokenBy(vocabulary, tag)
    byLocale.set(tag, spoken)
    return spoken.size === 0 ? text : say(text, spoken, tag)
  }
  byFallback.set(fallback, sayIn)
  return sayIn
}
