import { prototypeNames } from '../../contract/names.ts'

type NamedMap<V> = Readonly<Record<string, V>>

/** The value under an outside name; never what a prototype has under it. */
export const own = <V>(map: NamedMap<V>, name: string): V | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined

/** Error texts are free: one that names a prototype is kept in brackets. */
const harmless = (name: string): string => (prototypeNames.has(name) ? `(${name})` : name)

/**
 * The map with a value put under an outside name. One name too many pushes out the weakest of the others: the one with the least
 * `strength`, the oldest among equals.
 */
export const put = <V>(
  map: NamedMap<V>,
  name: string,
  value: V,
  most: number,
  strength: (value: V) => number,
): NamedMap<V> => {
  const key = harmless(name)
  if (Object.hasOwn(map, key)) return { ...map, [key]: value }
  const names = Object.keys(map)
  const weakest = names.length < most ? undefined : weakestOf(map, names, strength)
  // Key by key: V8 spreads a map that keeps losing and gaining names five times slower.
  const next: Record<string, V> = {}
  for (const other of names) if (other !== weakest) next[other] = map[other] as V
  next[key] = value
  return next
}

const weakestOf = <V>(
  map: NamedMap<V>,
  names: readonly string[],
  strength: (value: V) => number,
): string | undefined => {
  let weakest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const name of names) {
    const weight = strength(map[name] as V)
    if (weight < least) {
      least = weight
      weakest = name
    }
  }
  return weakest
}
