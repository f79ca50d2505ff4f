import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { ContentKind } from '../../contract/content.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { putProgress } from './complete-steps.ts'
import { finish } from './finish.ts'
import { correct, undo } from './fold-correction.ts'
import { own } from './named-map.ts'
import { givenUnder } from './standing.ts'

const collapse = (session: Session, content: string, collapsed: boolean): Session =>
  (own(session.progress, content)?.collapsed ?? false) === collapsed
    ? session
    : { ...session, progress: putProgress(session.progress, content, (before) => ({ ...before, collapsed })) }

/** What has said all that it had to say once its button was used. */
const endsWhenFollowed: ReadonlySet<ContentKind | undefined> = new Set(['hotspot', 'banner', 'modal', 'announcement'])

/** What the user said of a piece of guidance. It holds for the content, also when it comes after something else took the slot. */
export const foldFeedback = (
  session: Session,
  feedback: MessageOf<'feedback'>,
  at: number,
  catalogue: CompiledCatalogue | undefined,
): Session => {
  const { decision, action, undoes } = feedback
  // It may be long after: a correction is found by what was said, also once the guidance itself is forgotten.
  if (action === 'undone') return undoes === undefined ? session : undo(session, decision, undoes, at)
  const given = givenUnder(session, decision)
  if (given === undefined) return session
  switch (action) {
    case 'collapsed':
      return collapse(session, given.content, true)
    case 'opened':
      return collapse(session, given.content, false)
    case 'followed':
      return endsWhenFollowed.has(catalogue?.byKey.get(given.content)?.content.kind)
        ? finish(session, given.content, at)
        : session
    case 'acknowledged':
      return finish(session, given.content, at)
    default:
      return correct(session, { ...feedback, action }, given, at, catalogue)
  }
}
