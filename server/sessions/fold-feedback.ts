import { slots } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { putProgress } from './complete-steps.ts'
import { own } from './named-map.ts'
import { noteShown } from './note-shown.ts'
import { contentOfDecision, vacate } from './standing.ts'

const takeAway = (session: Session, content: string): Session =>
  slots.reduce((left, slot) => {
    const active = left.active[slot]
    return active?.content === content && !active.ghost ? vacate(left, slot) : left
  }, session)

const collapse = (session: Session, content: string, collapsed: boolean): Session =>
  (own(session.progress, content)?.collapsed ?? false) === collapsed
    ? session
    : { ...session, progress: putProgress(session.progress, content, (before) => ({ ...before, collapsed })) }

/** What the user said of a piece of guidance. It holds for the content, also when it comes after something else took the slot. */
export const foldFeedback = (session: Session, { decision, action }: MessageOf<'feedback'>, at: number): Session => {
  const content = contentOfDecision(session, decision)
  if (content === undefined) return session
  switch (action) {
    case 'dismissed':
      return takeAway(
        noteShown(session, content, (shown) => ({ ...shown, dismissedAt: at })),
        content,
      )
    case 'not-now':
      return takeAway(
        noteShown(session, content, (shown) => ({
          ...shown,
          snoozedUntil: Math.max(shown.snoozedUntil ?? 0, at + limits.snoozeMs),
        })),
        content,
      )
    case 'collapsed':
      return collapse(session, content, true)
    case 'opened':
      return collapse(session, content, false)
    case 'followed':
      return session
    default:
      return action satisfies never
  }
}
