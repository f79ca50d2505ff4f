import type { Probabilities } from './rank.ts'

/**
 * One number in 0..1 (1 excluded) from a 32-bit seed: the first output of mulberry32 (Tommy Ettinger, public domain). The same on every
 * machine: integer arithmetic only.
 */
export const unitFromSeed = (seed: number): number => {
  let state = (seed + 0x6d2b79f5) | 0
  state = Math.imul(state ^ (state >>> 15), state | 1)
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61)
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296
}

/** Draws one from exactly this vector. @returns its content version, or null for "nothing" */
export const draw = (probabilities: Probabilities, seed: number): string | null => {
  const point = unitFromSeed(seed)
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
