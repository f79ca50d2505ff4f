import { limits } from '../../contract/limits.ts'
import type { Rest, Session } from '../../contract/session.ts'
import { own, put } from './named-map.ts'
import { slotOfDecision, vacate } from './standing.ts'
import { dropTrial } from './trials.ts'

/**
 * Takes back guidance with the reservations that were never painted, and lets its content rest, lest the next decision offer at once what
 * could not be shown a moment ago. Longer each time: a target that is missing stays so as a rule, and every offer is written down.
 */
export const giveBack = (session: Session, decision: string, why: Rest['why'], at: number): Session => {
  const slot = slotOfDecision(session, decision)
  const active = slot === undefined ? undefined : session.active[slot]
  if (slot === undefined || active === undefined || active.ghost) return session
  // Painted after all, while its expiry was on the way here.
  if (why === 'unpainted' && active.paintedAt !== null) return session
  const vacated = dropTrial(vacate(session, slot), decision)
  const before = own(session.resting, active.content)
  const times = why === 'abstained' && before?.why === why ? (before.times ?? 1) + 1 : 1
  const rest: Rest = { at, why, ...(times > 1 ? { times } : {}) }
  return {
    ...vacated,
    caps: vacated.caps.filter((cap) => cap.decision !== decision || cap.painted),
    resting: put(session.resting, active.content, rest, limits.sessionGone, (one) => one.at),
  }
}

/** Ends the rests that such an act of the user ends: any act those of the unseen, another page all of them. */
export const endRests = (session: Session, wentElsewhere: boolean): Session => {
  const rests = Object.entries(session.resting)
  const left = wentElsewhere ? [] : rests.filter(([, { why }]) => why === 'abstained')
  return left.length === rests.length ? session : { ...session, resting: Object.fromEntries(left) }
}
