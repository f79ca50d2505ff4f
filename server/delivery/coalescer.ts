/** Runs work per key: the first call at once, calls within `delayMs` after it together and later, never two at the same time. */
export interface Coalescer {
  run(key: string, task: () => Promise<void>): void
  /** Resolves when nothing is running or waiting. */
  idle(): Promise<void>
}

export const createCoalescer = (
  delayMs: number,
  monotonicMs: () => number,
  onFailure: (cause: unknown) => void,
): Coalescer => {
  const states = new Map<string, { readyAt: number; next: (() => Promise<void>) | undefined }>()
  const running = new Set<Promise<void>>()

  const start = (key: string, task: () => Promise<void>): void => {
    const state = { readyAt: monotonicMs() + delayMs, next: undefined as (() => Promise<void>) | undefined }
    states.set(key, state)
    const work = (async () => {
      // What called goes first: its ack must not wait for what it set off.
      await new Promise((resolve) => setImmediate(resolve))
      await task().catch(onFailure)
      const wait = state.readyAt - monotonicMs()
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    })().finally(() => {
      running.delete(work)
      states.delete(key)
      if (state.next !== undefined) start(key, state.next)
    })
    running.add(work)
  }

  return {
    run(key, task) {
      const state = states.get(key)
      if (state === undefined) start(key, task)
      else state.next = task
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
