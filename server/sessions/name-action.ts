import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'

/** What looks minted: it holds a digit, or is longer than a word. */
const isId = (segment: string): boolean => /\d/.test(segment) || segment.length > 32

const routeOf = (path: string): string => path.replace(/[^/]+/g, (segment) => (isId(segment) ? ':id' : segment))

/**
 * The name under which an action stands in transitions: an event's or search's own, the page as a route (`page /projects/:id`), the element
 * that the author named (`click export`). Undefined for everything else: an unnamed click tells apart nothing.
 */
export const actionName = (message: ClientMessage): string | undefined => {
  switch (message.kind) {
    case 'track':
    case 'search':
      return message.name.slice(0, limits.sessionActionLength)
    case 'page':
      return `page ${routeOf(message.path)}`.slice(0, limits.sessionActionLength)
    case 'click':
    case 'submit':
      return message.element.hook === undefined
        ? undefined
        : `${message.kind} ${message.element.hook}`.slice(0, limits.sessionActionLength)
    default:
      return undefined
  }
}
