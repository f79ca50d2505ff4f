import type { ContentKind } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'

/**
 * A tab that is connected now. `seenAt`: when it last gave a sign of being in front, epoch ms; 0 for never. `paints`: the content kinds that
 * its widget can paint.
 */
export interface PresentTab {
  readonly tab: string
  readonly seenAt: number
  readonly paints: readonly ContentKind[]
}

/**
 * Which tab shows. The one the user is at (the claimant) takes the lease; otherwise whoever holds it keeps it while it is there, and the
 * tab seen last inherits it.
 * @returns the lease to append, or null when the standing one holds
 */
export const chooseLease = (
  standing: Session['lease'],
  present: readonly Omit<PresentTab, 'paints'>[],
  claimant: string | null,
  now: number,
): Session['lease'] => {
  const valid =
    standing !== null && standing.until > now && present.some(({ tab }) => tab === standing.tab) ? standing : null
  const heir = [...present].sort((a, b) => b.seenAt - a.seenAt || (a.tab < b.tab ? -1 : 1))[0]
  const tab =
    claimant !== null && present.some((other) => other.tab === claimant) ? claimant : (valid?.tab ?? heir?.tab)
  if (tab === undefined) return null
  const fresh = valid?.tab === tab && valid.until - now > limits.displayLeaseMs / 2
  return fresh ? null : { tab, until: now + limits.displayLeaseMs }
}
