import type { Assessment, Maturity } from '../../contract/assessment.ts'
import type { CompiledRules } from '../../contract/compiled-rules.ts'
import { featuresOf, recentDaysAt } from '../../contract/features.ts'
import type { TraitValue } from '../../contract/names.ts'
import type { Session } from '../../contract/session.ts'
import { sessionView } from '../../contract/session-view.ts'
import { own } from './named-map.ts'

export interface Assessed {
  readonly assessment: Assessment
  /** When time alone may change it; epoch ms. Null when only events can. */
  readonly changesAt: number | null
}

/** How often rules that ask for time spans or decayed counts are asked again while nothing else happens. */
const timeSpanMs = 3_600_000
const goalsKept = 20

/** Of nobody in particular: also of those who refused personalisation, of whom no profile is made. */
export const notAssessed: Assessment = {
  maturity: 'new',
  intent: null,
  segments: {},
  known: [],
  goals: [],
  adopted: {},
  support: [],
}

/**
 * By active days, in all and lately. Lapsing goes first: an expert who stays away is not one any more, and becomes one again by coming back.
 */
const maturityOf = (session: Session, now: number, rules: CompiledRules['maturity']): Maturity => {
  const { days } = featuresOf(session)
  const recent = recentDaysAt(days, now)
  if (days.count >= rules.regularDays) {
    if (recent < rules.lapsingRecentDays) return 'lapsing'
    const isExpert =
      days.count >= rules.expertDays &&
      recent >= rules.expertRecentDays &&
      Object.keys(session.events).length >= rules.expertEvents
    return isExpert ? 'expert' : 'regular'
  }
  return days.count > 1 || Object.keys(session.progress).length > 0 ? 'activating' : 'new'
}

const textsOf = (value: TraitValue | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : []

/** A list, or a text in which commas part several; verified ones first, each once. */
const goalsOf = ({ traits }: Session, names: readonly string[]): readonly string[] => {
  const given = [traits.verified, traits.claimed].flatMap((map) => names.flatMap((name) => textsOf(own(map, name))))
  const goals = given.flatMap((text) => text.split(',')).map((text) => text.trim())
  return [...new Set(goals.filter((goal) => goal !== ''))].slice(0, goalsKept)
}

const adoptedOf = (session: Session, now: number, adoption: CompiledRules['adoption']): Assessment['adopted'] => {
  const before = session.assessed?.adopted ?? {}
  return Object.fromEntries(
    adoption.flatMap(({ feature, event, count }) => {
      const known = own(before, feature)
      if (known !== undefined) return [[feature, known]]
      const stats = own(session.events, event)
      if (stats === undefined || stats.count < count) return []
      return [[feature, count === 1 ? stats.firstAt : Math.min(stats.lastAt, now)]]
    }),
  )
}

const intentOf = (
  view: object,
  before: Assessment['intent'],
  now: number,
  intents: CompiledRules['intents'],
): { readonly intent: Assessment['intent']; readonly heldUntil: number | null } => {
  const found = intents.findIndex(({ holds }) => holds(view))
  const current = intents.findIndex(({ name }) => name === before?.name)
  const standing = intents[current]
  if (before !== null && standing !== undefined) {
    if (found === current) return { intent: before, heldUntil: null }
    const heldUntil = before.since + standing.holdMs
    if (now < heldUntil && (found === -1 || found > current)) return { intent: before, heldUntil }
  }
  const next = intents[found]
  return { intent: next === undefined ? null : { name: next.name, since: now }, heldUntil: null }
}

/** At a moment of this user's own, so that not all of them are looked at in the same second. */
const nextLook = ({ startedAt }: Session, now: number): number =>
  now + timeSpanMs - (Math.max(0, now - startedAt) % timeSpanMs)

/**
 * Maturity, goals, adopted features, segments and intent of a session, in this order: each sees the ones before it, and of the later ones what was found last
 * time. A function of the session, the moment and the rules alone.
 */
export const assess = (session: Session, now: number, rules: CompiledRules): Assessed => {
  if (session.consent?.personalisation === false) return { assessment: notAssessed, changesAt: null }
  const before = session.assessed
  const known = rules.segments.map(({ name }) => name)
  const first: Assessment = {
    maturity: maturityOf(session, now, rules.maturity),
    intent: before?.intent ?? null,
    segments: before?.segments ?? {},
    known,
    goals: goalsOf(session, rules.goalTraits),
    adopted: adoptedOf(session, now, rules.adoption),
    support: rules.support,
  }
  const view = sessionView({ ...session, assessed: first }, now, rules)
  const inside = rules.segments.filter(({ holds }) => holds(view))
  const segments = Object.fromEntries(
    inside.map(({ name }) => [
      name,
      own(first.segments, name) ?? { since: now, entered: before === undefined || before.known.includes(name) },
    ]),
  )
  const { intent, heldUntil } = intentOf({ ...view, segments: Object.keys(segments) }, first.intent, now, rules.intents)
  const looks = [...(heldUntil === null ? [] : [heldUntil]), ...(rules.readsTime ? [nextLook(session, now)] : [])]
  return {
    assessment: { ...first, segments, intent },
    changesAt: looks.length === 0 ? null : Math.min(...looks),
  }
}
