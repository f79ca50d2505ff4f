import { type Crowd, crowdSize, leastPeople, roleOf, type Session } from '../../../contract/plugin.ts'
import { type Deed, deedOf, type PeerModel, pairKey, situationKey } from './peer-model.ts'

/** What peers did next, as it may be told. */
export interface Prediction {
  readonly deed: Deed
  /** How many people it rests on: those who did it, and all of whom they are a part. Estimates, decayed. */
  readonly did: number
  readonly of: number
  /** At least so many did it; what the reader is told. */
  readonly people: number
  /** The events that it followed, or went with. */
  readonly after: readonly string[]
  /** The role that those people share; null for everybody. */
  readonly role: string | null
  /** `next`: right after. `also`: at any time, by people who did what this one did. */
  readonly how: 'next' | 'also'
}

const own = <V>(map: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined

/** Added to all that a share is of, so that few people who all did the same do not outdo many of whom nearly all did. */
const doubt = 2

export const shareOf = ({ did, of }: Pick<Prediction, 'did' | 'of'>): number => did / (of + doubt)

const isEvent = (deed: Deed): boolean => deed.startsWith('event ')
const nameIn = (deed: Deed): string => deed.slice(deed.indexOf(' ') + 1)

/** Done already: nothing to suggest. */
const isDone = (deed: Deed, { events }: Session): boolean => isEvent(deed) && Object.hasOwn(events, nameIn(deed))

/** What people did right after what this one did last; those of the same role beside everybody. */
const nextOnes = ({ situations }: PeerModel, session: Session, now: number, minimum: number): readonly Prediction[] => {
  const last = (session.doings?.last ?? []).filter(({ kind }) => kind === 'event').map(({ name }) => name)
  const one = last.slice(-1)
  if (one.length === 0) return []
  const befores = last.length > 1 ? [last.slice(-2), one] : [one]
  const role = roleOf(session)
  return befores.flatMap((after) =>
    (role === null ? [null] : [role, null]).flatMap((of): readonly Prediction[] => {
      const situation = own(situations, situationKey(of, after))
      if (situation === undefined) return []
      const all = crowdSize(situation.crowd, now)
      return Object.entries(situation.next).flatMap(([deed, crowd]) => {
        const people = leastPeople(crowd, now)
        return people < minimum
          ? []
          : [{ deed, did: crowdSize(crowd, now), of: all, people, after, role: of, how: 'next' as const }]
      })
    }),
  )
}

/** With so much done, what goes with all of it says something too. */
const historyNeeded = 3
/** Having gone together at some time says less than having come next. */
const alsoCounts = 0.5

/** What people do who did what this one did: the item model's word, told with the deed that speaks for it most. */
const alsoOnes = (
  { items, pairs, related }: PeerModel,
  session: Session,
  now: number,
  minimum: number,
): readonly Prediction[] => {
  const history = Object.keys(session.events)
    .map((name) => deedOf({ kind: 'event', name }))
    .filter((deed) => Object.hasOwn(related, deed))
  if (history.length < historyNeeded) return []
  const sums = new Map<Deed, { score: number; best: Deed; weight: number }>()
  for (const from of history)
    for (const [deed, weight] of Object.entries(own(related, from) ?? {})) {
      const known = sums.get(deed)
      const better = known === undefined || weight > known.weight
      sums.set(deed, {
        score: (known?.score ?? 0) + weight,
        best: better ? from : known.best,
        weight: better ? weight : known.weight,
      })
    }
  return [...sums].flatMap(([deed, { score, best }]) => {
    const together: Crowd | undefined = own(pairs, pairKey(best, deed))
    const people = leastPeople(together, now)
    if (people < minimum || leastPeople(own(items, deed), now) < minimum) return []
    const of = crowdSize(own(items, best), now)
    const did = Math.min(1, score) * alsoCounts * of
    return [{ deed, did, of, people, after: [nameIn(best)], role: null, how: 'also' as const }]
  })
}

/**
 * The best that is known of each deed that this user has not done.
 * @param minimum people of whom must be known that they did it, before anything of it is used or told
 */
export const predict = (
  model: PeerModel,
  session: Session,
  now: number,
  minimum: number,
): ReadonlyMap<Deed, Prediction> => {
  const best = new Map<Deed, Prediction>()
  for (const one of [...nextOnes(model, session, now, minimum), ...alsoOnes(model, session, now, minimum)]) {
    if (isDone(one.deed, session)) continue
    const known = best.get(one.deed)
    if (known === undefined || shareOf(one) > shareOf(known)) best.set(one.deed, one)
  }
  return best
}
