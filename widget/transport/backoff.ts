const firstMs = 1_000
const mostMs = 20_000

/**
 * Full jitter (Brooker, "Exponential Backoff And Jitter", 2015): anything between nothing and the cap, so that a fleet of pages that lost
 * the same server does not come back in one wave.
 * @param failures in a row, from 1
 * @param chance 0 to 1
 * @returns ms
 */
export const backoffMs = (failures: number, chance: number): number =>
  Math.round(chance * Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 10)))

/** A pause that the server asked for, plus up to half of it, so that those who were sent away together do not return together. */
export const askedPauseMs = (retryAfterMs: number, chance: number): number =>
  Math.round(Math.min(Math.max(retryAfterMs, 100), 300_000) * (1 + chance / 2))
