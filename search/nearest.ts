import type { DenseVectors } from './latent-semantics.ts'
import { type Found, mostOf } from './most-of.ts'

/** The documents whose vectors point most nearly where the query's does, by cosine; those at a right angle or beyond are left out. */
export const nearest = ({ dimensions, values }: DenseVectors, query: Float32Array, most: number): readonly Found[] => {
  const count = dimensions === 0 ? 0 : values.length / dimensions
  const scores = new Float64Array(count)
  for (let document = 0; document < count; document++) {
    let cosine = 0
    const start = document * dimensions
    for (let dimension = 0; dimension < dimensions; dimension++)
      cosine += (values[start + dimension] as number) * (query[dimension] as number)
    scores[document] = cosine
  }
  return mostOf(scores, most)
}
