/** Showings that leave a cap's window at the same time. */
export interface Places {
  /** Epoch ms. */
  readonly until: number
  readonly count: number
}

/**
 * What counts towards the caps of an account now, over all its users: by cap, soonest to leave first, at most a few dozen for each. What a
 * plugin that reads `account-caps` is given, and what the decision's record keeps. There only for users who are proven to be in an account:
 * for a claim nothing is counted and nothing is reserved.
 */
export type AccountCaps = Readonly<Record<string, readonly Places[]>>

/** How much of a cap is taken at a time, epoch ms. */
export const takenOf = (caps: AccountCaps, key: string, now: number): number =>
  (Object.hasOwn(caps, key) ? (caps[key] ?? []) : []).reduce(
    (sum, { until, count }) => (until > now ? sum + count : sum),
    0,
  )

/** When a cap has room for one more, epoch ms; undefined when it has room now. */
export const roomInAccount = (
  caps: AccountCaps,
  key: string,
  limit: number | null,
  now: number,
): number | undefined => {
  let taken = takenOf(caps, key, now)
  if (limit === null || taken < limit) return undefined
  for (const { until, count } of caps[key] ?? []) {
    if (until <= now) continue
    taken -= count
    if (taken < limit) return until
  }
  return undefined
}
