import { canonicalJson } from '../../contract/canonical-json.ts'
import { checklistSteps } from '../../contract/checklist-steps.ts'
import type { CompiledCatalogue, CompiledItem } from '../../contract/compiled-catalogue.ts'
import { type Content, type DecidedSlot, type Hotspot, slotOf, type Tip, type Trigger } from '../../contract/content.ts'
import type { DecisionInput } from '../../contract/decision.ts'
import { limits } from '../../contract/limits.ts'

export interface Joined {
  /** What is in another slot and makes this wait; null for nothing. */
  against(item: CompiledItem): 'slot-conflict' | 'checklist-first' | null
  /** Moments at which this may change by time alone; epoch ms. */
  readonly changesAt: readonly number[]
}

/** Something went wrong for the user, and more than once where it is only told by an event. Help with that never waits. */
const isTrouble = (trigger: Trigger | undefined): boolean =>
  trigger?.error !== undefined || trigger?.rageClick !== undefined || (trigger?.event?.count ?? 0) > 1

const isInline = (content: Content): content is Tip | Hotspot => slotOf[content.kind] === 'inline'

/** Two voices at one element contradict each other, whatever they say. */
const pointsWhereTourPoints = (content: Content, other: Content): boolean => {
  if (!isInline(content) || other.kind !== 'tour') return false
  const anchor = canonicalJson(content.anchor)
  return other.steps.some((step) => step.anchor !== undefined && canonicalJson(step.anchor) === anchor)
}

const isAboutTheSame = (a: Content, b: Content): boolean =>
  (a.topics ?? []).some((topic) => b.topics?.includes(topic)) ||
  ('feature' in a && 'feature' in b && a.feature !== undefined && a.feature === b.feature)

/**
 * Whoever has not found into the product yet, by what they do: `new` and `activating`. Of those who refused personalisation no such thing is
 * found; for them it goes by the time since their first sign of life, epoch ms, as where nothing was found yet.
 */
const newness = (
  { assessed, consent, startedAt }: DecisionInput['session'],
  now: number,
): { readonly isNew: boolean; readonly newUntil: number | null } => {
  const newUntil = startedAt + limits.newUserMs
  if (assessed === undefined || consent?.personalisation === false) return { isNew: now < newUntil, newUntil }
  return { isNew: assessed.maturity === 'new' || assessed.maturity === 'activating', newUntil: null }
}

const free: Joined = { against: () => null, changesAt: [] }

/**
 * What the other slots allow in this one. Slots are filled in the order `checklist`, `inline`, `overlay`, `banner`: what orients, what helps
 * now, what interrupts, what covers nothing and so waits for nothing; whatever comes later yields to what came before, and nothing new drives away what stands.
 * - An overlay waits while a tip is there; a tip waits while an overlay is there, unless it answers trouble. One that points at an element
 *   of the tour that is open waits in any case.
 * - `checklist-first`: a new user who has not begun the open checklist gets no overlay, and only tips that answer trouble or share a topic
 *   or feature with it.
 * @param view the session view that step audiences run over, asked for only when there is one
 */
export const joinSlots = (
  { slot, session, now, taken }: Pick<DecisionInput, 'slot' | 'session' | 'now' | 'taken'>,
  catalogue: CompiledCatalogue,
  view: () => object,
): Joined => {
  if (taken === undefined || slot === 'checklist' || slot === 'banner') return free
  const inSlot = (other: DecidedSlot): CompiledItem | undefined => {
    const version = taken[other]
    return version === undefined ? undefined : catalogue.byVersion.get(version)
  }
  const other = inSlot(slot === 'overlay' ? 'inline' : 'overlay')
  const conflicts = other !== undefined

  const checklist = inSlot('checklist')
  const { isNew, newUntil } = newness(session, now)
  const isUnbegun = (item: CompiledItem): boolean => {
    const progress = Object.hasOwn(session.progress, item.key) ? session.progress[item.key] : undefined
    return progress?.collapsed !== true && !checklistSteps(item, session, view).some(({ done }) => done)
  }
  const first = checklist !== undefined && isNew && isUnbegun(checklist) ? checklist : undefined
  if (!conflicts && first === undefined) return free

  return {
    against: ({ content }) => {
      if (other !== undefined && pointsWhereTourPoints(content, other.content)) return 'slot-conflict'
      if (isInline(content) && isTrouble(content.trigger)) return null
      if (conflicts) return 'slot-conflict'
      if (first === undefined) return null
      return isInline(content) && isAboutTheSame(content, first.content) ? null : 'checklist-first'
    },
    changesAt: first === undefined || newUntil === null ? [] : [newUntil],
  }
}
