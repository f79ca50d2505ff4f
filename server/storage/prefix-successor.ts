/**
 * The smallest text after every text that begins with `prefix`, in code point order; undefined when there is none. Turns a prefix into a
 * range that an index serves.
 */
export const prefixSuccessor = (prefix: string): string | undefined => {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    // Surrogates are no characters: the next one after U+D7FF is U+E000.
    const next = last === 0xd7ff ? 0xe000 : last + 1
    if (next <= 0x10ffff) return String.fromCodePoint(...points, next)
  }
  return undefined
}
