import { type Content, slotOf } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import { matchesRoute } from '../../contract/route-pattern.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'
import type { Question } from './target.ts'

/**
 * A tip or hotspot belongs to the moment: it ends with the page that it was shown on. So does a banner, unless the page that the user is on
 * is one that its trigger names. A checklist stays until it is done with.
 */
const endsWithPage = (content: Content, path: string | null): boolean => {
  if (slotOf[content.kind] === 'inline') return true
  const page = content.kind === 'banner' ? content.trigger?.page : undefined
  return page !== undefined && (path === null || !matchesRoute(page, path))
}

/** When a tour of which nothing more is heard gives its place free, epoch ms. A reader of something else may take all the time they want. */
export const pausesAt = ({ kind, key }: Content, { tours }: Session, { at }: ActiveGuidance): number | null => {
  if (kind !== 'tour') return null
  const progress = tours !== undefined && Object.hasOwn(tours, key) ? tours[key] : undefined
  return Math.max(at, progress?.at ?? 0) + limits.tourPauseMs
}

/**
 * What stands in the slot and may go on standing although nobody proposes it again: guidance must not vanish under its reader's eyes because
 * a trigger's window has passed, nor a checklist at the very moment in which its last step is done. What a member's correction put there
 * ends with it.
 * @param acting ids of the corrections that act
 */
export const standing = (
  { slot, session, now }: Question,
  contentOf: (version: string) => Content | undefined,
  acting: ReadonlySet<string>,
): ActiveGuidance | null => {
  const active = session.active[slot]
  if (active === undefined) return null
  if (active.correction !== undefined && !acting.has(active.correction)) return null
  const content = contentOf(active.version)
  if (content === undefined) return null
  const pausedAt = pausesAt(content, session, active)
  if (pausedAt !== null && now >= pausedAt) return null
  // By path, not by time: a reload is no other page, and the page's clock is not the server's.
  const path = session.page?.path ?? null
  return path !== (active.page ?? null) && endsWithPage(content, path) ? null : active
}
