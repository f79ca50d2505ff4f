import type { GuidanceItem } from '../../contract/guidance.ts'
import type { WidgetPort } from '../state/widget-port.ts'

const longestMs = 86_400_000

/** What was painted in this tab, and since when. */
export interface Exposures {
  /** The item stands on the page; reported the first time for each decision. */
  painted(item: GuidanceItem): void
  /** `{ shownForMs }` since the first paint, or nothing when there was none. */
  shownFor(decision: string): { shownForMs?: number }
}

/** @param now monotonic clock, ms */
export const createExposures = (port: WidgetPort, now: () => number): Exposures => {
  const since = new Map<string, number>()
  return {
    painted: (item) => {
      if (since.has(item.decision)) return
      since.set(item.decision, now())
      port.send('exposure', { decision: item.decision })
      port.emit('shown', { kind: item.kind, key: item.key, decision: item.decision })
    },
    shownFor: (decision) => {
      const start = since.get(decision)
      return start === undefined ? {} : { shownForMs: Math.min(longestMs, Math.round(now() - start)) }
    },
  }
}
