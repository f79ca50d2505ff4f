import type { Slot } from '../../contract/content.ts'
import { slots } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'

export const slotOfDecision = (session: Session, decision: string): Slot | undefined =>
  slots.find((slot) => session.active[slot]?.decision === decision)

/**
 * The content that the user was really given under a decision, now or a little while ago. A ghost was given to nobody.
 * @param listed key of the answer that is meant, where the decision was a list
 */
export const givenUnder = (
  session: Session,
  decision: string,
  listed?: string,
): { readonly content: string; readonly version?: string } | undefined => {
  if (listed !== undefined)
    return session.listed?.find((one) => one.decision === decision)?.items.find(({ content }) => content === listed)
  const slot = slotOfDecision(session, decision)
  const active = slot === undefined ? undefined : session.active[slot]
  if (active !== undefined) return active.ghost ? undefined : active
  return session.gone.findLast((one) => one.decision === decision)
}

const withGone = (session: Session, active: ActiveGuidance | undefined): Session['gone'] =>
  active === undefined || active.ghost
    ? session.gone
    : [
        ...session.gone.slice(1 - limits.sessionGone),
        { decision: active.decision, content: active.content, version: active.version },
      ]

/** Puts something else, or nothing, into a slot and remembers what stood there. */
export const replace = (session: Session, slot: Slot, next: ActiveGuidance | null): Session => {
  const { [slot]: standing, ...others } = session.active
  if (standing === undefined && next === null) return session
  return {
    ...session,
    active: next === null ? others : { ...others, [slot]: next },
    gone: withGone(session, standing),
  }
}

/** Empties a slot otherwise than by a decision: the decision that filled it stands no longer, so that the next one is recorded. */
export const vacate = (session: Session, slot: Slot): Session => {
  if (session.active[slot] === undefined) return session
  const { [slot]: _, ...decided } = session.decided
  return { ...replace(session, slot, null), decided }
}

/** Puts back into its slot what was taken out of it, under the decision that it stood under. What stands there now was not wanted there. */
export const putBack = (session: Session, slot: Slot, guidance: ActiveGuidance): Session => {
  const instead = session.active[slot]
  const { [slot]: _, ...decided } = session.decided
  return {
    ...replace(session, slot, guidance),
    decided,
    caps:
      instead === undefined
        ? session.caps
        : session.caps.filter((cap) => cap.decision !== instead.decision || cap.painted),
  }
}
