import { z } from 'zod'
import { defineRecommender, limits, matchesRoute, type Session, type Slot } from '../../../contract/plugin.ts'
import { errorsLately, satisfied } from './conditions.ts'
import { type IndexedTip, indexTriggers, plainPath, type TriggerIndex } from './trigger-index.ts'

const options = z.strictObject({
  halfLifeSeconds: z
    .number()
    .min(1)
    .max(86_400)
    .default(120)
    .describe('How fast the newest cause loses weight; small values favour what has just happened'),
  keepStanding: z
    .boolean()
    .default(true)
    .describe('Keep a tip that is being read on its page, although its cause has passed'),
  most: z.number().int().min(1).max(limits.candidatesPerRecommender).default(5).describe('Tips proposed at most'),
})

/** The tips whose leading condition may hold; a superset of those that are due. */
function* suspects(index: TriggerIndex, session: Session): Generator<IndexedTip> {
  if (session.recent.some(({ kind }) => kind === 'rage-click')) yield* index.rageClick
  if (Object.keys(session.errors).length > 0) yield* index.error
  if (index.event.size > 0) for (const name of Object.keys(session.events)) yield* index.event.get(name) ?? []
  if (index.segment.size > 0)
    for (const name of Object.keys(session.assessed?.segments ?? {})) yield* index.segment.get(name) ?? []
  yield* index.intent.get(session.assessed?.intent?.name ?? '') ?? []
  if (session.idle !== null) yield* index.idle
  if (session.page !== null) {
    yield* index.path.get(plainPath(session.page.path)) ?? []
    for (const [pattern, tips] of index.pattern) if (matchesRoute(pattern, session.page.path)) yield* tips
  }
}

/** The tip in the slot, while the user is still where it appeared. */
const standing = (index: TriggerIndex, session: Session, slot: Slot, eligible: (version: string) => boolean) => {
  const active = session.active[slot]
  const tip = active === undefined ? undefined : index.byVersion.get(active.version)
  if (active === undefined || tip === undefined || !eligible(tip.version)) return undefined
  const { page } = tip.trigger
  if (session.page === null) return page === undefined ? tip : undefined
  const stillThere = page === undefined ? session.page.at <= active.at : matchesRoute(page, session.page.path)
  return stillThere ? tip : undefined
}

// Above any sum of weights: what the user is reading is not swapped under their eyes.
const standingBonus = 100

/** Slots in which something comes of itself; what stands in the others is worked through, or asked for. */
const triggered: ReadonlySet<Slot> = new Set<Slot>(['inline', 'overlay', 'banner'])
/** Below whatever something has just happened for. */
const untriggeredScore = 0.1

/** Proposes what has a trigger that the last events satisfy, the most specific and most recent first, and last what needs none. */
export default defineRecommender({
  name: 'contextual-tip',
  version: '1.0.0',
  summary:
    'Offers tips, and other content with a trigger, when it holds: a page, an event, a repeated error, a rage click, a segment entered, an intent, a pause.',
  options,
  reasons: {
    page: {
      en: 'It is about the page you are on.',
      de: 'Es geht um die Seite, auf der Sie sind.',
      'de-x-informal': 'Es geht um die Seite, auf der du bist.',
    },
    event: { en: 'It goes with what just happened: {event}.', de: 'Es passt zu dem, was gerade war: {event}.' },
    'event-repeated': {
      en: '“{event}” came up {count} times in the last minutes.',
      de: '„{event}“ kam in den letzten Minuten {count}-mal vor.',
    },
    'event-repeated-today': {
      en: '“{event}” came up {count} times in the last hours.',
      de: '„{event}“ kam in den letzten Stunden {count}-mal vor.',
    },
    error: { en: 'Something went wrong a moment ago.', de: 'Eben ist etwas schiefgegangen.' },
    'error-repeated': {
      en: 'The same thing went wrong {count} times.',
      de: 'Dasselbe ist {count}-mal schiefgegangen.',
    },
    'rage-click': {
      en: 'What you clicked several times did not seem to react.',
      de: 'Was Sie mehrmals angeklickt haben, schien nicht zu reagieren.',
      'de-x-informal': 'Was du mehrmals angeklickt hast, schien nicht zu reagieren.',
    },
    segment: {
      en: 'It fits how you have been working lately.',
      de: 'Es passt dazu, wie Sie zuletzt gearbeitet haben.',
      'de-x-informal': 'Es passt dazu, wie du zuletzt gearbeitet hast.',
    },
    intent: {
      en: 'It fits what you seem to be up to.',
      de: 'Es passt zu dem, was Sie gerade vorzuhaben scheinen.',
      'de-x-informal': 'Es passt zu dem, was du gerade vorzuhaben scheinst.',
    },
    idle: {
      en: 'You paused here for {seconds} seconds.',
      de: 'Sie haben hier {seconds} Sekunden innegehalten.',
      'de-x-informal': 'Du hast hier {seconds} Sekunden innegehalten.',
    },
    'for-you': {
      en: 'Your team shows it to everybody it concerns.',
      de: 'Ihr Team zeigt es allen, die es betrifft.',
      'de-x-informal': 'Dein Team zeigt es allen, die es betrifft.',
    },
    standing: { en: 'It is still open from a moment ago.', de: 'Es ist noch von eben geöffnet.' },
  },
  prepare: indexTriggers,
  recommend({ session, slot, eligible, now, prepared }, { halfLifeSeconds, keepStanding, most }) {
    if (!triggered.has(slot) || eligible.length === 0) return []
    const allowed = new Set(eligible)
    const stays = keepStanding ? standing(prepared, session, slot, (version) => allowed.has(version)) : undefined
    const errors = errorsLately(session, now)
    const proposals = []
    for (const tip of suspects(prepared, session)) {
      if (!allowed.has(tip.version)) continue
      const met = satisfied(tip.trigger, session, now, errors)
      if (met === undefined) continue
      const ageMs = Math.max(0, now - Math.max(...met.map(({ at }) => at)))
      const recency = 2 ** (-ageMs / (halfLifeSeconds * 1_000))
      proposals.push({
        content: tip.version,
        score: met.reduce((sum, { weight }) => sum + weight, recency) + (tip === stays ? standingBonus : 0),
        evidence: met.slice(0, limits.evidencePerCandidate).map(({ evidence }) => evidence),
      })
    }
    if (stays !== undefined && !proposals.some(({ content }) => content === stays.version))
      proposals.push({ content: stays.version, score: standingBonus, evidence: [{ code: 'standing', facts: {} }] })
    for (const version of prepared.untriggered)
      if (allowed.has(version))
        proposals.push({ content: version, score: untriggeredScore, evidence: [{ code: 'for-you', facts: {} }] })
    return proposals.sort((a, b) => b.score - a.score || (a.content < b.content ? -1 : 1)).slice(0, most)
  },
})
