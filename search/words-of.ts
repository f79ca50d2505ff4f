/** Scripts that put no space between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+/gu
/** All of Unicode up to here puts spaces between words. */
const beyondLatin = /[^\p{ASCII}\u0080-\u024f]/u
const isAscii = /^\p{ASCII}*$/u
const asciiWord = /[a-z0-9]+(?:'[a-z0-9]+)*/g
const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}\p{N}]+)*/gu

/** Overlapping pairs, as Lucene's CJKBigramFilter makes them; a single character stands for itself. */
const pairsOf = (run: string): readonly string[] => {
  const characters = [...run]
  if (characters.length < 2) return characters
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}

/**
 * The words of a text: compatibility forms unified (NFKC), lower case, letters and digits of any script. Everything else parts words, so
 * that `project_created` and `/project-settings` are two each; an apostrophe within a word stays, as `'`.
 */
export const wordsOf = (text: string): readonly string[] => {
  // The same for plain English, at a third of the cost: texts are read by the thousand when a catalogue is indexed.
  if (isAscii.test(text)) return text.toLowerCase().match(asciiWord) ?? []
  const words: string[] = []
  for (const [found] of text.normalize('NFKC').toLowerCase().matchAll(word)) {
    if (!beyondLatin.test(found) || found.search(unspaced) < 0) {
      words.push(found.replaceAll('’', "'"))
      continue
    }
    // What stands beside such a run (digits, Latin letters) is a word of its own.
    let end = 0
    for (const run of found.matchAll(unspaced)) {
      if (run.index > end) words.push(found.slice(end, run.index))
      words.push(...pairsOf(run[0]))
      end = run.index + run[0].length
    }
    if (end < found.length) words.push(found.slice(end))
  }
  return words
}
