export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failures: number
  /** How long it stays open before one call may try again. */
  readonly openMs: number
}

/** Keeps a plugin that goes on failing from costing every decision its deadline. */
export interface CircuitBreaker {
  /** Whether a call may be made; each one that may must be followed by `record`. Half open, one at a time may. */
  admits(): boolean
  /** @returns what the outcome changed, if anything */
  record(succeeded: boolean): 'opened' | 'closed' | undefined
}

export const createCircuitBreaker = (
  { failures, openMs }: BreakerSettings,
  monotonicMs: () => number,
): CircuitBreaker => {
  let inARow = 0
  let openedAt: number | null = null
  let trying = false
  return {
    admits() {
      if (openedAt === null) return true
      if (trying || monotonicMs() - openedAt < openMs) return false
      trying = true
      return true
    },
    record(succeeded) {
      if (succeeded) {
        const wasOpen = openedAt !== null
        // A call that began before it opened says nothing about now; only the trial closes it.
        if (wasOpen && !trying) return undefined
        inARow = 0
        openedAt = null
        trying = false
        return wasOpen ? 'closed' : undefined
      }
      inARow += 1
      if (openedAt !== null) {
        if (trying) openedAt = monotonicMs()
        trying = false
        return undefined
      }
      if (inARow < failures) return undefined
      openedAt = monotonicMs()
      return 'opened'
    },
  }
}
