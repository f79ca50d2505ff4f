import { addVoice, type Crowd, type LearningExample } from '../../../contract/plugin.ts'
import { easeWeights } from './ease.ts'

/** What was done: an event (`event invited`), or content that was completed or whose outcome was reached (`completed set-up`). */
export type Deed = string
export const deedOf = ({ kind, name }: Pick<LearningExample, 'kind' | 'name'>): Deed => `${kind} ${name}`

/** People who did what is before it, and of them those who did each deed next. */
export interface Situation {
  readonly crowd: Crowd
  readonly next: Readonly<Record<Deed, Crowd>>
}

/** Counts of people alone: nobody can be found in it. Bounded: of each, what most people did is kept. */
export interface PeerModel {
  /** By the one or two events before, once for everybody and once for each role: see `situationKey`. */
  readonly situations: Readonly<Record<string, Situation>>
  /** By deed: who has done it at all. */
  readonly items: Readonly<Record<Deed, Crowd>>
  /** By two deeds: who has done both. */
  readonly pairs: Readonly<Record<string, Crowd>>
  /** From deed to deed: how much having done the one speaks for the other. Follows from items and pairs, after each batch. */
  readonly related: Readonly<Record<Deed, Readonly<Record<Deed, number>>>>
}
export const emptyPeers: PeerModel = { situations: {}, items: {}, pairs: {}, related: {} }

const most = { situations: 200, next: 8, items: 60, related: 12 } as const
/** λ of EASE: how much evidence it takes, in people. */
const regularisation = 10
const weakRelation = 0.01

export const situationKey = (role: string | null, before: readonly string[]): string =>
  JSON.stringify([role, ...before])
export const pairKey = (one: Deed, other: Deed): string => JSON.stringify(one < other ? [one, other] : [other, one])

/** Comparable between times: the logarithm of what a weight would be worth at one common moment. */
const strength = ({ weight, at }: Crowd): number => Math.log2(Math.max(weight, 0.001)) + at / (28 * 86_400_000)

const weakestOf = <V>(map: Readonly<Record<string, V>>, crowdOf: (value: V) => Crowd): string | undefined => {
  let weakest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const [name, value] of Object.entries(map)) {
    const weight = strength(crowdOf(value))
    if (weight < least) {
      least = weight
      weakest = name
    }
  }
  return weakest
}

const without = <V>(map: Readonly<Record<string, V>>, leave: (name: string) => boolean): Record<string, V> =>
  Object.fromEntries(Object.entries(map).filter(([name]) => !leave(name)))

/** Puts a value under a name; one name too many pushes out what the fewest people did. */
const put = <V>(
  map: Readonly<Record<string, V>>,
  name: string,
  value: V,
  limit: number,
  crowdOf: (value: V) => Crowd,
): Readonly<Record<string, V>> => {
  if (Object.hasOwn(map, name) || Object.keys(map).length < limit) return { ...map, [name]: value }
  const weakest = weakestOf(map, crowdOf)
  return { ...without(map, (one) => one === weakest), [name]: value }
}

const own = <V>(map: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined

const same = (crowd: Crowd): Crowd => crowd

const learnNext = (model: PeerModel, example: LearningExample): PeerModel => {
  const { previous, role } = example
  const deed = deedOf(example)
  const befores =
    previous.length === 0 ? [] : [previous.slice(-1), ...(previous.length > 1 ? [previous.slice(-2)] : [])]
  const keys = befores.flatMap((before) => [
    situationKey(null, before),
    ...(role === null ? [] : [situationKey(role, before)]),
  ])
  const situations = keys.reduce((all, key) => {
    const known = own(all, key)
    const crowd = addVoice(known?.crowd, example)
    const next = put(known?.next ?? {}, deed, addVoice(own(known?.next ?? {}, deed), example), most.next, same)
    return put(all, key, { crowd, next }, most.situations, (situation) => situation.crowd)
  }, model.situations)
  return { ...model, situations }
}

/** First times tell who has done what at all, and what together. */
const learnItems = (model: PeerModel, example: LearningExample): PeerModel => {
  if (!example.first) return model
  const deed = deedOf(example)
  const items = put(model.items, deed, addVoice(own(model.items, deed), example), most.items, same)
  const gone = Object.keys(model.items).find((one) => !Object.hasOwn(items, one))
  const kept =
    gone === undefined
      ? model.pairs
      : without(model.pairs, (key) => (JSON.parse(key) as readonly string[]).includes(gone))
  const pairs = example.before
    .map((name) => deedOf({ kind: 'event', name }))
    .filter((other) => other !== deed && Object.hasOwn(items, other))
    .reduce<Record<string, Crowd>>(
      (all, other) => {
        const key = pairKey(deed, other)
        all[key] = addVoice(own(all, key), example)
        return all
      },
      { ...kept },
    )
  return { ...model, items, pairs }
}

export const learnFromPeer = (model: PeerModel, example: LearningExample): PeerModel =>
  learnItems(learnNext(model, example), example)

/** Every weight as of the same moment, so that the model is a function of what was learnt and of no clock. */
const weightAt = (crowd: Crowd | undefined, at: number): number =>
  crowd === undefined ? 0 : crowd.weight * 0.5 ** ((at - crowd.at) / (28 * 86_400_000))

/** What goes with what, anew: EASE over the counts. */
export const relate = (model: PeerModel): PeerModel => {
  const items = Object.keys(model.items).sort()
  const at = Math.max(0, ...Object.values(model.items).map((crowd) => crowd.at))
  const users = items.map((item) => weightAt(own(model.items, item), at))
  const together = (row: number, column: number): number =>
    row === column
      ? (users[row] as number)
      : Math.min(
          weightAt(own(model.pairs, pairKey(items[row] as string, items[column] as string)), at),
          users[row] as number,
          users[column] as number,
        )
  // Decayed counts are nearly, not exactly, those of histories: where that is too little, more evidence is asked for.
  for (const lambda of [regularisation, 10 * regularisation, 100 * regularisation]) {
    try {
      const { weights } = easeWeights(items, together, lambda)
      const related = Object.fromEntries(
        items.map((item, row) => [
          item,
          Object.fromEntries(
            items
              .map((other, column) => [other, weights[row * items.length + column] as number] as const)
              .filter(([, weight]) => weight > weakRelation)
              .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
              .slice(0, most.related)
              .map(([other, weight]) => [other, Math.round(weight * 10_000) / 10_000]),
          ),
        ]),
      )
      return { ...model, related }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return { ...model, related: {} }
}
