import type { ElementDescription } from '../../contract/element.ts'
import { limits } from '../../contract/limits.ts'
import type { RecentEvent, Session } from '../../contract/session.ts'

/** What its author called it, else what it is to a screen reader. */
export const nameOf = (element: ElementDescription): string =>
  element.hook ?? element.name ?? element.id ?? element.role ?? element.tag

const isShort = (properties: RecentEvent['properties']): boolean =>
  properties !== undefined && JSON.stringify(properties).length <= limits.sessionPropertiesLength

export const noteRecent = (session: Session, { properties, ...event }: RecentEvent): Session => ({
  ...session,
  recent: [
    ...session.recent.slice(1 - limits.sessionRecentEvents),
    properties !== undefined && isShort(properties) ? { ...event, properties } : event,
  ],
})
