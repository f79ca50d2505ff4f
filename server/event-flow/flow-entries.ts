import type { Decision } from '../../contract/decision.ts'
import type { IdentifiedBody } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import { correctionOf } from '../decision/correction-of.ts'
import type { NewSessionEntry } from '../ingest/user-streams.ts'
import { closedTrials, closesAt } from '../sessions/trials.ts'
import { afterHearing, weightOfNext } from '../sessions/voice.ts'
import type { NewExample } from './flow-deps.ts'

/**
 * A decision as it enters the stream: what the fold needs, its reservations, and the whole record.
 * @param salt unguessable; the chain of the user's decisions names the body by a hash over both
 */
export const decidedEntry = (decision: Decision, id: string, at: number, salt: string): NewSessionEntry => {
  const { result, digest, why, input } = decision
  // A list is answered once; nothing of it goes on standing in a slot.
  const stands = input.ask === undefined ? result.choice : null
  const correction = stands === null ? undefined : correctionOf(stands)
  const { trial } = result
  const { ranking } = decision.answers
  const choice = stands && {
    content: stands.content,
    version: stands.version,
    reserve: stands.reserve,
    amended: stands.amended,
    expiresAt: at + limits.reservationMs,
    ghost: result.heldOut,
    ...(correction === undefined ? {} : { correction }),
    why,
  }
  return {
    id,
    kind: 'decided',
    at,
    body: {
      slot: input.slot,
      decision: decision.id,
      digest,
      settings: input.settings,
      choice,
      ...(input.gate === undefined ? {} : { gate: input.gate.feature }),
      ...(input.ask === undefined || input.gate !== undefined
        ? {}
        : { list: (result.list ?? []).map(({ content, version }) => ({ content, version })) }),
      ...(trial === undefined || ranking === undefined ? {} : { trial: { ...trial, context: ranking.context } }),
      record: decision,
      salt,
    },
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

/** The outcome of each trial whose window has closed, come or not. A fixed id for each, like above. */
export const attributedEntries = (session: Session, now: number): readonly NewSessionEntry[] => {
  let { voice } = session
  return closedTrials(session, now).map(({ trial: { decision, ghost }, reward }) => {
    // Nobody saw what was held out: it is compared with, not learnt from.
    const weight = ghost ? 0 : weightOfNext(voice, now)
    voice = afterHearing(voice, weight, now)
    return { id: `attributed-${decision}`, kind: 'attributed', at: now, body: { decision, reward, weight } }
  })
}

/** What these entries teach: the trials that they close, as their sessions hold them until then. */
export const examplesOf = ({ user, trials }: Session, entries: readonly NewSessionEntry[]): readonly NewExample[] =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'attributed' || entry.body.weight === 0) return []
    const { decision, reward, weight } = entry.body
    const trial = trials.find((one) => one.decision === decision)
    if (trial === undefined) return []
    const { item, context, propensity } = trial
    return [{ id: decision, user, at: entry.at, item, context, propensity, reward, weight }]
  })

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
  { kind, verified, locale, timeZone, device, account, traits }: Session,
  identified: IdentifiedBody,
): boolean =>
  kind === identified.kind &&
  verified === identified.verified &&
  (identified.locale === null || locale === identified.locale) &&
  (identified.timeZone === undefined || timeZone === identified.timeZone) &&
  (identified.device === undefined || device === identified.device) &&
  (identified.account === null || (account?.id === identified.account && account.verified)) &&
  Object.entries(identified.traits).every(
    ([name, value]) =>
      Object.hasOwn(traits.verified, name) && JSON.stringify(traits.verified[name]) === JSON.stringify(value),
  )

/** The earliest moment at which time alone may change something for this user; null when only events can. */
export const nextWake = (
  { active, trials }: Session,
  decisions: readonly Decision[],
  assessAgainAt: number | null = null,
): number | null => {
  const times = [
    ...(assessAgainAt === null ? [] : [assessAgainAt]),
    ...decisions.flatMap(({ result }) => (result.retryAt === null ? [] : [result.retryAt])),
    ...trials.flatMap((trial) => closesAt(trial) ?? []),
    ...Object.values(active).flatMap(({ paintedAt, expiresAt }) => (paintedAt === null ? [expiresAt] : [])),
  ]
  return times.length === 0 ? null : Math.min(...times)
}
