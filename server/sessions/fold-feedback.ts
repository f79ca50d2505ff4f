import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { ContentKind } from '../../contract/content.ts'
import { limits } from '../../contract/limits.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { putProgress } from './complete-steps.ts'
import { finish } from './finish.ts'
import { correct, undo } from './fold-correction.ts'
import { own } from './named-map.ts'
import { noteShown } from './note-shown.ts'
import { givenUnder, vacate } from './standing.ts'

const collapse = (session: Session, content: string, collapsed: boolean): Session =>
  (own(session.progress, content)?.collapsed ?? false) === collapsed
    ? session
    : { ...session, progress: putProgress(session.progress, content, (before) => ({ ...before, collapsed })) }

/** What has said all that it had to say once its button was used. */
const endsWhenFollowed: ReadonlySet<ContentKind | undefined> = new Set(['hotspot', 'banner', 'modal', 'announcement'])

/** Who has taken an offer up is not stopped by it again on the page that it led to. */
const rest = (session: Session, content: string, at: number): Session =>
  noteShown(session.active.overlay?.content === content ? vacate(session, 'overlay') : session, content, (shown) => ({
    ...shown,
    snoozedUntil: Math.max(shown.snoozedUntil ?? 0, at + limits.followedMs),
  }))

const follow = (session: Session, content: string, at: number, catalogue: CompiledCatalogue | undefined): Session => {
  const kind = catalogue?.byKey.get(content)?.content.kind
  if (kind === 'offer') return rest(session, content, at)
  return endsWhenFollowed.has(kind) ? finish(session, content, at) : session
}

/** What the user said of a piece of guidance. It holds for the content, also when it comes after something else took the slot. */
export const foldFeedback = (
  session: Session,
  feedback: MessageOf<'feedback'>,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): Session => {
  const { decision, action, undoes, content } = feedback
  // It may be long after: a correction is found by what was said, also once the guidance itself is forgotten.
  if (action === 'undone') return undoes === undefined ? session : undo(session, decision, undoes, at, content)
  const given = givenUnder(session, decision, content)
  if (given === undefined) return session
  switch (action) {
    case 'collapsed':
      return collapse(session, given.content, true)
    case 'opened':
      return collapse(session, given.content, false)
    case 'followed':
      return follow(session, given.content, at, catalogue)
    case 'acknowledged':
      return finish(session, given.content, at)
    default:
      return correct(session, { ...feedback, action }, given, at, catalogue)
  }
}
