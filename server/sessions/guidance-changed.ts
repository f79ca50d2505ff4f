import { checklistSteps } from '../../contract/checklist-steps.ts'
import type { CompiledCatalogue, CompiledItem } from '../../contract/compiled-catalogue.ts'
import { type Slot, slots } from '../../contract/content.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'
import { sessionView } from '../../contract/session-view.ts'
import { own } from './named-map.ts'

const standing = (session: Session, slot: Slot): ActiveGuidance | undefined => {
  const active = session.active[slot]
  return active === undefined || active.ghost ? undefined : active
}

const looksOther = (before: ActiveGuidance | undefined, after: ActiveGuidance | undefined): boolean =>
  before?.decision !== after?.decision ||
  before?.version !== after?.version ||
  before?.why !== after?.why ||
  before?.amended !== after?.amended

const stepsShown = (item: CompiledItem, session: Session, at: number, catalogue: CompiledCatalogue): string => {
  let view: object | undefined
  const steps = checklistSteps(item, session, () => {
    view ??= sessionView(session, at, catalogue)
    return view
  })
  return steps.map(({ step, done }) => `${step.id}${done ? '+' : '-'}`).join()
}

/** Without the catalogue at hand, whatever could change who has a step counts as a change. */
const checklistOther = (
  key: string,
  before: Session,
  after: Session,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): boolean => {
  const [was, is] = [own(before.progress, key), own(after.progress, key)]
  if ((was?.collapsed ?? false) !== (is?.collapsed ?? false)) return true
  const item = catalogue?.byKey.get(key)
  if (catalogue === undefined || item === undefined)
    return (
      was?.steps !== is?.steps ||
      before.traits !== after.traits ||
      before.account !== after.account ||
      before.assessed !== after.assessed
    )
  if (was === is && before.events === after.events && item.steps.every(({ concerns }) => concerns === null))
    return false
  return stepsShown(item, before, at, catalogue) !== stepsShown(item, after, at, catalogue)
}

/** Whoever is at another step sees another step. */
const tourOther = (key: string, before: Session, after: Session): boolean => {
  const [was, is] = [own(before.tours ?? {}, key), own(after.tours ?? {}, key)]
  return was !== is && (was?.step !== is?.step || was?.state !== is?.state || was?.trail.length !== is?.trail.length)
}

/** Whether the widget must show something else after an entry than before it. What a ghost does, nobody sees. */
export const guidanceChanged = (
  before: Session,
  after: Session,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): boolean => {
  if (before.lease?.tab !== after.lease?.tab) return true
  return slots.some((slot) => {
    const [was, is] = [standing(before, slot), standing(after, slot)]
    if (looksOther(was, is)) return true
    if (is === undefined) return false
    if (before.locale !== after.locale || before.hostActions !== after.hostActions) return true
    if (slot === 'overlay') return tourOther(is.content, before, after)
    return slot === 'checklist' && checklistOther(is.content, before, after, at, catalogue)
  })
}
