import type { Evidence, Session } from '../../../contract/plugin.ts'
import type { Analyse } from '../../../search/analyse.ts'
import type { QueryTerms } from '../../../search/bm25.ts'

/** One thing that speaks for what the user is at, with the words in it and what is said of it when it decides. */
export interface Clue {
  readonly terms: QueryTerms
  readonly evidence: Evidence
}

/** Only what happened a moment ago says what a user is at now. */
const withinMs = 30 * 60_000
const mostActions = 8
/** Each action counts this much of the one after it. */
const fading = 0.75
const weights = { track: 1, submit: 0.8, click: 0.5, 'rage-click': 1, error: 1.5, page: 0.7 } as const

const isWeighed = (kind: string): kind is keyof typeof weights => Object.hasOwn(weights, kind)

/** Event names are the team's; `save_failed` reads as "save failed". */
const readable = (name: string): string => name.replace(/[_.:/-]+/g, ' ').trim()

/** Ids in a path say nothing: `/projects/7f3a` is about projects. */
const readablePath = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && !/\d/.test(part))
    .join(' ')

const termsOf = (analyse: Analyse, text: string, weight: number): QueryTerms =>
  new Map([...new Set(analyse(text))].map((term) => [term, weight]))

/**
 * What the user did last, the page they are on and what went wrong there, as clues for a search; the latest count most. Empty for somebody
 * who has done nothing lately.
 */
export const cluesOf = (session: Session, now: number, analyse: Analyse): readonly Clue[] => {
  const clues: Clue[] = []
  const add = (text: string, weight: number, evidence: Evidence): void => {
    const terms = termsOf(analyse, text, weight)
    if (terms.size > 0) clues.push({ terms, evidence })
  }

  let weight = 1
  const recent = session.recent.filter(({ at, kind }) => at > now - withinMs && isWeighed(kind) && kind !== 'page')
  for (const { kind, name } of recent.slice(-mostActions).reverse()) {
    if (!isWeighed(kind)) continue
    const evidence =
      kind === 'error'
        ? { code: 'error', facts: {} }
        : kind === 'track'
          ? { code: 'action', facts: { action: readable(name) } }
          : { code: 'element', facts: {} }
    add(readable(name), weights[kind] * weight, evidence)
    weight *= fading
  }
  if (session.page !== null)
    add(readablePath(session.page.path), weights.page, { code: 'page', facts: { path: session.page.path } })
  return clues
}

/** All clues as one query. */
export const merged = (clues: readonly Clue[]): QueryTerms => {
  const terms = new Map<string, number>()
  for (const clue of clues) for (const [term, weight] of clue.terms) terms.set(term, (terms.get(term) ?? 0) + weight)
  return terms
}
