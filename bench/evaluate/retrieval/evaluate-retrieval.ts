import { averagePrecision, hitAt, mean, ndcgAt, reciprocalRank } from '../../../search/metrics.ts'
import type { LabelledSet } from './labelled-set.ts'
import type { Ranker } from './rankers.ts'

/** How far down a list the reciprocal rank and the average precision look, as trec_eval does. */
const depth = 1_000

/** Means over the queries, each 0 to 1. */
export interface RetrievalScores {
  readonly ranker: string
  readonly hitRate: number
  readonly mrr: number
  readonly map: number
  readonly ndcg: number
}

/** @param k where hit rate and NDCG cut the list */
export const evaluateRetrieval = async (
  { documents, queries }: LabelledSet,
  rankers: readonly Ranker[],
  k: number,
): Promise<readonly RetrievalScores[]> => {
  const rows: RetrievalScores[] = []
  for (const { name, prepare } of rankers) {
    const search = await prepare(documents)
    const runs: { ranked: readonly string[]; grades: LabelledSet['queries'][number]['grades'] }[] = []
    for (const { text, grades } of queries) {
      const found = await search(text, Math.max(depth, k))
      runs.push({ ranked: found.flatMap(({ document }) => documents[document]?.id ?? []), grades })
    }
    rows.push({
      ranker: name,
      hitRate: mean(runs.map(({ ranked, grades }) => hitAt(ranked, grades, k))),
      mrr: mean(runs.map(({ ranked, grades }) => reciprocalRank(ranked.slice(0, depth), grades))),
      map: mean(runs.map(({ ranked, grades }) => averagePrecision(ranked.slice(0, depth), grades))),
      ndcg: mean(runs.map(({ ranked, grades }) => ndcgAt(ranked, grades, k))),
    })
  }
  return rows
}
