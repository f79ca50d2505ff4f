import { z } from 'zod'
import { limits } from './limits.ts'

/** A path with `*` for one segment and a closing `**` for any rest: `/projects/*`, `/settings/**`. */
export const routePattern = z
  .string()
  .max(limits.pathLength)
  .regex(
    /^\/(?:(?:[^?#\s*/]+|\*)\/)*(?:[^?#\s*/]+|\*|\*\*)?$/,
    'a route pattern is a path in which * stands for one segment and a closing ** for the rest',
  )

/** Compares segment by segment, in linear time. A closing slash does not matter. */
export const matchesRoute = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/').filter(Boolean)
  const given = path.split('/').filter(Boolean)
  const openEnd = wanted.at(-1) === '**'
  if (openEnd) wanted.pop()
  if (openEnd ? given.length < wanted.length : given.length !== wanted.length) return false
  return wanted.every((segment, index) => segment === '*' || segment === given[index])
}
