import { limits } from '../../contract/limits.ts'

/**
 * When it really happened, on the server's clock: the page's time, shifted by what the page's clock was off at sending, and never after it
 * was received. A clock that agrees within `limits.clockToleranceMs` is left alone, since the rest is travel time.
 * @returns epoch ms; undefined when it lies further back than any queue keeps messages
 */
export const repairClock = (at: number, sentAt: number, receivedAt: number): number | undefined => {
  const skew = receivedAt - sentAt
  const shifted = Math.abs(skew) > limits.clockToleranceMs ? at + skew : at
  const repaired = Math.min(shifted, receivedAt)
  return receivedAt - repaired > limits.queueAgeMs + limits.clockToleranceMs ? undefined : repaired
}
