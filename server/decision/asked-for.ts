import { limits } from '../../contract/limits.ts'
import type { Question } from './target.ts'

/**
 * Keys that the host or user asked for, the latest first: asked a moment ago, or standing in the slot because of that. What could not be
 * shown in time is forgotten, so that nothing pops up long after it was wanted.
 */
export const askedFor = ({ slot, session, now }: Question): readonly string[] => {
  const fresh = session.asked.filter(({ at }) => now < at + limits.askedMs).map(({ content }) => content)
  const standing = session.active[slot]
  return [...new Set([...fresh.reverse(), ...(standing?.asked === true ? [standing.content] : [])])]
}
