import { slots } from '../../contract/content.ts'
import type { Session } from '../../contract/session.ts'
import { noteShown } from './note-shown.ts'
import { vacate } from './standing.ts'

/** The user is through with it: it leaves its slot, and is not offered again by itself. */
export const finish = (session: Session, content: string, at: number): Session =>
  slots.reduce<Session>(
    (left, slot) => {
      const active = left.active[slot]
      return active?.content === content && !active.ghost ? vacate(left, slot) : left
    },
    noteShown(session, content, (shown) => ({ ...shown, finishedAt: at })),
  )
