import { limits } from '../../contract/limits.ts'
import type { Session, ShownContent } from '../../contract/session.ts'
import { own, put } from './named-map.ts'

const never: ShownContent = { exposures: 0, lastAt: 0 }

/** A dismissal outlives everything else when room is short. */
const strength = ({ dismissedAt, lastAt }: ShownContent): number =>
  dismissedAt === undefined ? lastAt : 1e15 + dismissedAt

export const putShown = (
  shown: Session['shown'],
  content: string,
  change: (before: ShownContent) => ShownContent,
): Session['shown'] => put(shown, content, change(own(shown, content) ?? never), limits.contentItems, strength)

export const noteShown = (
  session: Session,
  content: string,
  change: (before: ShownContent) => ShownContent,
): Session => ({ ...session, shown: putShown(session.shown, content, change) })
