import { type Content, slotOf } from '../../contract/content.ts'
import type { ActiveGuidance } from '../../contract/session.ts'
import type { Question } from './target.ts'

/** A tip belongs to the moment: it ends with the page that it was shown on. A checklist stays until it is done with. */
const belongsToPage = (kind: Content['kind']): boolean => slotOf[kind] === 'inline'

/**
 * What stands in the slot and may go on standing although nobody proposes it again: guidance must not vanish under its reader's eyes because
 * a trigger's window has passed, nor a checklist at the very moment in which its last step is done. What a member's correction put there
 * ends with it.
 * @param acting ids of the corrections that act
 */
export const standing = (
  { slot, session }: Question,
  kindOf: (version: string) => Content['kind'] | undefined,
  acting: ReadonlySet<string>,
): ActiveGuidance | null => {
  const active = session.active[slot]
  if (active === undefined) return null
  if (active.correction !== undefined && !acting.has(active.correction)) return null
  const kind = kindOf(active.version)
  if (kind === undefined) return null
  // By path, not by time: a reload is no other page, and the page's clock is not the server's.
  const hasMovedOn = (session.page?.path ?? null) !== (active.page ?? null)
  return belongsToPage(kind) && hasMovedOn ? null : active
}
