import { cholesky, inverse, type Matrix } from '../../../contract/cholesky.ts'

/**
 * What goes with what, from histories: the closed-form item model EASE (Steck, Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019).
 * With the Gram matrix G = XᵀX + λI of users by items and P = G⁻¹, the weight from item i to item j is -P_ij / P_jj, and 0 from an item to itself.
 */
export interface ItemWeights {
  /** In the order of rows and columns. */
  readonly items: readonly string[]
  readonly weights: Matrix
}

export interface EaseOptions {
  /** λ: how much evidence it takes, in users. */
  readonly regularisation: number
  /** Items that are kept, the most used first: the cost grows with their cube. */
  readonly items: number
}

export const easeOptions: EaseOptions = { regularisation: 10, items: 300 }

/**
 * The weights of a Gram matrix.
 * @param together how many users did both; of an item with itself, how many did it
 * @throws {RangeError} when the matrix with λ on its diagonal is not positive definite
 */
export const easeWeights = (
  items: readonly string[],
  together: (row: number, column: number) => number,
  regularisation: number,
): ItemWeights => {
  const size = items.length
  const gram = new Float64Array(size * size)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      gram[row * size + column] = together(row, column) + (row === column ? regularisation : 0)
  const precision = inverse(cholesky(gram, size), size)
  const weights = new Float64Array(size * size)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      if (row !== column)
        weights[row * size + column] =
          -(precision[row * size + column] as number) / (precision[column * size + column] as number)
  return { items, weights }
}

/** @param histories what each user did; doing it twice counts once, so that nobody's voice outweighs another's */
export const learnEase = (
  histories: readonly (readonly string[])[],
  { regularisation, items: most }: EaseOptions = easeOptions,
): ItemWeights => {
  const users = new Map<string, number>()
  const distinct = histories.map((history) => [...new Set(history)])
  for (const history of distinct) for (const item of history) users.set(item, (users.get(item) ?? 0) + 1)
  const items = [...users]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([item]) => item)
  const size = items.length
  const places = new Map(items.map((item, place) => [item, place]))
  const counts = new Float64Array(size * size)
  for (const history of distinct) {
    const known = history.flatMap((item) => places.get(item) ?? [])
    for (const row of known)
      for (const column of known) counts[row * size + column] = (counts[row * size + column] as number) + 1
  }
  return easeWeights(items, (row, column) => counts[row * size + column] as number, regularisation)
}

/** How well each other item goes with what somebody did; larger is better, and what nothing speaks for is left out. */
export const scoreByEase = (
  { items, weights }: ItemWeights,
  history: readonly string[],
): ReadonlyMap<string, number> => {
  const size = items.length
  const done = new Set(history)
  const rows = items.flatMap((item, place) => (done.has(item) ? [place] : []))
  const scores = new Map<string, number>()
  for (const [column, item] of items.entries()) {
    if (done.has(item)) continue
    const score = rows.reduce((sum, row) => sum + (weights[row * size + column] as number), 0)
    if (score > 0) scores.set(item, score)
  }
  return scores
}
