import { limits, type Session } from '../../../contract/plugin.ts'

export interface Showing {
  readonly at: number
  /** When it leaves its window, epoch ms: an offer that was not painted in time gives its place back. */
  readonly endsAt: number
}

/** What counts towards a key now, oldest first. */
export const showings = (caps: Session['caps'], key: string, windowMs: number, now: number): readonly Showing[] =>
  caps
    .filter((entry) => entry.key === key)
    .map(({ at, painted }) => ({ at, endsAt: at + (painted ? windowMs : limits.reservationMs) }))
    .filter(({ endsAt }) => endsAt > now)
    .sort((a, b) => a.at - b.at)

/** When a window that holds so many has room for one more, epoch ms; undefined when it has room now. */
export const roomAt = (counted: readonly Showing[], limit: number | null): number | undefined =>
  limit === null || counted.length < limit
    ? undefined
    : counted.map(({ endsAt }) => endsAt).sort((a, b) => a - b)[counted.length - limit]
