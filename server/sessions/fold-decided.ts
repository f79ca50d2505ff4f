import { canonicalJson } from '../../contract/canonical-json.ts'
import type { DecidedBody } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { ActiveGuidance, CapEntry, Session } from '../../contract/session.ts'
import { put } from './named-map.ts'
import { exposed, noteShown } from './note-shown.ts'
import { replace } from './standing.ts'

/** Reservations that still count: an unpainted one until it expires, a painted one for its window. */
const counting = (caps: readonly CapEntry[], now: number): readonly CapEntry[] =>
  caps.filter(({ at, painted, windowMs }) => at + (painted ? windowMs : limits.reservationMs) > now)

const sameAs = <T>(before: T, after: T): T => (canonicalJson(before) === canonicalJson(after) ? before : after)

const noteList = (session: Session, { decision, list }: DecidedBody): Session =>
  list === undefined || list.length === 0
    ? session
    : { ...session, listed: [...(session.listed ?? []).slice(1 - limits.sessionLists), { decision, items: list }] }

/**
 * What a decision puts into its slot. The same version chosen again stays standing under the decision that put it there, painted as it
 * is: its exposure and feedback still name that one, and it is not reserved for twice.
 */
export const foldDecided = (before: Session, body: DecidedBody, at: number): Session => {
  const { slot, choice } = body
  if (body.gate !== undefined) {
    const { decision, digest } = body
    return {
      ...before,
      gates: put(before.gates ?? {}, body.gate, { decision, digest, at }, limits.sessionGates, (one) => one.at),
    }
  }
  const { content: chosen = null, version: of = null } = choice ?? {}
  const session: Session = {
    ...before,
    last: { ...before.last, [slot]: { at, content: chosen, version: of, settings: body.settings ?? null } },
  }
  const decided = { ...session.decided, [slot]: { decision: body.decision, digest: body.digest } }
  if (choice === null) return { ...replace(noteList(session, body), slot, null), decided }

  const { content, version, expiresAt, ghost, correction, why, amended, reserve } = choice
  const by = correction === undefined ? {} : { correction }
  const standing = session.active[slot]
  const wasAsked =
    session.asked.some((one) => one.content === content) || (standing?.content === content && standing.asked === true)
  const asked = session.asked.some((one) => one.content === content)
    ? session.asked.filter((one) => one.content !== content)
    : session.asked
  if (standing !== undefined && standing.version === version && standing.ghost === ghost) {
    const { correction: _, ...stood } = standing
    const stays: ActiveGuidance = {
      ...stood,
      ...(wasAsked ? { asked: true } : {}),
      ...by,
      why: sameAs(standing.why, why),
      amended: sameAs(standing.amended, amended),
    }
    return { ...session, active: { ...session.active, [slot]: stays }, decided, asked }
  }

  const next: ActiveGuidance = {
    decision: body.decision,
    content,
    version,
    at,
    // A held-out user counts as shown from the decision on, so that both arms spend their caps alike.
    paintedAt: ghost ? at : null,
    expiresAt,
    ghost,
    page: session.page?.path ?? null,
    ...(wasAsked ? { asked: true } : {}),
    ...by,
    why,
    amended,
  }
  const account = session.account?.verified === true ? session.account.id : undefined
  const fresh = reserve.flatMap(({ key, limit, windowMs, scope }): CapEntry[] => {
    const entry = { key, limit, windowMs, decision: body.decision, at, painted: ghost }
    if (scope === undefined) return [entry]
    // A ghost is shown to nobody, and must take no showing away from a colleague.
    return account === undefined || ghost ? [] : [{ ...entry, account }]
  })
  const caps = [...counting(session.caps, at), ...fresh].slice(-limits.sessionCapEntries)
  const placed = { ...replace(session, slot, next), decided, asked, caps }
  return ghost ? noteShown(placed, content, (shown) => exposed(shown, at)) : placed
}
