/**
 * The one boundary between the views and the host page: what is called from the page (events, timers, observers, the core) goes through
 * here. A failure inside costs a piece of guidance, never the page that hosts it, so it ends here in silence.
 */
export const guarded =
  <A extends unknown[]>(run: (...args: A) => unknown): ((...args: A) => void) =>
  (...args) => {
    try {
      const result = run(...args)
      if (result instanceof Promise) result.catch(() => undefined)
    } catch {
      // Silent by intent: the console is the host's, too.
    }
  }
