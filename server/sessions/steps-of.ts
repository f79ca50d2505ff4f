import { checklistSteps, isStepDone, type StepState, withLocks } from '../../contract/checklist-steps.ts'
import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { Checklist } from '../../contract/content.ts'
import type { Session } from '../../contract/session.ts'
import { sessionView } from '../../contract/session-view.ts'

/**
 * The steps of a checklist that this user has, in order, and whether each is done. Who has a step is asked as of the session's last sign
 * of life, so that one revision always shows the same steps.
 */
export const stepsOf = (checklist: Checklist, session: Session, catalogue: CompiledCatalogue): readonly StepState[] => {
  const item = catalogue.byKey.get(checklist.key)
  if (item === undefined)
    return withLocks(checklist.steps.map((step) => ({ step, done: isStepDone(checklist.key, step, session) })))
  let view: object | undefined
  return checklistSteps(item, session, () => {
    view ??= sessionView(session, session.lastAt, catalogue)
    return view
  })
}
