import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import { limits } from '../../contract/limits.ts'
import type { Properties } from '../../contract/names.ts'
import type { ChecklistProgress, Session } from '../../contract/session.ts'
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

/** A step that is done stays as it was done first. Steps of versions long gone make room: twice a checklist's most are kept. */
export const putStep = (
  steps: ChecklistProgress['steps'],
  step: string,
  done: ChecklistProgress['steps'][string],
): ChecklistProgress['steps'] => {
  const before = own(steps, step)
  return before !== undefined && before.at <= done.at
    ? steps
    : put(steps, step, done, 2 * limits.checklistSteps, (other) => other.at)
}

const complete = (session: Session, checklist: string, step: string, at: number, by: 'event' | 'click'): Session => {
  const before = own(session.progress, checklist)
  if (before !== undefined && own(before.steps, step) !== undefined) return session
  return {
    ...session,
    progress: putProgress(session.progress, checklist, (known) => ({
      ...known,
      steps: putStep(known.steps, step, { at, by }),
    })),
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
      matches === null || matches(properties ?? {}) ? complete(folded, checklist, step, at, 'event') : folded,
    session,
  )

/** Ticks a step that its checklist lets be ticked by hand; any other is left as it is. */
export const completeByClick = (
  session: Session,
  checklist: string,
  step: string,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): Session => {
  const known = catalogue?.byKey.get(checklist)?.steps.find((one) => one.step.id === step)
  return known !== undefined && 'click' in known.step.completeOn
    ? complete(session, checklist, step, at, 'click')
    : session
}
