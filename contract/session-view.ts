import type { Maturity } from './assessment.ts'
import { checklistSteps, isComplete, nextStep, type StepState } from './checklist-steps.ts'
import type { CompiledItem } from './compiled-catalogue.ts'
import type { Device } from './device.ts'
import { datedIntensity, eventIntensity, featuresOf, recentDaysAt, transitionAt } from './features.ts'
import { type Intensity, intensityAt } from './intensity.ts'
import type { TraitValue } from './names.ts'
import type { ChecklistProgress, Features, ProvenTraits, Session } from './session.ts'
import type { SurveyAnswers } from './survey-answers.ts'
import type { ViewReads } from './view-reads.ts'

type TraitMap = Readonly<Record<string, TraitValue>>

/** The plain document that filters run over; docs/session-view.md lists its fields for authors. Days are fractions, never negative. */
export interface SessionView {
  readonly user: { readonly kind: Session['kind']; readonly verified: boolean; readonly ageDays: number }
  /** Claimed ones with the verified ones laid over them. For anything that matters use `verified`. */
  readonly traits: TraitMap
  readonly verified: TraitMap
  readonly account?: {
    readonly id: string
    readonly verified: boolean
    readonly traits: TraitMap
    readonly verifiedTraits: TraitMap
  }
  readonly page?: { readonly path: string }
  readonly locale: string | null
  readonly language: string | null
  readonly timeZone: string | null
  readonly device: Device | null
  readonly consent?: { readonly analytics: boolean; readonly personalisation: boolean }
  /** As they were found last. */
  readonly maturity: Maturity
  readonly intent: string | null
  readonly segments: readonly string[]
  readonly goals: readonly string[]
  /** By feature key; the product's features that the user has adopted. */
  readonly adopted: Readonly<Record<string, { readonly daysAgo: number }>>
  /** By event name, dots written as `_`. */
  readonly events: Readonly<Record<string, EventView>>
  /** By checklist key: what is recorded, and for checklists that a filter names, where the user stands in it. */
  readonly progress: Readonly<Record<string, ProgressView>>
  /** By survey key, by question: what the user answered last. Absent before the first answer. */
  readonly answers?: Readonly<Record<string, SurveyAnswers>>
  /** Absent where no filter asks for it. */
  readonly features?: FeaturesView
}

interface EventView extends Intensity {
  readonly count: number
  readonly firstDaysAgo: number
  readonly lastDaysAgo: number
}

interface ProgressView {
  readonly done: number
  readonly total?: number
  readonly complete?: boolean
  /** Id of the first step that is open. */
  readonly next?: string
  readonly startedDaysAgo?: number
  readonly lastDaysAgo?: number
}

type Trouble = 'errors' | 'rageClicks' | 'deadClicks'
type FeaturesView = Readonly<Record<'acts' | 'firsts' | 'support' | Trouble, Intensity>> & {
  readonly activeDays: number
  readonly recentDays: number
  readonly pausedSeconds: number
  /** By `a then b` or `a then b then c`, dots written as `_`: decayed with a half-life of 14 days. */
  readonly transitions: Readonly<Record<string, number>>
}

const dayMs = 86_400_000
const daysBetween = (from: number, to: number): number => Math.max(0, to - from) / dayMs
const overlaid = ({ claimed, verified }: ProvenTraits): TraitMap => ({ ...claimed, ...verified })

// A dot parts a filter's path, so a name cannot hold one there; names that then look alike are counted together.
const asSegment = (name: string): string => (name.includes('.') ? name.replaceAll('.', '_') : name)

const eventsOf = (session: Session, now: number, read: ReadonlySet<string> | undefined): SessionView['events'] => {
  const events = new Map<string, EventView>()
  for (const name of Object.keys(session.events)) {
    const key = asSegment(name)
    const stats = session.events[name]
    if (stats === undefined || read?.has(key) === false) continue
    const same = events.get(key)
    const { hour, day, fortnight } = intensityAt(datedIntensity(stats), now)
    events.set(key, {
      count: stats.count + (same?.count ?? 0),
      firstDaysAgo: Math.max(daysBetween(stats.firstAt, now), same?.firstDaysAgo ?? 0),
      lastDaysAgo: Math.min(daysBetween(stats.lastAt, now), same?.lastDaysAgo ?? Number.POSITIVE_INFINITY),
      hour: hour + (same?.hour ?? 0),
      day: day + (same?.day ?? 0),
      fortnight: fortnight + (same?.fortnight ?? 0),
    })
  }
  return Object.fromEntries(events)
}

const transitionsOf = (
  { pairs, triples }: Features,
  now: number,
  read: ReadonlySet<string> | undefined,
): FeaturesView['transitions'] => {
  if (read?.size === 0) return {}
  const transitions = new Map<string, number>()
  for (const all of [pairs, triples])
    for (const transition of all) {
      const key = asSegment(transition.name)
      if (read?.has(key) === false) continue
      transitions.set(key, (transitions.get(key) ?? 0) + transitionAt(transition, now))
    }
  return Object.fromEntries(transitions)
}

const adoptedOf = ({ assessed }: Session, now: number): SessionView['adopted'] =>
  Object.fromEntries(
    Object.entries(assessed?.adopted ?? {}).map(([feature, at]) => [feature, { daysAgo: daysBetween(at, now) }]),
  )

const supportOf = (session: Session, now: number): Intensity =>
  (session.assessed?.support ?? [])
    .map((name) => eventIntensity(session, name, now))
    .reduce(
      (sum, { hour, day, fortnight }) => ({
        hour: sum.hour + hour,
        day: sum.day + day,
        fortnight: sum.fortnight + fortnight,
      }),
      { hour: 0, day: 0, fortnight: 0 },
    )

const featuresView = (session: Session, now: number, read: ReadonlySet<string> | undefined): FeaturesView => {
  const features = featuresOf(session)
  return {
    acts: intensityAt(features.acts, now),
    firsts: intensityAt(features.firsts, now),
    errors: intensityAt(features.errors, now),
    rageClicks: intensityAt(features.rageClicks, now),
    deadClicks: intensityAt(features.deadClicks, now),
    support: supportOf(session, now),
    activeDays: features.days.count,
    recentDays: recentDaysAt(features.days, now),
    pausedSeconds: features.pausedSeconds,
    transitions: transitionsOf(features, now, read),
  }
}

const progressView = (
  steps: readonly StepState[],
  recorded: ChecklistProgress | undefined,
  now: number,
): ProgressView => {
  const done = steps.filter((step) => step.done).length
  const next = nextStep(steps)?.step.id
  const times = Object.values(recorded?.steps ?? {}).map(({ at }) => at)
  return {
    done,
    total: steps.length,
    complete: isComplete(steps),
    ...(next === undefined ? {} : { next }),
    ...(times.length === 0
      ? {}
      : {
          startedDaysAgo: daysBetween(Math.min(...times), now),
          lastDaysAgo: daysBetween(Math.max(...times), now),
        }),
  }
}

/**
 * @param reads what the filters ask for that run over it, a catalogue's for instance: it holds those events, and where the user stands in
 * those checklists. Without it, all events and features, and of progress what is recorded.
 */
export const sessionView = (session: Session, now: number, reads?: ViewReads<CompiledItem>): SessionView => {
  const { account, page, consent } = session
  const view: SessionView = {
    user: { kind: session.kind, verified: session.verified, ageDays: daysBetween(session.startedAt, now) },
    traits: overlaid(session.traits),
    verified: session.traits.verified,
    ...(account === null
      ? {}
      : {
          account: {
            id: account.id,
            verified: account.verified,
            traits: overlaid(account.traits),
            verifiedTraits: account.traits.verified,
          },
        }),
    ...(page === null ? {} : { page: { path: page.path } }),
    locale: session.locale,
    language: session.locale?.split('-')[0]?.toLowerCase() ?? null,
    timeZone: session.timeZone ?? null,
    device: session.device ?? null,
    ...(consent === null
      ? {}
      : { consent: { analytics: consent.analytics, personalisation: consent.personalisation } }),
    maturity: session.assessed?.maturity ?? 'new',
    intent: session.assessed?.intent?.name ?? null,
    segments: Object.keys(session.assessed?.segments ?? {}),
    goals: session.assessed?.goals ?? [],
    adopted: adoptedOf(session, now),
    events: eventsOf(session, now, reads?.eventsRead),
    progress: Object.fromEntries(
      Object.entries(session.progress).map(([key, { steps }]) => [key, { done: Object.keys(steps).length }]),
    ),
    ...(session.surveys === undefined
      ? {}
      : { answers: Object.fromEntries(Object.entries(session.surveys).map(([key, { answers }]) => [key, answers])) }),
    ...(reads?.featuresRead === false ? {} : { features: featuresView(session, now, reads?.transitionsRead) }),
  }
  if (reads === undefined || reads.progressRead.length === 0) return view
  // Steps are chosen over the view without totals: a step's audience cannot wait for its own checklist's total.
  const totals = reads.progressRead.map((item) => {
    const recorded = Object.hasOwn(session.progress, item.key) ? session.progress[item.key] : undefined
    return [
      item.key,
      progressView(
        checklistSteps(item, session, () => view),
        recorded,
        now,
      ),
    ] as const
  })
  return { ...view, progress: { ...view.progress, ...Object.fromEntries(totals) } }
}
