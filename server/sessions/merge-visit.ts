import { slots } from '../../contract/content.ts'
import type { LinkedBody } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { ActiveGuidance, Session, ShownContent } from '../../contract/session.ts'
import { putProgress, putStep } from './complete-steps.ts'
import { addEvents } from './count-event.ts'
import { mergeFeatures } from './merge-features.ts'
import { own, put } from './named-map.ts'
import { noteCorrections } from './note-correction.ts'
import { putShown } from './note-shown.ts'
import { vacate } from './standing.ts'
import { bringTrials } from './trials.ts'

const latest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b)

const mergeShown = (before: ShownContent, visit: ShownContent): ShownContent => {
  const dismissedAt = latest(before.dismissedAt, visit.dismissedAt)
  const unheeded = (before.unheeded ?? 0) + (visit.unheeded ?? 0)
  const snoozedUntil = latest(before.snoozedUntil, visit.snoozedUntil)
  const finishedAt = latest(before.finishedAt, visit.finishedAt)
  return {
    exposures: before.exposures + visit.exposures,
    ...(unheeded === 0 ? {} : { unheeded }),
    lastAt: Math.max(before.lastAt, visit.lastAt),
    ...(dismissedAt === undefined ? {} : { dismissedAt }),
    ...(snoozedUntil === undefined ? {} : { snoozedUntil }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  }
}

const mergeProgress = (session: Session, visit: LinkedBody['progress']): Session['progress'] =>
  Object.entries(visit).reduce(
    (all, [checklist, { steps, collapsed }]) =>
      putProgress(all, checklist, (before) => ({
        steps: Object.entries(steps).reduce((ticked, [step, done]) => putStep(ticked, step, done), before.steps),
        collapsed: own(session.progress, checklist) === undefined ? collapsed : before.collapsed,
      })),
    session.progress,
  )

/** Of what both know the later word counts. */
const mergeLatest = <V extends { readonly at: number }>(
  before: Readonly<Record<string, V>> = {},
  visit: Readonly<Record<string, V>>,
  most: number,
): Readonly<Record<string, V>> =>
  Object.entries(visit).reduce((all, [key, one]) => {
    const known = own(all, key)
    return known !== undefined && known.at >= one.at ? all : put(all, key, one, most, ({ at }) => at)
  }, before)

/** What the visitor would not be shown any more must not go on standing for the user either. */
const isSentAway = (corrections: LinkedBody['corrections'], { content }: ActiveGuidance): boolean =>
  (corrections ?? []).some(
    (one) => one.content === content && one.undoneAt === undefined && one.kind !== 'helpful' && one.step === undefined,
  )

/** Brings a visit along into its user's session: a union, in which nothing that was done or dismissed is lost. */
export const mergeVisit = (session: Session, visit: LinkedBody): Session => {
  const merged: Session = {
    ...session,
    progress: mergeProgress(session, visit.progress),
    shown: Object.entries(visit.shown).reduce(
      (all, [content, shown]) => putShown(all, content, (before) => mergeShown(before, shown)),
      session.shown,
    ),
    caps: [...session.caps, ...visit.caps].sort((a, b) => a.at - b.at).slice(-limits.sessionCapEntries),
    events: Object.entries(visit.events).reduce((all, [name, stats]) => addEvents(all, name, stats), session.events),
    consent:
      visit.consent !== null && (session.consent === null || visit.consent.at > session.consent.at)
        ? visit.consent
        : session.consent,
    ...(visit.corrections === undefined || visit.corrections.length === 0
      ? {}
      : { corrections: noteCorrections(session.corrections, visit.corrections, session.lastAt) }),
    ...(visit.surveys === undefined
      ? {}
      : { surveys: mergeLatest(session.surveys, visit.surveys, limits.sessionSurveys) }),
    ...(visit.preferences === undefined || visit.preferences.at <= (session.preferences?.at ?? 0)
      ? {}
      : { preferences: visit.preferences }),
    ...(visit.tours === undefined ? {} : { tours: mergeLatest(session.tours, visit.tours, limits.sessionTours) }),
    features: visit.features === undefined ? session.features : mergeFeatures(session.features, visit.features),
  }
  const taken = bringTrials(merged, visit)
  return slots.reduce((left, slot) => {
    const active = left.active[slot]
    const isDismissed =
      active !== undefined &&
      (own(visit.shown, active.content)?.dismissedAt !== undefined || isSentAway(visit.corrections, active))
    return isDismissed && !active.ghost ? vacate(left, slot) : left
  }, taken)
}
