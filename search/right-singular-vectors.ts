import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { seededUnits } from '../contract/seeded-units.ts'
import { dot, orthonormalise } from './orthonormalise.ts'
import { type SparseRows, times, transposedTimes } from './sparse-rows.ts'

/** More directions than are wanted, and passes that sharpen them: section 4.5 and algorithm 4.4 of the paper, with generous values. */
const spare = 10
const passes = 3
/** Fixed, so that the same texts always give the same vectors. */
const seed = 20_011

/** Singular values below this share of the largest are rounding. */
const negligible = 1e-8

/**
 * The right singular vectors of the largest singular values, largest first: a randomised range finder with orthonormalised power iterations
 * (Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1). Deterministic. Fewer than `most` where the matrix has a smaller rank.
 */
export const rightSingularVectors = (matrix: SparseRows, most: number): readonly Float64Array[] => {
  const width = Math.min(most + spare, matrix.rows, matrix.columns)
  const unit = seededUnits(seed)
  const sign = (): number => (unit() < 0.5 ? -1 : 1)
  const probes = Array.from({ length: width }, () => Float64Array.from({ length: matrix.columns }, sign))
  let range = orthonormalise(probes.map((probe) => times(matrix, probe)))
  for (let pass = 0; pass < passes; pass++) {
    const domain = orthonormalise(range.map((column) => transposedTimes(matrix, column)))
    range = orthonormalise(domain.map((column) => times(matrix, column)))
  }
  // B = Qᵀ A, row by row; the eigenvectors of the small B Bᵀ turn its rows into the singular vectors.
  const projected = range.map((column) => transposedTimes(matrix, column))
  if (projected.length === 0) return []
  const gram = new Matrix(projected.map((row) => projected.map((other) => dot(row, other))))
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true })
  const order = realEigenvalues
    .map((_, index) => index)
    .sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0))
  const largest = realEigenvalues[order[0] ?? 0] ?? 0
  return order
    .slice(0, most)
    .filter((index) => (realEigenvalues[index] ?? 0) > largest * negligible ** 2)
    .map((index) => {
      const singular = Math.sqrt(realEigenvalues[index] ?? 0)
      const vector = new Float64Array(matrix.columns)
      projected.forEach((row, place) => {
        const share = eigenvectorMatrix.get(place, index) / singular
        for (let column = 0; column < vector.length; column++)
          vector[column] = (vector[column] as number) + share * (row[column] as number)
      })
      return vector
    })
}
