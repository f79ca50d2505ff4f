import type { CompiledItem } from './compiled-catalogue.ts'
import type { ChecklistStep } from './content.ts'
import type { Session } from './session.ts'

export interface StepState {
  readonly step: ChecklistStep
  readonly done: boolean
  /** It waits for others that are open. What really happens counts all the same; a click does not. */
  readonly locked: boolean
}

const isConditional = (where: object | undefined): boolean => {
  for (const _ in where) return true
  return false
}

/**
 * Recorded in the session, or completed by an event without conditions that was counted before: a checklist that is published after the
 * fact starts with what the user has done already.
 */
export const isStepDone = (checklist: string, { id, completeOn }: ChecklistStep, session: Session): boolean => {
  const progress = Object.hasOwn(session.progress, checklist) ? session.progress[checklist] : undefined
  if (progress !== undefined && Object.hasOwn(progress.steps, id)) return true
  return 'event' in completeOn && Object.hasOwn(session.events, completeOn.event) && !isConditional(completeOn.where)
}

/** @param steps in order. One that the user does not have holds no other back. */
export const withLocks = (steps: readonly Omit<StepState, 'locked'>[]): readonly StepState[] => {
  if (steps.every(({ step }) => step.after === undefined))
    return steps.map(({ step, done }) => ({ step, done, locked: false }))
  const open = new Set(steps.flatMap(({ step, done }) => (done ? [] : [step.id])))
  return steps.map((state) => ({
    ...state,
    locked: !state.done && (state.step.after ?? []).some((id) => open.has(id)),
  }))
}

/** The steps that this user has, in order. `view` is the session view that step audiences run over, asked for only when there is one. */
export const checklistSteps = (item: CompiledItem, session: Session, view: () => object): readonly StepState[] =>
  withLocks(
    item.steps
      .filter(({ concerns }) => concerns === null || concerns(view()))
      .map(({ step }) => ({ step, done: isStepDone(item.key, step, session) })),
  )

/** Whether nothing is left but what may be left. */
export const isComplete = (steps: readonly StepState[]): boolean =>
  steps.length > 0 && steps.every(({ step, done }) => done || step.optional === true)

/** The first that can be done now; what may be left comes after all others. */
export const nextStep = (steps: readonly StepState[]): StepState | undefined => {
  const open = steps.filter(({ done, locked }) => !done && !locked)
  return open.find(({ step }) => step.optional !== true) ?? open[0]
}
