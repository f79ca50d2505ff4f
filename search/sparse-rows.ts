/** A matrix of which most is zero, row after row (compressed sparse rows). */
export interface SparseRows {
  readonly rows: number
  readonly columns: number
  /** Where each row begins in the two lists below, and at last where they end. */
  readonly starts: Int32Array
  readonly places: Int32Array
  readonly values: Float64Array
}

/** @param rows each row's entries by column */
export const sparseRows = (rows: readonly ReadonlyMap<number, number>[], columns: number): SparseRows => {
  const size = rows.reduce((sum, row) => sum + row.size, 0)
  const starts = new Int32Array(rows.length + 1)
  const places = new Int32Array(size)
  const values = new Float64Array(size)
  let at = 0
  rows.forEach((row, index) => {
    for (const [column, value] of row) {
      places[at] = column
      values[at] = value
      at += 1
    }
    starts[index + 1] = at
  })
  return { rows: rows.length, columns, starts, places, values }
}

/** A · v. */
export const times = ({ rows, starts, places, values }: SparseRows, vector: Float64Array): Float64Array => {
  const product = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++)
      sum += (values[at] as number) * (vector[places[at] as number] as number)
    product[row] = sum
  }
  return product
}

/** Aᵀ · v. */
export const transposedTimes = (
  { rows, columns, starts, places, values }: SparseRows,
  vector: Float64Array,
): Float64Array => {
  const product = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    const factor = vector[row] as number
    if (factor === 0) continue
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
      const place = places[at] as number
      product[place] = (product[place] as number) + (values[at] as number) * factor
    }
  }
  return product
}
