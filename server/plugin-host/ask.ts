/** A handle's way to say that the deadline is over; whatever else it rejects with is the plugin's failure. */
export class TooLateError extends Error {}

export type Settled =
  | { readonly outcome: 'answered'; readonly value: unknown; readonly ms: number }
  | { readonly outcome: 'late'; readonly ms: number }
  | { readonly outcome: 'failed'; readonly error: unknown; readonly ms: number }

/**
 * Waits for an answer, but not beyond the deadline. Never rejects. What arrives afterwards, answer or rejection, is ignored. A call that
 * held the whole process up beyond the deadline before it returned is late too; only that part is charged to it, not what another plugin
 * held up meanwhile.
 */
export const ask = (call: () => Promise<unknown>, deadlineMs: number, monotonicMs: () => number): Promise<Settled> =>
  new Promise((resolve) => {
    const startedAt = monotonicMs()
    const elapsed = () => monotonicMs() - startedAt
    const timer = setTimeout(() => resolve({ outcome: 'late', ms: elapsed() }), deadlineMs)
    const settle = (settled: Settled) => {
      clearTimeout(timer)
      resolve(settled)
    }
    try {
      const answer = call()
      const blockedMs = elapsed()
      if (blockedMs > deadlineMs) settle({ outcome: 'late', ms: blockedMs })
      answer.then(
        (value) => settle({ outcome: 'answered', value, ms: elapsed() }),
        (error: unknown) =>
          settle(
            error instanceof TooLateError
              ? { outcome: 'late', ms: elapsed() }
              : { outcome: 'failed', error, ms: elapsed() },
          ),
      )
    } catch (error) {
      settle({ outcome: 'failed', error, ms: elapsed() })
    }
  })
