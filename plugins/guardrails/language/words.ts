/**
 * Letters of other scripts that look like a Latin one, lower or upper case, and that Latin one below: Cyrillic, Greek, Armenian, Latin beyond
 * A to Z. The common ones of Unicode's confusables (UTS 39), not all.
 */
const foreign = 'авсԁеһіјкморԛѕтѵԝху' + 'αβεικνορτυχ' + 'ոօսհ' + 'ɑɡ'
const looksLike = 'abcdehijkmopqstvwxy' + 'abeikvoptux' + 'nouh' + 'ag'
const lookalikes: ReadonlyMap<string, string> = new Map(
  [...foreign].map((character, index) => [character, looksLike[index] as string]),
)
/** Digits and signs that stand for letters; `1`, `!` and `|` for two, so that a word with them is read in both ways. */
const leet: ReadonlyMap<string, string> = new Map(
  Object.entries({ '0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's' }),
)
const leetOneOrTwo: ReadonlySet<string> = new Set(['1', '!', '|'])

// Each alternative begins with, and goes on by, characters that the others do not take, so the time is linear in the text's length.
// Scripts without spaces between words: a character is a word.
const unspaced =
  '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]\\p{M}*'
const letter =
  '(?:(?![\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}])[\\p{L}\\p{N}\\p{M}])'
const wordPattern = new RegExp(`${unspaced}|[@$]?${letter}+(?:[@$!|]+${letter}+)*`, 'gu')

const replaced = (word: string, map: ReadonlyMap<string, string>): string =>
  [...word].map((character) => map.get(character) ?? character).join('')

/** All ways to read a word: as it is, with look-alikes made Latin, and with digits and signs made letters. At most five. */
const readings = (word: string): readonly string[] => {
  const forms = new Set([word])
  if (/^[@$]/.test(word)) forms.add(word.slice(1))
  const hasForeign = [...word].some((character) => lookalikes.has(character))
  // A word of another script that is not made of look-alikes throughout is simply a word of that script.
  if (hasForeign) {
    const latin = replaced(word, lookalikes)
    if (!/[^\p{sc=Latin}\p{N}@$!|]/u.test(latin)) forms.add(latin)
  }
  for (const form of [...forms])
    if (/\p{L}/u.test(form) && /[\d@$!|]/.test(form)) {
      const plain = replaced(form, leet)
      for (const one of ['i', 'l'])
        forms.add([...plain].map((character) => (leetOneOrTwo.has(character) ? one : character)).join(''))
    }
  return [...forms]
}

/**
 * The words of a text, in order, each with the ways to read it: compatibility forms made plain (NFKC), invisible characters taken out,
 * case folded.
 */
export const wordsOf = (text: string): readonly (readonly string[])[] => {
  const plain = text
    .normalize('NFKC')
    .replace(/\p{DI}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
  return (plain.match(wordPattern) ?? []).map(readings)
}
