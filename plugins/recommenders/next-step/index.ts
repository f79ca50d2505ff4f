import { z } from 'zod'
import { isStepDone } from '../../../contract/checklist-steps.ts'
import {
  type Catalogue,
  type ChecklistStep,
  defineRecommender,
  limits,
  localeChain,
  localise,
  matchesRoute,
  type Session,
  type Tour,
} from '../../../contract/plugin.ts'

const options = z.strictObject({
  newForDays: z
    .number()
    .min(0)
    .max(365)
    .default(14)
    .describe('For so long after their first visit a user counts as new'),
  onlyNewUsers: z
    .boolean()
    .default(false)
    .describe('Offer a checklist that was not begun to new users only; one in progress stays for everybody'),
  most: z.number().int().min(1).max(limits.candidatesPerRecommender).default(5).describe('Checklists proposed at most'),
})

interface IndexedChecklist {
  readonly key: string
  readonly priority: number
  readonly steps: readonly ChecklistStep[]
}
interface Index {
  readonly checklists: ReadonlyMap<string, IndexedChecklist>
  /** By version. */
  readonly tours: ReadonlyMap<string, Tour>
}

const prepare = (catalogue: Catalogue): Index => {
  const index = new Map<string, IndexedChecklist>()
  const tours = new Map(
    catalogue.items.flatMap(({ version, content }) => (content.kind === 'tour' ? [[version, content] as const] : [])),
  )
  for (const { version, content } of catalogue.items)
    if (content.kind === 'checklist')
      index.set(version, {
        key: content.key,
        priority: content.priority,
        steps: content.steps,
      })
  return { checklists: index, tours }
}

/** Begun, not left, not at its end, and the user is where it goes on. */
const goesOnHere = ({ key, steps }: Tour, { tours, page }: Session): boolean => {
  const progress = tours !== undefined && Object.hasOwn(tours, key) ? tours[key] : undefined
  if (progress?.state !== 'running') return false
  const at = steps.find(({ id }) => id === progress.step) ?? steps[0]
  return at?.page === undefined || (page !== null && matchesRoute(at.page, page.path))
}

/**
 * Done, and in all as far as can be known: who has a step that is given to some roles or plans only, the host knows and a plugin does not,
 * so such a step counts once it is done and is never named as the next.
 */
const progressOf = ({ key, steps }: IndexedChecklist, session: Session) => {
  const open = steps.filter((step) => !isStepDone(key, step, session))
  const certain = open.filter(({ audience }) => audience === undefined)
  const done = steps.length - open.length
  const waiting = new Set(certain.map(({ id }) => id))
  const free = certain.filter(({ after = [] }) => !after.some((id) => waiting.has(id)))
  const next = free.find(({ optional }) => optional !== true) ?? free[0]
  return { done, total: done + certain.length, complete: open.every(({ optional }) => optional === true), next }
}

// Bands wide enough that priority (0 to 100) and progress (0 to 1) order within them and never across.
const inProgressBand = 1_000
const sayStep = (next: ChecklistStep, session: Session): string =>
  localise(next.title, localeChain(session.locale, 'en')).slice(0, limits.propertyTextLength)

/** Proposes the checklist that fits: the one in progress first, else the most important one that is not complete. */
export default defineRecommender({
  name: 'next-step',
  version: '1.0.0',
  summary:
    'Offers the checklist in progress with its next open step, or the most important one to a user who has none.',
  options,
  reasons: {
    'in-progress': {
      en: 'You have done {done} of {total} steps. Next: {step}',
      de: 'Sie haben {done} von {total} Schritten erledigt. Als Nächstes: {step}',
      'de-x-informal': 'Du hast {done} von {total} Schritten erledigt. Als Nächstes: {step}',
    },
    'nearly-done': {
      en: 'Steps done so far: {done}. Little is left.',
      de: 'Bisher erledigte Schritte: {done}. Es fehlt nicht mehr viel.',
    },
    'new-here': {
      en: 'You are new here. A good first step: {step}',
      de: 'Sie sind neu hier. Ein guter erster Schritt: {step}',
      'de-x-informal': 'Du bist neu hier. Ein guter erster Schritt: {step}',
    },
    'not-begun': {
      en: 'You have not begun this yet. It starts with: {step}',
      de: 'Damit haben Sie noch nicht begonnen. Es beginnt mit: {step}',
      'de-x-informal': 'Damit hast du noch nicht begonnen. Es beginnt mit: {step}',
    },
    'tour-begun': {
      en: 'You have begun this tour, and it goes on here.',
      de: 'Sie haben diese Tour begonnen, und hier geht sie weiter.',
      'de-x-informal': 'Du hast diese Tour begonnen, und hier geht sie weiter.',
    },
    available: {
      en: 'This is there for you to do.',
      de: 'Das steht für Sie bereit.',
      'de-x-informal': 'Das steht für dich bereit.',
    },
  },
  prepare,
  recommend({ session, slot, eligible, now, prepared }, { newForDays, onlyNewUsers, most }) {
    if (slot === 'overlay')
      return eligible.flatMap((version) => {
        const tour = prepared.tours.get(version)
        return tour !== undefined && goesOnHere(tour, session)
          ? [{ content: version, score: inProgressBand, evidence: [{ code: 'tour-begun', facts: {} }] }]
          : []
      })
    if (slot !== 'checklist') return []
    const isNew = now - session.startedAt < newForDays * 86_400_000
    const proposals = []
    for (const version of eligible) {
      const checklist = prepared.checklists.get(version)
      if (checklist === undefined) continue
      const { done, total, complete, next } = progressOf(checklist, session)
      if (complete) continue
      const { priority } = checklist
      if (done > 0)
        proposals.push({
          content: version,
          score: inProgressBand + priority + done / Math.max(total, done + 1),
          evidence: [
            next === undefined
              ? { code: 'nearly-done', facts: { done } }
              : { code: 'in-progress', facts: { done, total, step: sayStep(next, session) } },
          ],
        })
      else if (isNew || !onlyNewUsers)
        proposals.push({
          content: version,
          score: priority,
          evidence: [
            next === undefined
              ? { code: 'available', facts: {} }
              : { code: isNew ? 'new-here' : 'not-begun', facts: { step: sayStep(next, session) } },
          ],
        })
    }
    return proposals.sort((a, b) => b.score - a.score || (a.content < b.content ? -1 : 1)).slice(0, most)
  },
})
