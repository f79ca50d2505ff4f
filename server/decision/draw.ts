import { seededUnits } from '../../contract/seeded-units.ts'
import type { Probabilities } from './rank.ts'

/** Draws one from exactly this vector. @returns its content version, or null for "nothing" */
export const draw = (probabilities: Probabilities, seed: number): string | null => {
  const point = seededUnits(seed)()
  let reached = 0
  let last: string | null = null
  for (const { content, probability } of probabilities) {
    if (probability <= 0) continue
    reached += probability
    last = content
    if (point < reached) return content
  }
  // A sum a rounding error below 1 belongs to the last that could be drawn.
  return last
}
