import type { Found } from './most-of.ts'

/** Damps the lead of the first places; the value of the paper. */
const k = 60

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): each list adds 1 / (60 + rank) to each of its documents, rank from 1.
 * Equal sums stand in the order of the documents.
 */
export const fuseByRank = (lists: readonly (readonly Found[])[]): readonly Found[] => {
  const sums = new Map<number, number>()
  for (const list of lists)
    for (const [place, { document }] of list.entries())
      sums.set(document, (sums.get(document) ?? 0) + 1 / (k + place + 1))
  return [...sums]
    .map(([document, score]) => ({ document, score }))
    .sort((a, b) => b.score - a.score || a.document - b.document)
}
