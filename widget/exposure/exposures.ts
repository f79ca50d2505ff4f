import type { WidgetPort } from '../state/widget-port.ts'

const longestMs = 86_400_000

/** What was painted in this tab, and since when. */
export interface Exposures {
  /** What was decided stands on the page: one item, or the answers of a list. Reported the first time for each decision. */
  painted(decision: string, items: readonly { readonly kind: string; readonly key: string }[]): void
  /** `{ shownForMs }` since the first paint, or nothing when there was none. */
  shownFor(decision: string): { shownForMs?: number }
}

/** @param now monotonic clock, ms */
export const createExposures = (port: WidgetPort, now: () => number): Exposures => {
  const since = new Map<string, number>()
  return {
    painted: (decision, items) => {
      if (since.has(decision)) return
      since.set(decision, now())
      port.send('exposure', { decision })
      for (const { kind, key } of items) port.emit('shown', { kind, key, decision })
    },
    shownFor: (decision) => {
      const start = since.get(decision)
      return start === undefined ? {} : { shownForMs: Math.min(longestMs, Math.round(now() - start)) }
    },
  }
}
