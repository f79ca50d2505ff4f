import { addVoice, type Crowd, crowdSize, type LearningExample, leastPeople } from '../../../contract/plugin.ts'

/** Who did which event at all, and who was heard of: everybody, and by role. Counts of people alone. */
export interface Adopters {
  /** By role and event, `null` for everybody: see `keyOf`. */
  readonly did: Readonly<Record<string, Crowd>>
  /** By role. */
  readonly heard: Readonly<Record<string, Crowd>>
}
export const noAdopters: Adopters = { did: {}, heard: {} }

const most = { did: 400, heard: 40 } as const
const keyOf = (role: string | null, event?: string): string =>
  JSON.stringify(event === undefined ? [role] : [role, event])

const own = (map: Readonly<Record<string, Crowd>>, key: string): Crowd | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined

/** One key too many pushes out what the fewest people were heard of lately. */
const put = (map: Readonly<Record<string, Crowd>>, key: string, crowd: Crowd, limit: number) => {
  const next = { ...map, [key]: crowd }
  const keys = Object.keys(next)
  if (keys.length <= limit) return next
  const strength = (one: string): number => {
    const { weight = 0, at = 0 } = own(next, one) ?? {}
    return Math.log2(Math.max(weight, 0.001)) + at / (28 * 86_400_000)
  }
  const weakest = keys
    .filter((one) => one !== key)
    .reduce((least, one) => (strength(one) < strength(least) ? one : least))
  const { [weakest]: _, ...left } = next
  return left
}

/** First times alone: to adopt is to begin. */
export const learnAdoption = (model: Adopters, example: LearningExample): Adopters => {
  if (example.kind !== 'event' || !example.first) return model
  const roles = example.role === null ? [null] : [null, example.role]
  return roles.reduce<Adopters>(
    ({ did, heard }, role) => ({
      did: put(did, keyOf(role, example.name), addVoice(own(did, keyOf(role, example.name)), example), most.did),
      heard: put(heard, keyOf(role), addVoice(own(heard, keyOf(role)), example), most.heard),
    }),
    model,
  )
}

/** People like the user who have begun to use something, as it may be told. */
export interface AdoptedBy {
  readonly people: number
  readonly role: string | null
  /** Of those who were heard of lately, 0 to 1. */
  readonly share: number
}

/** Those of the user's role where enough of them did, else everybody; undefined where that would be too few to tell. */
export const adoptedBy = (
  { did, heard }: Adopters,
  event: string,
  role: string | null,
  now: number,
  minimum: number,
): AdoptedBy | undefined => {
  for (const of of role === null ? [null] : [role, null]) {
    const crowd = own(did, keyOf(of, event))
    const people = leastPeople(crowd, now)
    if (people < minimum) continue
    return {
      people,
      role: of,
      share: Math.min(1, crowdSize(crowd, now) / Math.max(1, crowdSize(own(heard, keyOf(of)), now))),
    }
  }
  return undefined
}
