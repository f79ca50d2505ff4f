import type { DecidedBody, LinkedBody } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import { matchesProperties } from '../../contract/matches-properties.ts'
import type { Properties } from '../../contract/names.ts'
import type { OpenTrial, Session } from '../../contract/session.ts'
import { afterHearing, together } from './voice.ts'

/** One that was never shown within the time of a reservation never will be. */
const isHopeless = ({ openedAt, decidedAt }: OpenTrial, at: number): boolean =>
  openedAt === null && at > decidedAt + limits.reservationMs

/** What a decision wants to learn from. Content that is yet to be painted is tried from its exposure on. */
export const startTrial = (session: Session, { decision, slot, choice, trial }: DecidedBody, at: number): Session => {
  if (trial === undefined) return session
  const ghost = choice?.ghost === true
  const started: OpenTrial = {
    ...trial,
    decision,
    slot,
    openedAt: choice === null || ghost ? at : null,
    decidedAt: at,
    ghost,
    reached: false,
  }
  const others = session.trials.filter((one) => one.decision !== decision && !isHopeless(one, at))
  return { ...session, trials: [...others, started].slice(-limits.sessionTrials) }
}

const change = (session: Session, wanted: (trial: OpenTrial) => boolean, next: Partial<OpenTrial>): Session =>
  session.trials.some(wanted)
    ? { ...session, trials: session.trials.map((trial) => (wanted(trial) ? { ...trial, ...next } : trial)) }
    : session

/** It was painted: from now on its outcome counts. */
export const openTrial = (session: Session, decision: string, at: number): Session =>
  change(session, (trial) => trial.decision === decision && trial.openedAt === null, { openedAt: at })

/** An event that some trials may hope for. The page's clock says when it was; one from before the showing is no success of it. */
export const reachOutcome = (session: Session, event: string, properties: Properties, at: number): Session =>
  change(
    session,
    (trial) =>
      trial.event === event &&
      !trial.reached &&
      trial.openedAt !== null &&
      at >= trial.openedAt &&
      at < trial.openedAt + trial.withinMs &&
      (trial.where === undefined || matchesProperties(trial.where, properties)),
    { reached: true },
  )

/** Given back unpainted: nothing was tried. */
export const dropTrial = (session: Session, decision: string): Session =>
  session.trials.some((trial) => trial.decision === decision)
    ? { ...session, trials: session.trials.filter((trial) => trial.decision !== decision) }
    : session

/** The outcome is in, and the user was heard with this weight. */
export const closeTrial = (session: Session, decision: string, weight: number, at: number): Session =>
  dropTrial({ ...session, voice: afterHearing(session.voice, weight, at) }, decision)

/** What a visit left open is its user's from now on, each once; and so is how much was heard from it. */
export const bringTrials = (
  session: Session,
  { trials = [], voice }: Pick<LinkedBody, 'trials' | 'voice'>,
): Session => {
  const brought = trials.filter((trial) => !session.trials.some(({ decision }) => decision === trial.decision))
  const all = [...session.trials, ...brought].sort((a, b) => a.decidedAt - b.decidedAt)
  return {
    ...session,
    trials: brought.length === 0 ? session.trials : all.slice(-limits.sessionTrials),
    voice: voice === undefined ? session.voice : together(session.voice, voice),
  }
}

export interface ClosedTrial {
  readonly trial: OpenTrial
  /** 0 to 1. */
  readonly reward: number
}

/** When a trial's window closes; null while it has not opened. */
export const closesAt = ({ openedAt, withinMs }: OpenTrial): number | null =>
  openedAt === null ? null : openedAt + withinMs

/** The trials whose windows have closed. Never before: an outcome that is still to come is no failure. */
export const closedTrials = ({ trials }: Session, now: number): readonly ClosedTrial[] =>
  trials.flatMap((trial) => {
    const end = closesAt(trial)
    return end === null || end > now ? [] : [{ trial, reward: trial.reached ? trial.value : 0 }]
  })
