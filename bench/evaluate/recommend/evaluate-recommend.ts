import { halfLifeScore, hitAt, mean, reciprocalRank } from '../../../search/metrics.ts'
import type { History } from './histories.ts'
import type { EvaluatedRecommender } from './recommenders.ts'

/** Means over the test histories, each 0 to 1. */
export interface RecommendScores {
  readonly recommender: string
  readonly hitRate: number
  readonly mrr: number
  readonly halfLife: number
}

export interface RecommendRules {
  /** Where the hit rate cuts the list. */
  readonly k: number
  /** The place at which an item counts half of what it counts at the first; above 1. */
  readonly halfLife: number
}

export interface HiddenLast {
  /** Every history without what is hidden in it. */
  readonly known: readonly (readonly string[])[]
  readonly tests: readonly { readonly known: readonly string[]; readonly hidden: string }[]
  /** Histories whose last item stood in them before, or was all they had: nothing new can be hidden in them. */
  readonly untested: number
}

/** Hides the last item of each history in which it is new. */
export const hideLast = (histories: readonly History[]): HiddenLast => {
  const tests: { known: readonly string[]; hidden: string }[] = []
  const known = histories.map(({ items }) => {
    const before = items.slice(0, -1)
    const hidden = items.at(-1)
    if (hidden === undefined || before.length === 0 || before.includes(hidden)) return items
    tests.push({ known: before, hidden })
    return before
  })
  return { known, tests, untested: histories.length - tests.length }
}

/** Best first; equal scores by name, so that a run can be repeated. What the user has done already is not proposed. */
const ranked = (scores: ReadonlyMap<string, number>, done: readonly string[]): readonly string[] => {
  const had = new Set(done)
  return [...scores]
    .filter(([item]) => !had.has(item))
    .sort(([a, high], [b, low]) => low - high || (a < b ? -1 : 1))
    .map(([item]) => item)
}

export const evaluateRecommend = (
  { known, tests }: HiddenLast,
  recommenders: readonly EvaluatedRecommender[],
  { k, halfLife }: RecommendRules,
): readonly RecommendScores[] =>
  recommenders.map(({ name, learn }) => {
    const score = learn(known)
    const runs = tests.map((test) => {
      const list = ranked(score(test.known), test.known)
      const grades = new Map([[test.hidden, 1]])
      return {
        hit: hitAt(list, grades, k),
        reciprocal: reciprocalRank(list, grades),
        halfLife: halfLifeScore(list, test.hidden, halfLife),
      }
    })
    return {
      recommender: name,
      hitRate: mean(runs.map(({ hit }) => hit)),
      mrr: mean(runs.map(({ reciprocal }) => reciprocal)),
      halfLife: mean(runs.map((run) => run.halfLife)),
    }
  })
