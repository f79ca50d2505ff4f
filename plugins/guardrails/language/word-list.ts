import { wordsOf } from './words.ts'

/** Longer phrases are not matched by chance, and each word of one costs a step per word of the text. */
const longestPhrase = 8

interface Branch {
  readonly next: Map<string, Branch>
  /** The term as it was written, where one ends here. */
  term?: string
}

/** Words and phrases to look for. */
export interface WordList {
  /** The first of them that stands in the text as whole words. Time is linear in the text's length. */
  findIn(text: string): string | undefined
}

/** @param terms words or phrases, in any spelling that `wordsOf` reads alike */
export const wordList = (terms: readonly string[]): WordList => {
  const root: Branch = { next: new Map() }
  for (const term of terms) {
    let branch = root
    const words = wordsOf(term).slice(0, longestPhrase)
    for (const [word = ''] of words) {
      const next: Branch = branch.next.get(word) ?? { next: new Map() }
      branch.next.set(word, next)
      branch = next
    }
    if (branch !== root) branch.term ??= term
  }
  return {
    findIn(text) {
      if (root.next.size === 0) return undefined
      const words = wordsOf(text)
      for (let start = 0; start < words.length; start += 1) {
        let branches: readonly Branch[] = [root]
        for (let at = start; at < words.length && branches.length > 0; at += 1) {
          branches = branches.flatMap(({ next }) => (words[at] ?? []).flatMap((form) => next.get(form) ?? []))
          const found = branches.find(({ term }) => term !== undefined)
          if (found !== undefined) return found.term
        }
      }
      return undefined
    },
  }
}
