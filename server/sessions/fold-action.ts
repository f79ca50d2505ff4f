import { canonicalJson } from '../../contract/canonical-json.ts'
import type { HostAction } from '../../contract/host-actions.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Properties } from '../../contract/names.ts'
import type { Session } from '../../contract/session.ts'
import { givenUnder } from './standing.ts'

/** What the page can run now; it says all of it each time. The same again is no change. */
export const registerActions = (session: Session, actions: readonly HostAction[]): Session =>
  canonicalJson(session.hostActions ?? []) === canonicalJson(actions) ? session : { ...session, hostActions: actions }

/**
 * What the page ran for the user, under a key of its own for each time: told twice, it happened once.
 * @returns with the event that it is, the first time
 */
export const foldActionRan = (
  session: Session,
  { decision, action, key, result }: MessageOf<'action-ran'>,
  at: number,
): { readonly session: Session; readonly event?: { readonly name: 'action_ran'; readonly properties: Properties } } => {
  const given = givenUnder(session, decision)
  const ran = session.ran ?? []
  if (given === undefined || ran.some((one) => one.key === key)) return { session }
  const { content } = given
  return {
    session: { ...session, ran: [...ran.slice(1 - limits.sessionRan), { key, action, content, result, at }] },
    event: { name: 'action_ran', properties: { action, content, result } },
  }
}
