import type { CompiledItem } from './compiled-catalogue.ts'
import type { ChecklistStep } from './content.ts'
import type { Session } from './session.ts'

export interface StepState {
  readonly step: ChecklistStep
  readonly done: boolean
}

/**
 * Recorded in the session, or completed by an event without conditions that was counted before: a checklist that is published after the
 * fact starts with what the user has done already.
 */
export const isStepDone = (checklist: string, { id, completeOn }: ChecklistStep, session: Session): boolean => {
  const progress = Object.hasOwn(session.progress, checklist) ? session.progress[checklist] : undefined
  if (progress !== undefined && Object.hasOwn(progress.steps, id)) return true
  return (
    'event' in completeOn &&
    Object.keys(completeOn.where ?? {}).length === 0 &&
    Object.hasOwn(session.events, completeOn.event)
  )
}

/** The steps that this user has, in order. `view` is the session view that step audiences run over, asked for only when there is one. */
export const checklistSteps = (item: CompiledItem, session: Session, view: () => object): readonly StepState[] =>
  item.steps
    .filter(({ concerns }) => concerns === null || concerns(view()))
    .map(({ step }) => ({ step, done: isStepDone(item.key, step, session) }))
