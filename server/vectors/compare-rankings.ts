import type { RetrievalFinding } from '../../contract/retrieval-finding.ts'
import { seededUnits } from '../../contract/seeded-units.ts'
import { type Grades, mean, ndcgAt, reciprocalRank } from '../../search/metrics.ts'

/** One question's answers, as content keys, best first. */
export interface ComparedQuestion {
  readonly grades: Grades
  readonly without: readonly string[]
  readonly with: readonly string[]
}

/** Answers that a user sees at most. */
const k = 10
/** Fewer questions say more about themselves than about a way of searching. */
export const fewestQuestions = 30
const resamples = 2_000
const outside = 0.05
const seed = 20_021

/** The mean's 5th and 95th percentile over resamples of the questions (Efron and Tibshirani 1993, section 13.3). Deterministic. */
const bootstrap = (differences: readonly number[]): readonly [number, number] => {
  if (differences.length === 0) return [0, 0]
  const unit = seededUnits(seed)
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0
    for (let drawn = 0; drawn < differences.length; drawn++)
      sum += differences[Math.floor(unit() * differences.length)] as number
    return sum / differences.length
  }).sort()
  const at = (share: number): number => means[Math.min(resamples - 1, Math.floor(share * resamples))] as number
  return [at(outside), at(1 - outside)]
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

/** Whether vectors help, by NDCG@10 on the same questions: only where chance is an unlikely explanation. */
export const compareRankings = (
  questions: readonly ComparedQuestion[],
): Pick<RetrievalFinding, 'without' | 'with' | 'interval' | 'helps' | 'needs'> => {
  const qualityOf = (way: 'without' | 'with') => ({
    ndcg: rounded(mean(questions.map((one) => ndcgAt(one[way], one.grades, k)))),
    mrr: rounded(mean(questions.map((one) => reciprocalRank(one[way], one.grades)))),
  })
  const [low, high] = bootstrap(
    questions.map((one) => ndcgAt(one.with, one.grades, k) - ndcgAt(one.without, one.grades, k)),
  )
  return {
    without: qualityOf('without'),
    with: qualityOf('with'),
    interval: [rounded(low), rounded(high)],
    helps: questions.length >= fewestQuestions && low > 0,
    needs: fewestQuestions,
  }
}
