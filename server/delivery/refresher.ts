/** Runs work again when told that something has changed: calls that come close together count as one, and it never runs twice at a time. */
export interface Refresher {
  soon(): void
  /** Starts nothing more, and waits for what runs. */
  stop(): Promise<void>
}

/**
 * @param everyMs runs it at least so often, for changes that nobody here was told of
 * @param quietMs waits so long for more changes before each run
 */
export const createRefresher = (
  work: () => Promise<void>,
  { everyMs, quietMs }: { readonly everyMs: number; readonly quietMs: number },
  onFailure: (cause: unknown) => void,
): Refresher => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = Promise.resolve()
  let isStopped = false

  const soon = (): void => {
    if (timer !== undefined || isStopped) return
    timer = setTimeout(() => {
      running = running.then(async () => {
        timer = undefined
        if (!isStopped) await work().catch(onFailure)
      })
    }, quietMs)
  }
  const interval = setInterval(soon, everyMs).unref()
  return {
    soon,
    stop() {
      isStopped = true
      clearInterval(interval)
      clearTimeout(timer)
      return running
    },
  }
}
