import { fuseByRank } from '../../../search/fuse-by-rank.ts'
import type { Found } from '../../../search/most-of.ts'

/**
 * What words found and what vectors found as one list, by reciprocal rank. Shares and cosines do not compare document by document, so the
 * scores only say how good the list is: each document's better one, dealt out again in the new order.
 */
export const joinNearest = (byWords: readonly Found[], byVectors: readonly Found[], most: number): readonly Found[] => {
  const strengths = new Map<number, number>()
  for (const { document, score } of [...byWords, ...byVectors])
    strengths.set(document, Math.max(score, strengths.get(document) ?? 0))
  const dealt = [...strengths.values()].sort((a, b) => b - a)
  return fuseByRank([byWords, byVectors])
    .slice(0, most)
    .map(({ document }, place) => ({ document, score: dealt[place] as number }))
}
