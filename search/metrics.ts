/** What is relevant to one query: its grade, above 0, by document. */
export type Grades = ReadonlyMap<string, number>

/** 1 when something relevant is among the first `k`, else 0. */
export const hitAt = (ranked: readonly string[], grades: Grades, k: number): number =>
  ranked.slice(0, k).some((id) => grades.has(id)) ? 1 : 0

/** 1 / rank of the first relevant one (Voorhees, TREC-8), 0 where none is in the list. */
export const reciprocalRank = (ranked: readonly string[], grades: Grades): number => {
  const place = ranked.findIndex((id) => grades.has(id))
  return place < 0 ? 0 : 1 / (place + 1)
}

/** The mean, over all that is relevant, of the precision where it stands in the list; what is not in the list adds 0. */
export const averagePrecision = (ranked: readonly string[], grades: Grades): number => {
  let [found, sum] = [0, 0]
  ranked.forEach((id, place) => {
    if (!grades.has(id)) return
    found += 1
    sum += found / (place + 1)
  })
  return grades.size === 0 ? 0 : sum / grades.size
}

const discounted = (gains: readonly number[]): number =>
  gains.reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0)

/**
 * Normalised discounted cumulative gain of the first `k` (Järvelin and Kekäläinen 2002): the gain is the grade itself, discounted by
 * log2(rank + 1), as a share of what the best order would have.
 */
export const ndcgAt = (ranked: readonly string[], grades: Grades, k: number): number => {
  const ideal = discounted([...grades.values()].sort((a, b) => b - a).slice(0, k))
  return ideal === 0 ? 0 : discounted(ranked.slice(0, k).map((id) => grades.get(id) ?? 0)) / ideal
}

/**
 * The rank score of Breese, Heckerman and Kadie (1998) for one hidden item: 1 at the first place, half of it at place `halfLife`, and so
 * on; 0 where it is not in the list. @param halfLife above 1
 */
export const halfLifeScore = (ranked: readonly string[], hidden: string, halfLife: number): number => {
  const place = ranked.indexOf(hidden)
  return place < 0 ? 0 : 2 ** (-place / (halfLife - 1))
}

/** Mean of what is to be averaged; 0 for nothing. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
