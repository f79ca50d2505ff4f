import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import { own, put } from './named-map.ts'

/** Counts an event that the team's back end told. The names heard of longest ago go first: states are told again and again. */
export const noteTold = (session: Session, name: string, at: number): Session => {
  const told = session.told ?? {}
  const before = own(told, name)
  const stats = {
    count: (before?.count ?? 0) + 1,
    firstAt: Math.min(before?.firstAt ?? at, at),
    lastAt: Math.max(before?.lastAt ?? at, at),
  }
  return { ...session, told: put(told, name, stats, limits.sessionToldEvents, ({ lastAt }) => lastAt) }
}
