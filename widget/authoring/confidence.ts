import type { Weighed } from '../anchors/likeness/judge.ts'
import { enough } from '../anchors/likeness/judge.ts'

/** How likely the best of what can be seen is the one that is meant, 0..1, with "none of these" and all others in the balance. */
export const confidenceIn = (candidates: readonly Weighed[]): number => {
  const odds = candidates.filter(({ isVisible }) => isVisible).map(({ weight }) => Math.exp(weight - enough))
  return Math.max(0, ...odds) / odds.reduce((sum, one) => sum + one, 1)
}
