import type { SessionEntry } from '../../contract/entries.ts'
import type { Known, KnownEntry } from '../../contract/guidance.ts'
import type { Session } from '../../contract/session.ts'
import { listCorrections } from './list-corrections.ts'

/** What is known of a user, for themselves. What the team calls its segments and intents is the team's, and not told. */
export const tellKnown = (session: Session, now: number): Known => ({
  since: session.startedAt,
  entries: session.seq,
  traits: session.traits,
  account: session.account?.id ?? null,
  locale: session.locale,
  timeZone: session.timeZone ?? null,
  consent: session.consent,
  preferences: session.preferences ?? null,
  goals: session.assessed?.goals ?? [],
  events: Object.fromEntries(
    Object.entries(session.events).map(([name, { count, firstAt, lastAt }]) => [name, { count, firstAt, lastAt }]),
  ),
  shown: session.shown,
  progress: session.progress,
  tours: session.tours ?? {},
  answers: session.surveys ?? {},
  said: listCorrections(session, now),
})

/** One entry of a user's stream, for themselves: what they did as it was taken in, and of a decision what it chose for them and why. */
export const tellEntry = ({ seq, at, kind, body }: SessionEntry): KnownEntry => {
  if (kind === 'message') return { seq, at, kind, message: body.message }
  if (kind === 'decided')
    return { seq, at, kind, slot: body.slot, content: body.choice?.content ?? null, why: body.choice?.why ?? {} }
  return { seq, at, kind }
}
