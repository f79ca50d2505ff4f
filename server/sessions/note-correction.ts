import { limits } from '../../contract/limits.ts'
import type { Correction, Session } from '../../contract/session.ts'

/**
 * How much is lost when it is forgotten: nothing of what was taken back or has lapsed, little of what stands in `shown` as well. Of equals the
 * oldest goes.
 */
const worth = ({ kind, undoneAt, until }: Correction, now: number): number => {
  if (undoneAt !== undefined || (until !== undefined && until <= now)) return 0
  return kind === 'dismissed' || kind === 'not-now' ? 1 : 2
}

/** In the order of their times, at most `limits.sessionCorrections`: beyond that the one worth least of those before is forgotten. */
export const noteCorrections = (
  before: Session['corrections'],
  added: readonly Correction[],
  now: number,
): readonly Correction[] => {
  const kept = [...(before ?? [])]
  while (kept.length > 0 && kept.length + added.length > limits.sessionCorrections) {
    let least = 0
    for (let index = 1; index < kept.length; index++)
      if (worth(kept[index] as Correction, now) < worth(kept[least] as Correction, now)) least = index
    kept.splice(least, 1)
  }
  return [...kept, ...added].sort((a, b) => a.at - b.at)
}
