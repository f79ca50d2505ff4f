import { type Content, matchesRoute, type Session } from '../../../contract/plugin.ts'
import { type Deed, deedOf } from './peer-model.ts'

/** What a piece of content is about, as far as deeds can be about it. */
export interface About {
  readonly key: string
  readonly kind: Content['kind']
  /** Doing one of these is what it helps with. */
  readonly deeds: readonly Deed[]
  /** Its features: their adoption events stand among the product's entities. */
  readonly features: readonly string[]
  readonly topics: readonly string[]
  /** The one page that it can stand on; null for any. */
  readonly page: string | null
}

const event = (name: string): Deed => deedOf({ kind: 'event', name })

/** Undefined for what waits for trouble, a pause or a state of mind: it is nothing that peers could be ahead in. */
export const aboutOf = (content: Content): About | undefined => {
  const { key, kind, outcome, topics = [] } = content
  const deeds = [deedOf({ kind: 'reached', name: key }), ...(outcome === undefined ? [] : [event(outcome.event)])]
  const common = { key, kind, topics, page: null }
  switch (content.kind) {
    case 'checklist': {
      const steps = content.steps.flatMap(({ completeOn }) => ('event' in completeOn ? [event(completeOn.event)] : []))
      const completed = deedOf({ kind: 'completed', name: key })
      return { ...common, deeds: [...deeds, completed, ...steps], features: listOf(content.feature) }
    }
    case 'tip': {
      const { page = null, event: awaited, error, rageClick, segment, intent, idle } = content.trigger
      if ([error, rageClick, segment, intent, idle].some((condition) => condition !== undefined)) return undefined
      const anticipated = awaited === undefined ? [] : [event(awaited.name)]
      return { ...common, deeds: [...deeds, ...anticipated], features: listOf(content.feature), page }
    }
    case 'article':
      return { ...common, deeds, features: content.features ?? [] }
    case 'offer':
    case 'playbook':
      return { ...common, deeds, features: listOf(content.feature) }
    default:
      return content satisfies never
  }
}

const listOf = (feature: string | undefined): readonly string[] => (feature === undefined ? [] : [feature])

/** A tip whose page is another would only be told that it cannot stand here. */
export const standsHere = ({ page }: About, session: Session): boolean =>
  page === null || (session.page !== null && matchesRoute(page, session.page.path))
