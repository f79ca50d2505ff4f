/** A column shorter than this, beside what it was, is what rounding left of one that lies in the span of those before it. */
const vanishing = 1e-10

export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number)
  return sum
}

/**
 * Columns that span the same space, at right angles and of length 1: modified Gram-Schmidt, each column twice, which is enough (Giraud,
 * Langou and Rozložník 2005). Columns that depend on earlier ones are left out. Changes what it is given.
 */
export const orthonormalise = (columns: readonly Float64Array[]): readonly Float64Array[] => {
  const kept: Float64Array[] = []
  for (const column of columns) {
    const before = Math.sqrt(dot(column, column))
    for (let pass = 0; pass < 2; pass++)
      for (const other of kept) {
        const share = dot(column, other)
        for (let index = 0; index < column.length; index++)
          column[index] = (column[index] as number) - share * (other[index] as number)
      }
    const length = Math.sqrt(dot(column, column))
    if (length <= vanishing * before || length === 0) continue
    for (let index = 0; index < column.length; index++) column[index] = (column[index] as number) / length
    kept.push(column)
  }
  return kept
}
