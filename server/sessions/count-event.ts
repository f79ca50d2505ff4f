import { datedIntensity } from '../../contract/features.ts'
import { addIntensities } from '../../contract/intensity.ts'
import { limits } from '../../contract/limits.ts'
import type { EventStats, Session } from '../../contract/session.ts'
import { own, put } from './named-map.ts'

/** Rarest first, and of equally rare ones the one not seen for longest: counts weigh more than any time. */
const strength = ({ count, lastAt }: EventStats): number => count * 1e13 + lastAt

/** Adds happenings to a name's count. Times may come out of order, from a page that was offline. */
export const addEvents = (events: Session['events'], name: string, added: EventStats): Session['events'] => {
  const before = own(events, name)
  return put(events, name, before === undefined ? added : sum(before, added), limits.sessionEventNames, strength)
}

const sum = (before: EventStats, added: EventStats): EventStats => {
  const { at, ...intensity } = addIntensities(datedIntensity(before), datedIntensity(added))
  return {
    count: before.count + added.count,
    firstAt: Math.min(before.firstAt, added.firstAt),
    lastAt: at,
    ...intensity,
  }
}

export const countEvent = (session: Session, name: string, at: number): Session => ({
  ...session,
  events: addEvents(session.events, name, { count: 1, firstAt: at, lastAt: at, hour: 1, day: 1, fortnight: 1 }),
})
