/** One word of a text with where it stands. */
export interface WordRun {
  readonly start: number
  readonly end: number
  /** For comparing: composed (NFC), lower case. */
  readonly folded: string
}

/** Scripts that put no space between words: each character stands for itself. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const inWord = '[\\p{L}\\p{M}\\p{N}_]'

/**
 * What is no prose and is passed over: code between back ticks, placeholders, addresses, e-mail addresses, paths, names with points in them,
 * flags, `@handles` and `#channels`. Every repetition is bounded or begins where a run begins, so that the whole costs what the text is long.
 */
const passedOver = [
  '`[^`\\n]{0,500}`',
  '\\{[^{}\\s]{0,100}\\}',
  '(?<![\\p{L}\\p{N}])[a-z][a-z0-9+.-]{1,20}:\\/\\/[^\\s<>"]{1,2000}',
  '(?<![\\p{L}\\p{N}])mailto:[^\\s<>"]{1,500}',
  '(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){1,8}',
  '(?<![\\p{L}\\p{N}_.-])[\\p{L}\\p{N}_-]{1,63}(?:\\.[\\p{L}\\p{N}_-]{1,63}){1,8}(?:[/?#][^\\s<>"]{0,2000})?',
  '(?<![\\p{L}\\p{N}])\\/[\\p{L}\\p{N}_~%][^\\s<>"]{0,2000}',
  '(?<![\\p{L}\\p{N}-])--[\\p{L}][\\p{L}\\p{N}-]{0,63}',
  '(?<![\\p{L}\\p{N}])[@#][\\p{L}\\p{N}_-]{1,64}',
].join('|')

const runs = new RegExp(
  `(${passedOver})|[${unspaced}]\\p{M}*|[\\p{Script=Katakana}ー]+|(?:(?![${unspaced}\\p{Script=Katakana}])${inWord})+`,
  'giu',
)

export const folded = (text: string): string => text.normalize('NFC').toLowerCase()

/** The words of a text in their order. A run of Katakana is one word; so is every character of a script without spaces. */
export const wordRuns = (text: string): readonly WordRun[] => {
  const found: WordRun[] = []
  for (const match of text.matchAll(runs))
    if (match[1] === undefined)
      found.push({ start: match.index, end: match.index + match[0].length, folded: folded(match[0]) })
  return found
}
