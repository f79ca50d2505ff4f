import { canonicalJson } from './canonical-json.ts'
import type { Filter } from './filter.ts'

/** Every field that a filter asks for, at whatever depth. */
export const fieldPaths = (filter: Filter): string[] =>
  Object.entries(filter).flatMap(([key, part]) =>
    key.startsWith('$') ? (Array.isArray(part) ? part.flatMap((inner) => fieldPaths(inner)) : []) : [key],
  )

/** What a user is, against what they did, where they are and how long ago: the second changes with every event. */
const isOfThePerson = (path: string): boolean =>
  /^(?:traits|verified|account)\./.test(path) || path === 'user.kind' || path === 'user.verified'

/** The fields of an audience that say who somebody is, in order. */
export const personPaths = (audience: Filter | undefined): readonly string[] =>
  audience === undefined ? [] : [...new Set(fieldPaths(audience).filter(isOfThePerson))].sort()

const valueAt = (view: object, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, segment) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, segment)
          ? (value as Record<string, unknown>)[segment]
          : undefined,
      view,
    )

/** FNV-1a, 32 bits (Fowler, Noll, Vo; RFC 9923), over UTF-16 code units. */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/**
 * Who the user is, as far as an audience asks: equal for equal answers to equal questions, 32 bits. A fingerprint and not the values, since
 * traits are long and personal. Two that differ look alike once in four thousand million times, and then a correction only lasts longer.
 * @param view the session view
 */
export const personFingerprint = (paths: readonly string[], view: object): number =>
  fnv1a(canonicalJson(paths.map((path) => [path, valueAt(view, path) ?? null])))
