/** A square matrix, row by row. */
export type Matrix = Float64Array

/**
 * The lower triangle L with L Lᵀ = A, for a symmetric positive definite A of `size` rows (Golub and Van Loan, Matrix Computations, 4.2.5).
 * @throws {RangeError} when A is not positive definite
 */
export const cholesky = (a: Matrix, size: number): Matrix => {
  const l = new Float64Array(size * size)
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let sum = a[row * size + column] as number
      for (let k = 0; k < column; k++) sum -= (l[row * size + k] as number) * (l[column * size + k] as number)
      if (row !== column) l[row * size + column] = sum / (l[column * size + column] as number)
      else if (sum > 0) l[row * size + row] = Math.sqrt(sum)
      else throw new RangeError('the matrix is not positive definite')
    }
  return l
}

/** y with L y = b. */
export const solveLower = (l: Matrix, b: ArrayLike<number>): Float64Array => {
  const size = b.length
  const y = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let sum = b[row] as number
    for (let k = 0; k < row; k++) sum -= (l[row * size + k] as number) * (y[k] as number)
    y[row] = sum / (l[row * size + row] as number)
  }
  return y
}

/** x with Lᵀ x = y. */
const solveUpper = (l: Matrix, y: ArrayLike<number>): Float64Array => {
  const size = y.length
  const x = new Float64Array(size)
  for (let row = size - 1; row >= 0; row--) {
    let sum = y[row] as number
    for (let k = row + 1; k < size; k++) sum -= (l[k * size + row] as number) * (x[k] as number)
    x[row] = sum / (l[row * size + row] as number)
  }
  return x
}

/** x with A x = b, from the Cholesky factor L of A. */
export const solve = (l: Matrix, b: ArrayLike<number>): Float64Array => solveUpper(l, solveLower(l, b))

/** The inverse of A from its Cholesky factor L. */
export const inverse = (l: Matrix, size: number): Matrix => {
  const result = new Float64Array(size * size)
  const unit = new Float64Array(size)
  for (let column = 0; column < size; column++) {
    unit.fill(0)
    unit[column] = 1
    const x = solve(l, unit)
    for (let row = 0; row < size; row++) result[row * size + column] = x[row] as number
  }
  return result
}
