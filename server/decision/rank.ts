import type { DecisionResult } from '../../contract/decision.ts'
import type { Candidate } from '../../contract/plugin.ts'
import { mixed } from './explore.ts'

export interface RankRules {
  /** Keys that were asked for, the latest first. */
  readonly asked: readonly string[]
  /** Keys that the tenant pinned, the first one first. */
  readonly pins: readonly string[]
  /** 0 to 0.3. */
  readonly explorationShare: number
  /** The version that stands in the slot now. */
  readonly standing: string | null
}

export type Probabilities = DecisionResult['probabilities']

const placeIn = (keys: readonly string[], key: string): number => {
  const place = keys.indexOf(key)
  return place < 0 ? keys.length : place
}

/** The author's, moved a little by what this user said of the topic, and as far as the tenant weighs them by what recommenders say. */
const priorityOf = ({ priority, leaning = 0, points = 0 }: Candidate): number => priority + leaning + points

const byImportance =
  ({ asked, pins }: Pick<RankRules, 'asked' | 'pins'>) =>
  (a: Candidate, b: Candidate): number =>
    placeIn(asked, a.key) - placeIn(asked, b.key) ||
    placeIn(pins, a.key) - placeIn(pins, b.key) ||
    priorityOf(b) - priorityOf(a) ||
    Number(a.wornUntil !== undefined) - Number(b.wornUntil !== undefined)

/** Best first: asked for, pinned, the author's priority with the user's leaning and the recommenders' weighted word, what is not worn, the recommender's score, then the tenant's order of recommenders. */
const inOrder = (kept: readonly Candidate[], rules: RankRules): readonly Candidate[] => {
  const importance = byImportance(rules)
  // Sorting is stable: equals stay in the order in which they came.
  return [...kept].sort((a, b) => importance(a, b) || b.score - a.score)
}

/**
 * Those over which a model may decide: of the kept ones the most important, which differ by score alone. Empty where the choice is settled:
 * it was asked for or pinned, or what stands is among them and keeps its place, lest guidance change under the user's eyes.
 */
export const contestants = (kept: readonly Candidate[], rules: RankRules): readonly Candidate[] => {
  const ordered = inOrder(kept, rules)
  const best = ordered[0]
  if (best === undefined || rules.asked.includes(best.key) || rules.pins.includes(best.key)) return []
  const importance = byImportance(rules)
  const equals = ordered.filter((candidate) => importance(candidate, best) === 0)
  return equals.some((candidate) => candidate.content === rules.standing) ? [] : equals
}

/**
 * The kept candidates, best first, and last "nothing", each with its probability: stage 9, the ranker `weighted`.
 *
 * The best gets `1 - explorationShare`; all others, "nothing" among them, share the rest equally, so that each has a known propensity.
 * What was asked for is not drawn lots over. While exploring, what stands keeps its place as long as nothing more important (by pin or
 * priority) has come: else every event would draw again, and guidance would change under the user's eyes.
 */
export const rank = (kept: readonly Candidate[], rules: RankRules): Probabilities => {
  const importance = byImportance(rules)
  const ordered = inOrder(kept, rules)
  const best = ordered[0]
  if (best === undefined) return [{ content: null, probability: 1 }]

  const isAsked = rules.asked.includes(best.key)
  const stays = ordered.find((candidate) => candidate.content === rules.standing)
  const certain =
    isAsked || rules.explorationShare === 0
      ? best
      : stays !== undefined && importance(stays, best) <= 0
        ? stays
        : undefined
  const share = rules.explorationShare / ordered.length
  const probabilityOf = (candidate: Candidate | null): number => {
    if (certain !== undefined) return candidate === certain ? 1 : 0
    return candidate === best ? 1 - rules.explorationShare : share
  }
  return [
    ...ordered.map((candidate) => ({ content: candidate.content, probability: probabilityOf(candidate) })),
    { content: null, probability: probabilityOf(null) },
  ]
}

/**
 * The same with a model's word: the contestants and "nothing" by their probabilities of being the best, mixed with a uniform share; nobody
 * else can be drawn.
 */
export const rankByWins = (
  kept: readonly Candidate[],
  contested: readonly Candidate[],
  wins: readonly number[],
  rules: RankRules,
): Probabilities => {
  const probabilities = mixed(wins, rules.explorationShare)
  const places = new Map(contested.map(({ content }, place) => [content, place]))
  return [
    ...inOrder(kept, rules).map(({ content }) => ({
      content,
      probability: probabilities[places.get(content) ?? -1] ?? 0,
    })),
    { content: null, probability: probabilities[contested.length] ?? 0 },
  ]
}
