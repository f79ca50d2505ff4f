import { type Chosen, type Finding, type Way, waysToFind } from './finding.ts'
import { type Case, casesOf, fitWeights, type Tally, tally } from './fit-weights.ts'
import type { PairResult } from './run-pairs.ts'

/** Weights and thresholds were chosen on one half of the pairs, in the order of their names; the other half was kept for the report. */
export const halves = ['tuned on', 'held out'] as const
export type Half = (typeof halves)[number]
export const halfOf = (at: number): Half => (at % 2 === 0 ? 'tuned on' : 'held out')

export interface Score {
  readonly way: Way
  readonly pairs: Half | 'all'
  /** Targets that the redesign has kept, and of these: found, something else found, nothing found. */
  readonly kept: number
  readonly found: number
  readonly wrong: number
  readonly abstained: number
  /** Targets that it has removed, and of these: something else taken for them. */
  readonly removed: number
  readonly mistaken: number
}

const scoreOf = (way: Way, pairs: Half | 'all', findings: readonly Finding[]): Score => {
  const kept = findings.filter(({ isThere }) => isThere)
  const removed = findings.filter(({ isThere }) => !isThere)
  const count = (of: readonly Finding[], outcome: string) => of.filter(({ ways }) => ways[way] === outcome).length
  return {
    way,
    pairs,
    kept: kept.length,
    found: count(kept, 'found'),
    wrong: count(kept, 'wrong'),
    abstained: count(kept, 'abstained'),
    removed: removed.length,
    mistaken: removed.length - count(removed, 'abstained'),
  }
}

export const scoreAnchors = (results: readonly PairResult[]): readonly Score[] => {
  const findings = (half?: Half) =>
    results.filter((_, at) => half === undefined || halfOf(at) === half).flatMap((result) => result.findings)
  return [
    ...waysToFind.map((way) => scoreOf(way, 'all', findings())),
    ...halves.map((half) => scoreOf('likeness', half, findings(half))),
  ]
}

const pulls = [0.1, 0.25, 0.5] as const
const offsets = [0, 0.5, 1] as const
const margins = [1, 1.5] as const

export interface Choice {
  readonly pull: number
  readonly offset: number
  readonly chosen: Chosen
  /** Of the half that it was tuned on, each pair judged by weights that were fitted without it. */
  readonly crossed: Tally
}

/**
 * Fits the weights on the pairs to be tuned on, and shows what each choice of pull, threshold and margin would do to a pair that it has not
 * seen, by leaving each out in turn. The held-out half is not looked at.
 */
export const chooseWeights = (results: readonly PairResult[]): readonly Choice[] => {
  const pairs = results.filter((_, at) => halfOf(at) === 'tuned on').map(({ seen }) => casesOf(seen))
  return pulls.flatMap((pull) => {
    const folds = pairs.map((cases, out) => ({
      cases,
      fit: fitWeights(pairs.filter((_, at) => at !== out).flat(), pull),
    }))
    const whole = fitWeights(pairs.flat(), pull)
    return offsets.flatMap((offset) =>
      margins.map((margin) => {
        const under = (fit: typeof whole): Chosen => ({ ...fit, enough: fit.enough + offset, margin })
        const tallies = folds.map(({ cases, fit }: { cases: readonly Case[]; fit: typeof whole }) =>
          tally(cases, under(fit)),
        )
        const sum = (of: keyof Tally) => tallies.reduce((total, one) => total + one[of], 0)
        const crossed = {
          found: sum('found'),
          wrong: sum('wrong'),
          abstained: sum('abstained'),
          mistaken: sum('mistaken'),
        }
        return { pull, offset, chosen: under(whole), crossed }
      }),
    )
  })
}

/** Points wrongly least; then finds most; then is the more careful. */
export const bestOf = (choices: readonly Choice[]): Choice | undefined => {
  const harm = ({ crossed: { wrong, mistaken } }: Choice) => wrong + mistaken
  return [...choices].sort(
    (a, b) => harm(a) - harm(b) || b.crossed.found - a.crossed.found || b.chosen.margin - a.chosen.margin,
  )[0]
}
