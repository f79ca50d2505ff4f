import { seededUnits } from '../../contract/seeded-units.ts'

/**
 * Mixes win probabilities with a small uniform share, so that everything that may be shown has a propensity to divide by:
 * p = e/K + (1 - e) w.
 * @param share e, 0 to 1
 */
export const mixed = (wins: readonly number[], share: number): readonly number[] =>
  wins.map((win) => share / wins.length + (1 - share) * win)

/** A number in 0..1 (1 excluded) of the seed's that the draw has not used. */
export const secondUnit = (seed: number): number => {
  const next = seededUnits(seed)
  next()
  return next()
}

/**
 * Whether a draw counts as uniform: with probability (e/K)/p, which leaves a uniformly drawn sample of the log to evaluate on.
 * @param unit 0 to 1, independent of the draw
 */
export const isUniformDraw = (probability: number, share: number, arms: number, unit: number): boolean =>
  unit < share / arms / probability
