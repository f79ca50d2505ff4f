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
  const grown = { ...map, [key]: value }
  const names = Object.keys(grown)
  if (names.length <= most) return grown
  let weakest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const other of names) {
    const weight = other === key ? Number.POSITIVE_INFINITY : strength(grown[other] as V)
    if (weight < least) {
      least = weight
      weakest = other
    }
  }
  return weakest === undefined ? grown : without(grown, weakest)
}

export const without = <V>(map: NamedMap<V>, name: string): NamedMap<V> => {
  const { [name]: _, ...rest } = map
  return rest
}
