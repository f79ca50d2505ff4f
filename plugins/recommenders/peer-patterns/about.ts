import {
  type Content,
  matchesRoute,
  type Outcomes,
  type ResolvedFeatures,
  type Session,
  triggerOf,
} from '../../../contract/plugin.ts'
import { type Deed, deedOf } from './peer-model.ts'

/** What a piece of content is about, as far as deeds can be about it. */
export interface About {
  readonly key: string
  readonly kind: Content['kind']
  /** Doing one of these is what it helps with. */
  readonly deeds: readonly Deed[]
  /** Its features: their adoption events stand among the product's entities. */
  readonly features: readonly string[]
  /** The tenant's outcome that it is for, by its name in the settings. */
  readonly outcome: string | null
  readonly topics: readonly string[]
  /** The one page that it can stand on; null for any. */
  readonly page: string | null
}

const event = (name: string): Deed => deedOf({ kind: 'event', name })
const eventsOf = (name: string | undefined): readonly Deed[] => (name === undefined ? [] : [event(name)])

/** Whoever wants to hear from users, or has news for them, helps nobody ahead. */
const unhelpful: ReadonlySet<Content['kind']> = new Set<Content['kind']>(['survey', 'announcement'])
/** These stand anywhere and at any time; all others speak up on their own, where their trigger says. */
const patient: ReadonlySet<Content['kind']> = new Set<Content['kind']>(['checklist', 'article', 'playbook', 'offer'])

const featuresOf = (content: Content): readonly string[] => {
  if ('features' in content) return content.features ?? []
  return 'feature' in content && content.feature !== undefined ? [content.feature] : []
}

/**
 * Undefined for what waits for trouble, a pause or a state of mind: it is nothing that peers could be ahead in. And for what comes only when it is
 * asked for.
 */
export const aboutOf = (content: Content): About | undefined => {
  const { key, kind, outcome, topics = [] } = content
  const { page = null, event: awaited, ...others } = triggerOf(content) ?? {}
  const mayCome = patient.has(kind) || (page !== null && page !== undefined) || awaited !== undefined
  if (unhelpful.has(kind) || !mayCome || Object.values(others).some((condition) => condition !== undefined))
    return undefined
  const steps = content.kind === 'checklist' ? content.steps : []
  return {
    key,
    kind,
    topics,
    page,
    outcome: typeof outcome === 'string' ? outcome : null,
    features: featuresOf(content),
    deeds: [
      deedOf({ kind: 'reached', name: key }),
      ...(content.kind === 'checklist' ? [deedOf({ kind: 'completed', name: key })] : []),
      ...steps.flatMap(({ completeOn }) => ('event' in completeOn ? [event(completeOn.event)] : [])),
      ...eventsOf(typeof outcome === 'object' ? outcome.event : undefined),
      ...eventsOf(awaited?.name),
    ],
  }
}

/** With what the settings and the product's entities say beside the content itself. */
export const deedsOf = (
  { deeds, outcome, features: keys }: About,
  {
    features,
    outcomes,
  }: { readonly features?: ResolvedFeatures | undefined; readonly outcomes?: Outcomes | undefined },
): readonly Deed[] => [
  ...deeds,
  ...(outcome !== null && outcomes !== undefined && Object.hasOwn(outcomes, outcome)
    ? eventsOf(outcomes[outcome]?.event)
    : []),
  ...keys.flatMap((key) => {
    const known = features !== undefined && Object.hasOwn(features, key) ? features[key] : undefined
    return eventsOf(known?.adoption?.event)
  }),
]

/** Said without being observed: only by what waits in its place until somebody looks. */
export const isPatient = ({ kind }: About): boolean => patient.has(kind) && kind !== 'offer'

/** A tip whose page is another would only be told that it cannot stand here. */
export const standsHere = ({ page }: About, session: Session): boolean =>
  page === null || (session.page !== null && matchesRoute(page, session.page.path))
