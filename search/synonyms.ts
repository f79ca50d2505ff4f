import { type Vocabulary, vocabularyFor } from '../contract/vocabulary.ts'
import type { Analyse } from './analyse.ts'

interface Written {
  readonly terms: readonly string[]
  readonly as: string
}

/** Words that mean the same to a tenant: by first term, what is written in which way and what it counts as. Plain data. */
export type Synonyms = ReadonlyMap<string, readonly Written[]>

/** Of a vocabulary in one language: a term, what is said in its place, and what else it is asked by are one word. */
export const synonymsOf = (vocabulary: Vocabulary, language: string, analyse: Analyse): Synonyms => {
  const byFirst = new Map<string, Written[]>()
  const known = new Set<string>()
  for (const { term, say, synonyms } of vocabularyFor(vocabulary, language)) {
    // No word of a text can be this: they have no spaces.
    const as = `= ${analyse(say ?? term).join(' ')}`
    for (const word of [term, ...(say === undefined ? [] : [say]), ...synonyms]) {
      const terms = analyse(word)
      const [first] = terms
      if (first === undefined || known.has(terms.join(' '))) continue
      known.add(terms.join(' '))
      byFirst.set(
        first,
        [...(byFirst.get(first) ?? []), { terms, as }].sort((a, b) => b.terms.length - a.terms.length),
      )
    }
  }
  return byFirst
}

/** Texts and questions through the same eyes: whichever of the words stands there, it is the one term. */
export const withSynonyms = (analyse: Analyse, synonyms: Synonyms): Analyse => {
  if (synonyms.size === 0) return analyse
  return (text) => {
    const terms = analyse(text)
    const joined: string[] = []
    for (let at = 0; at < terms.length; at++) {
      const found = synonyms
        .get(terms[at] as string)
        ?.find((written) => written.terms.every((term, place) => terms[at + place] === term))
      joined.push(found?.as ?? (terms[at] as string))
      if (found !== undefined) at += found.terms.length - 1
    }
    return joined
  }
}
