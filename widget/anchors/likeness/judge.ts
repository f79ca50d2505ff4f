import type { NoTarget } from '../find-target.ts'

export interface Weighed {
  /** From `weigh`, nats. */
  readonly weight: number
  readonly isVisible: boolean
}

/** So much must speak for an element, nats: the log odds of "none of these". */
export const enough = 6.2
/** And so much more than for the next best. */
export const margin = 1

const none: Weighed = { weight: Number.NEGATIVE_INFINITY, isVisible: false }

/**
 * The one visible candidate for which enough speaks, and clearly more than for any other; else why not. A hidden one counts only where it is
 * clearly the better: pages keep hidden twins for other window sizes.
 */
export const judge = <T extends Weighed>(candidates: readonly T[]): T | NoTarget => {
  const inOrder = [...candidates].sort((a, b) => b.weight - a.weight)
  const [best, next = none] = inOrder.filter(({ isVisible }) => isVisible)
  const unseen = inOrder.find(({ isVisible }) => !isVisible) ?? none
  const weight = (best ?? none).weight
  if (unseen.weight >= Math.max(enough, weight + margin)) return 'hidden'
  if (!best || weight < enough) return 'not-found'
  return weight - next.weight < margin ? 'ambiguous' : best
}
