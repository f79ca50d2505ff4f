import { checklistSteps } from './checklist-steps.ts'
import type { CompiledCatalogue } from './compiled-catalogue.ts'
import type { TraitValue } from './names.ts'
import type { ProvenTraits, Session } from './session.ts'

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
  readonly consent?: { readonly analytics: boolean; readonly personalisation: boolean }
  /** By event name, dots written as `_`. */
  readonly events: Readonly<
    Record<string, { readonly count: number; readonly firstDaysAgo: number; readonly lastDaysAgo: number }>
  >
  /** By checklist key: what is recorded, and for checklists that an audience of the catalogue names, in all. */
  readonly progress: Readonly<
    Record<string, { readonly done: number; readonly total?: number; readonly complete?: boolean }>
  >
}

const dayMs = 86_400_000
const daysBetween = (from: number, to: number): number => Math.max(0, to - from) / dayMs
const overlaid = ({ claimed, verified }: ProvenTraits): TraitMap => ({ ...claimed, ...verified })

const eventsOf = (session: Session, now: number, read: ReadonlySet<string> | null): SessionView['events'] => {
  const events = new Map<string, { count: number; firstDaysAgo: number; lastDaysAgo: number }>()
  for (const name of Object.keys(session.events)) {
    // A dot parts a filter's path, so a name cannot hold one there; names that then look alike are counted together.
    const key = name.includes('.') ? name.replaceAll('.', '_') : name
    const stats = session.events[name]
    if (stats === undefined || (read !== null && !read.has(key))) continue
    const same = events.get(key)
    events.set(key, {
      count: stats.count + (same?.count ?? 0),
      firstDaysAgo: Math.max(daysBetween(stats.firstAt, now), same?.firstDaysAgo ?? 0),
      lastDaysAgo: Math.min(daysBetween(stats.lastAt, now), same?.lastDaysAgo ?? Number.POSITIVE_INFINITY),
    })
  }
  return Object.fromEntries(events)
}

/**
 * @param catalogue given, the view is made for its audiences: of the events it holds those that they ask for, and the progress that they
 * ask for with `total` and `complete`. Without one it holds all events.
 */
export const sessionView = (session: Session, now: number, catalogue?: CompiledCatalogue): SessionView => {
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
    ...(consent === null
      ? {}
      : { consent: { analytics: consent.analytics, personalisation: consent.personalisation } }),
    events: eventsOf(session, now, catalogue?.eventsRead ?? null),
    progress: Object.fromEntries(
      Object.entries(session.progress).map(([key, { steps }]) => [key, { done: Object.keys(steps).length }]),
    ),
  }
  if (catalogue === undefined || catalogue.progressRead.length === 0) return view
  // Steps are chosen over the view without totals: a step's audience cannot wait for its own checklist's total.
  const totals = catalogue.progressRead.map((item) => {
    const steps = checklistSteps(item, session, () => view)
    const done = steps.filter((step) => step.done).length
    return [item.key, { done, total: steps.length, complete: steps.length > 0 && done === steps.length }] as const
  })
  return { ...view, progress: { ...view.progress, ...Object.fromEntries(totals) } }
}
