import { limits } from '../../contract/limits.ts'
import type { Session, ShownContent } from '../../contract/session.ts'
import { own, put } from './named-map.ts'

/** Shown once more, at a time; until the user does something with it, in vain. */
export const exposed = (shown: ShownContent, at: number): ShownContent => ({
  ...shown,
  exposures: shown.exposures + 1,
  unheeded: (shown.unheeded ?? 0) + 1,
  lastAt: Math.max(shown.lastAt, at),
})

const never: ShownContent = { exposures: 0, lastAt: 0 }

/** A dismissal, and what the user was through with, outlives everything else when room is short. */
const strength = ({ dismissedAt, finishedAt, lastAt }: ShownContent): number =>
  dismissedAt === undefined && finishedAt === undefined ? lastAt : 1e15 + Math.max(dismissedAt ?? 0, finishedAt ?? 0)

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
