import { checklistSteps } from '../../contract/checklist-steps.ts'
import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Properties } from '../../contract/names.ts'
import { matchesRoute } from '../../contract/route-pattern.ts'
import type { ChecklistProgress, Session } from '../../contract/session.ts'
import { sessionView } from '../../contract/session-view.ts'
import { own, put } from './named-map.ts'

const none: ChecklistProgress = { steps: {}, collapsed: false }

/** Of many checklists the one with the least done is forgotten first. */
const strength = ({ steps }: ChecklistProgress): number => Object.keys(steps).length

export const putProgress = (
  progress: Session['progress'],
  checklist: string,
  change: (before: ChecklistProgress) => ChecklistProgress,
): Session['progress'] =>
  put(progress, checklist, change(own(progress, checklist) ?? none), limits.contentItems, strength)

type StepDone = ChecklistProgress['steps'][string]

/** What happened weighs more than what the user says happened; among equals the first. */
const stays = (before: StepDone, after: StepDone): boolean =>
  (before.by === 'said') === (after.by === 'said') ? before.at <= after.at : after.by === 'said'

/** Steps of versions long gone make room: twice a checklist's most are kept. */
export const putStep = (
  steps: ChecklistProgress['steps'],
  step: string,
  done: StepDone,
): ChecklistProgress['steps'] => {
  const before = own(steps, step)
  return before !== undefined && stays(before, done)
    ? steps
    : put(steps, step, done, 2 * limits.checklistSteps, (other) => other.at)
}

export const completeStep = (session: Session, checklist: string, step: string, done: StepDone): Session => {
  const before = own(session.progress, checklist)?.steps ?? {}
  const steps = putStep(before, step, done)
  return steps === before
    ? session
    : { ...session, progress: putProgress(session.progress, checklist, (known) => ({ ...known, steps })) }
}

/** Unticks the steps that are done by the user's word alone. */
export const takeBackSteps = (session: Session, checklist: string, steps: readonly string[]): Session => {
  const before = own(session.progress, checklist)
  if (before === undefined) return session
  const left = Object.entries(before.steps).filter(([step, { by }]) => by !== 'said' || !steps.includes(step))
  return {
    ...session,
    progress: putProgress(session.progress, checklist, (known) => ({ ...known, steps: Object.fromEntries(left) })),
  }
}

/** Ticks every step that the event completes under this catalogue version. */
export const completeByEvent = (
  session: Session,
  { name, properties }: { readonly name: string; readonly properties?: Properties | undefined },
  at: number,
  catalogue: CompiledCatalogue | undefined,
): Session =>
  (catalogue?.stepRules.get(name) ?? []).reduce(
    (folded, { checklist, step, matches }) =>
      matches === null || matches(properties ?? {})
        ? completeStep(folded, checklist, step, { at, by: 'event' })
        : folded,
    session,
  )

/** Ticks every step that a visit to the page completes under this catalogue version. */
export const completeByPage = (
  session: Session,
  path: string,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): Session =>
  (catalogue?.pageRules ?? []).reduce(
    (folded, { checklist, step, page }) =>
      matchesRoute(page, path) ? completeStep(folded, checklist, step, { at, by: 'page' }) : folded,
    session,
  )

/**
 * Ticks a step that its checklist lets be ticked by hand, once it is not locked any more, or by the host; any other is left as it is.
 */
export const completeByWord = (
  session: Session,
  { content, step, by: host }: MessageOf<'step-done'>,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): Session => {
  const by = host ?? 'click'
  const item = catalogue?.byKey.get(content)
  const known = item?.steps.find((one) => one.step.id === step)
  if (item === undefined || known === undefined || !(by in known.step.completeOn)) return session
  if (by === 'click' && known.step.after !== undefined) {
    const states = checklistSteps(item, session, () => sessionView(session, at, catalogue))
    if (states.find((state) => state.step.id === step)?.locked === true) return session
  }
  return completeStep(session, content, step, { at, by })
}
