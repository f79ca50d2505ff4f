import { addIntensities, decay, halfLivesMs } from '../../contract/intensity.ts'
import { limits } from '../../contract/limits.ts'
import type { ActiveDays, Features } from '../../contract/session.ts'
import { addTransition } from './note-transition.ts'

const dayMs = 86_400_000

/** As many days as the more active of the two had: which days they share is not known any more. */
const mergeDays = (a: ActiveDays, b: ActiveDays): ActiveDays => {
  const last = Math.max(a.last, b.last)
  const left = ({ recent, last: then }: ActiveDays): number =>
    then < 0 ? 0 : decay(recent, (last - then) * dayMs, halfLivesMs.fortnight)
  return { count: Math.max(a.count, b.count), last, recent: Math.max(left(a), left(b)) }
}

const mergeTransitions = (a: Features['pairs'], b: Features['pairs'], most: number): Features['pairs'] =>
  b.reduce((all, added) => addTransition(all, added, most), a)

/** What a visit adds to its user: sums of what was counted. The user's own last actions and pauses stay: they are the newer thread. */
export const mergeFeatures = (user: Features, visit: Features): Features => ({
  acts: addIntensities(user.acts, visit.acts),
  firsts: addIntensities(user.firsts, visit.firsts),
  errors: addIntensities(user.errors, visit.errors),
  rageClicks: addIntensities(user.rageClicks, visit.rageClicks),
  deadClicks: addIntensities(user.deadClicks, visit.deadClicks),
  days: mergeDays(user.days, visit.days),
  pausedSeconds: user.pausedSeconds,
  lastActions: user.lastActions.length === 0 ? visit.lastActions : user.lastActions,
  pairs: mergeTransitions(user.pairs, visit.pairs, limits.sessionPairs),
  triples: mergeTransitions(user.triples, visit.triples, limits.sessionTriples),
})
