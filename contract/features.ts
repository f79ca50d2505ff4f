import { type DatedIntensity, decay, halfLivesMs, type Intensity, intensityAt, noIntensity } from './intensity.ts'
import type { ActiveDays, EventStats, Features, Session, Transition } from './session.ts'

const dayMs = 86_400_000

/** Of somebody who has not done anything yet. Shared, so that an idle session costs nothing for it. */
export const noFeatures: Features = Object.freeze({
  acts: noIntensity,
  firsts: noIntensity,
  errors: noIntensity,
  rageClicks: noIntensity,
  deadClicks: noIntensity,
  days: Object.freeze({ count: 0, last: -1, recent: 0 }),
  pausedSeconds: 0,
  lastActions: [],
  pairs: [],
  triples: [],
})

/** Of a session as it was recorded, also before there were features. */
export const featuresOf = (session: Session): Features => session.features ?? noFeatures

/** An event's decayed counts with the time they are as of. */
export const datedIntensity = ({ lastAt, hour = 0, day = 0, fortnight = 0 }: EventStats): DatedIntensity => ({
  at: lastAt,
  hour,
  day,
  fortnight,
})

/** How much of an event there is left at `now`: zeros for one that never happened. */
export const eventIntensity = (session: Session, name: string, now: number): Intensity => {
  const stats = Object.hasOwn(session.events, name) ? session.events[name] : undefined
  return intensityAt(stats === undefined ? noIntensity : datedIntensity(stats), now)
}

/** The active days of the last weeks, decayed to `now`. */
export const recentDaysAt = ({ recent, last }: ActiveDays, now: number): number =>
  last < 0 ? 0 : decay(recent, (Math.floor(now / dayMs) - last) * dayMs, halfLivesMs.fortnight)

/** How often a transition was made lately. */
export const transitionAt = ({ weight, at }: Pick<Transition, 'weight' | 'at'>, now: number): number =>
  decay(weight, now - at, halfLivesMs.fortnight)
