import type { Decision } from '../../contract/decision.ts'
import type { IdentifiedBody } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import { correctionOf } from '../decision/correction-of.ts'
import type { NewSessionEntry } from '../ingest/user-streams.ts'

/**
 * A decision as it enters the stream: what the fold needs, its reservations, and the whole record.
 * @param salt unguessable; the chain of the user's decisions names the body by a hash over both
 */
export const decidedEntry = (decision: Decision, id: string, at: number, salt: string): NewSessionEntry => {
  const { result, digest, why, input } = decision
  const correction = result.choice === null ? undefined : correctionOf(result.choice)
  const choice = result.choice && {
    content: result.choice.content,
    version: result.choice.version,
    reserve: result.choice.reserve,
    amended: result.choice.amended,
    expiresAt: at + limits.reservationMs,
    ghost: result.heldOut,
    ...(correction === undefined ? {} : { correction }),
    why,
  }
  return {
    id,
    kind: 'decided',
    at,
    body: { slot: input.slot, decision: decision.id, digest, choice, record: decision, salt },
  }
}

/** What was offered and never painted in time. A fixed id for each, so that releasing it twice is harmless. */
export const releasedEntries = ({ active }: Session, now: number): readonly NewSessionEntry[] =>
  Object.values(active)
    .filter(({ paintedAt, expiresAt }) => paintedAt === null && expiresAt <= now)
    .map(({ decision }) => ({
      id: `released-${decision}`,
      kind: 'released',
      at: now,
      body: { decision, reason: 'unpainted' },
    }))

/** Who the user is, where that differs from what is known. A visitor leaves no trace before the first event. */
export const identifiedEntries = (
  session: Session,
  identified: IdentifiedBody,
  id: string,
  at: number,
): readonly NewSessionEntry[] => {
  const isStranger = session.seq === 0 && identified.kind === 'visitor'
  return isStranger || isKnownAs(session, identified) ? [] : [{ id, kind: 'identified', at, body: identified }]
}

const isKnownAs = (
  { kind, verified, locale, timeZone, account, traits }: Session,
  identified: IdentifiedBody,
): boolean =>
  kind === identified.kind &&
  verified === identified.verified &&
  (identified.locale === null || locale === identified.locale) &&
  (identified.timeZone === undefined || timeZone === identified.timeZone) &&
  (identified.account === null || (account?.id === identified.account && account.verified)) &&
  Object.entries(identified.traits).every(
    ([name, value]) =>
      Object.hasOwn(traits.verified, name) && JSON.stringify(traits.verified[name]) === JSON.stringify(value),
  )

/** The earliest moment at which time alone may change something for this user; null when only events can. */
export const nextWake = ({ active }: Session, decisions: readonly Decision[]): number | null => {
  const times = [
    ...decisions.flatMap(({ result }) => (result.retryAt === null ? [] : [result.retryAt])),
    ...Object.values(active).flatMap(({ paintedAt, expiresAt }) => (paintedAt === null ? [expiresAt] : [])),
  ]
  return times.length === 0 ? null : Math.min(...times)
}
