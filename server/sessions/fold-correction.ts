import { personFingerprint } from '../../contract/audience-facts.ts'
import { checklistSteps } from '../../contract/checklist-steps.ts'
import type { CompiledCatalogue, CompiledItem } from '../../contract/compiled-catalogue.ts'
import { slots, topicsOf } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import type { CorrectionKind, MessageOf } from '../../contract/messages.ts'
import type { Correction, Session, ShownContent } from '../../contract/session.ts'
import { type SessionView, sessionView } from '../../contract/session-view.ts'
import { completeStep, takeBackSteps } from './complete-steps.ts'
import { noteCorrections } from './note-correction.ts'
import { noteShown } from './note-shown.ts'
import { putBack, vacate } from './standing.ts'

type Said = Omit<MessageOf<'feedback'>, 'action'> & { readonly action: CorrectionKind }

/** How long each lasts, ms; null for until it is undone. */
const lastsMs = ({ action, snoozeMs = limits.snoozeMs }: Said): number | null => {
  switch (action) {
    case 'not-now':
      return snoozeMs
    case 'helpful':
    case 'fewer-like-this':
      return limits.leaningMs
    case 'not-relevant':
      return limits.notRelevantMs
    case 'dismissed':
    case 'already-done':
    case 'wrong':
      return null
    default:
      return action satisfies never
  }
}

/** Whether it says that the content should go: praise does not, nor that one of several steps is done. */
const sendsAway = ({ action, step }: Said): boolean =>
  action !== 'helpful' && !(action === 'already-done' && step !== undefined)

const takeAway = (session: Session, { content, kind, at }: Correction): Session =>
  slots.reduce<Session>((left, slot) => {
    const active = left.active[slot]
    return active?.content === content && !active.ghost
      ? { ...vacate(left, slot), takenAway: { slot, at, kind, guidance: active } }
      : left
  }, session)

/** The steps that this user has, is not done with, and means. */
const stepsMeant = (
  item: CompiledItem | undefined,
  { action, step }: Said,
  session: Session,
  view: () => SessionView,
): readonly string[] =>
  action !== 'already-done' || item === undefined
    ? []
    : checklistSteps(item, session, view)
        .filter((one) => !one.done && (step === undefined || one.step.id === step))
        .map((one) => one.step.id)

const withShown = (session: Session, { kind, content, at, until }: Correction): Session => {
  if (kind === 'dismissed') return noteShown(session, content, (shown) => ({ ...shown, dismissedAt: at }))
  if (kind === 'not-now' && until !== undefined)
    return noteShown(session, content, (shown) => ({
      ...shown,
      snoozedUntil: Math.max(shown.snoozedUntil ?? 0, until),
    }))
  return session
}

/**
 * A correction: remembered, in force from now on, and what it was said of leaves its slot. What follows for the next choices is for the
 * decision to say; the fold only keeps what was said, and by what.
 * @param given what the user had been given under the decision
 */
export const correct = (
  session: Session,
  said: Said,
  { content, version }: { readonly content: string; readonly version?: string },
  at: number,
  catalogue: CompiledCatalogue | undefined,
): Session => {
  const item = catalogue?.byKey.get(content)
  let held: SessionView | undefined
  const view = () => {
    held ??= sessionView(session, at, catalogue)
    return held
  }
  const ticked = stepsMeant(item, said, session, view)
  const lasts = lastsMs(said)
  const correction: Correction = {
    at,
    kind: said.action,
    decision: said.decision,
    content,
    version: version ?? item?.version ?? null,
    topics: item === undefined ? [] : topicsOf(item.content),
    ...(lasts === null ? {} : { until: at + lasts }),
    ...(said.step === undefined ? {} : { step: said.step }),
    ...(ticked.length === 0 ? {} : { ticked }),
    ...(said.action === 'not-relevant' && item !== undefined
      ? { audience: personFingerprint(item.personPaths, view()) }
      : {}),
  }
  const noted: Session = { ...session, corrections: noteCorrections(session.corrections, [correction], at) }
  const done = ticked.reduce((folded, step) => completeStep(folded, content, step, { at, by: 'said' }), noted)
  const shown = withShown(done, correction)
  return sendsAway(said) ? takeAway(shown, correction) : shown
}

/** What `shown` says of the content once a correction of it is taken back: what the others of its kind still say. */
const withoutShown = (session: Session, { kind, content }: Correction): Session => {
  if (kind !== 'dismissed' && kind !== 'not-now') return session
  const others = (session.corrections ?? []).filter(
    (one) => one.kind === kind && one.content === content && one.undoneAt === undefined,
  )
  return noteShown(session, content, ({ dismissedAt, snoozedUntil, ...shown }): ShownContent => {
    const [dismissals, snoozes] =
      kind === 'dismissed'
        ? [others.map(({ at }) => at), snoozedUntil === undefined ? [] : [snoozedUntil]]
        : [dismissedAt === undefined ? [] : [dismissedAt], others.map(({ until }) => until ?? 0)]
    return {
      ...shown,
      ...(dismissals.length === 0 ? {} : { dismissedAt: Math.max(...dismissals) }),
      ...(snoozes.length === 0 ? {} : { snoozedUntil: Math.max(...snoozes) }),
    }
  })
}

/**
 * Takes back the last correction of this kind that was said under the decision. Soon enough after it, the guidance stands where it stood, as
 * it was: under its old decision and painted. Later the next decision chooses without the correction.
 * @param listed key of the answer that is meant, where the decision was a list
 */
export const undo = (
  session: Session,
  decision: string,
  kind: CorrectionKind,
  at: number,
  listed?: string,
): Session => {
  const corrections = session.corrections ?? []
  const index = corrections.findLastIndex(
    (one) =>
      one.decision === decision &&
      one.kind === kind &&
      one.undoneAt === undefined &&
      (listed === undefined || one.content === listed),
  )
  const correction = corrections[index]
  if (correction === undefined) return session
  const lifted = withoutShown(
    { ...session, corrections: corrections.with(index, { ...correction, undoneAt: at }) },
    correction,
  )
  const open = takeBackSteps(lifted, correction.content, correction.ticked ?? [])

  const { takenAway, ...rest } = open
  if (takenAway?.guidance.decision !== decision || takenAway.kind !== kind) return open
  return at - takenAway.at > limits.putBackMs ? rest : putBack(rest, takenAway.slot, takenAway.guidance)
}
