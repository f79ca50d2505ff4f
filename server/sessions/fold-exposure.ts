import type { Session } from '../../contract/session.ts'
import { exposed, noteShown } from './note-shown.ts'
import { slotOfDecision } from './standing.ts'
import { openTrial } from './trials.ts'

/** Painted: counted once per decision, however often and from however many tabs it is reported. */
export const foldExposure = (session: Session, decision: string, at: number): Session => {
  const slot = slotOfDecision(session, decision)
  const active = slot === undefined ? undefined : session.active[slot]
  // A ghost is painted from its decision on.
  if (active !== undefined && active.paintedAt !== null) return session
  const caps = session.caps.some((cap) => cap.decision === decision && !cap.painted)
    ? session.caps.map((cap) => (cap.decision === decision ? { ...cap, painted: true } : cap))
    : session.caps
  const opened = openTrial(session, decision, at)
  if (slot === undefined || active === undefined) return caps === session.caps ? opened : { ...opened, caps }
  return noteShown(
    { ...opened, caps, active: { ...session.active, [slot]: { ...active, paintedAt: at } } },
    active.content,
    (shown) => exposed(shown, at),
  )
}
