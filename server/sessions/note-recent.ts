import type { ElementDescription } from '../../contract/element.ts'
import { limits } from '../../contract/limits.ts'
import type { RecentEvent, Session } from '../../contract/session.ts'

/** What its author called it, else what it is to a screen reader. */
export const nameOf = (element: ElementDescription): string =>
  element.hook ?? element.name ?? element.id ?? element.role ?? element.tag

/** JSON writes a character as six at most, a number as 25. */
const mostJson = (value: unknown): number => (typeof value === 'string' ? 6 * value.length + 2 : 25)

const isShort = (properties: NonNullable<RecentEvent['properties']>): boolean => {
  let most = 2
  for (const name in properties) most += mostJson(name) + mostJson(properties[name]) + 2
  return most <= limits.sessionPropertiesLength || JSON.stringify(properties).length <= limits.sessionPropertiesLength
}

export const noteRecent = (session: Session, { properties, ...event }: RecentEvent): Session => ({
  ...session,
  recent: [
    ...session.recent.slice(1 - limits.sessionRecentEvents),
    properties !== undefined && isShort(properties) ? { ...event, properties } : event,
  ],
})
