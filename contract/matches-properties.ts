import type { Comparison, Filter, Scalar } from './filter.ts'
import type { Properties, PropertyValue } from './names.ts'

type Held = PropertyValue | undefined

/** As everywhere in filters: what is not there equals null. */
const equals = (held: Held, wanted: Scalar): boolean => (wanted === null ? held == null : held === wanted)

const compares = (held: Held, bound: string | number, holds: (order: number) => boolean): boolean => {
  if (typeof held === 'number' && typeof bound === 'number') return holds(held - bound)
  if (typeof held === 'string' && typeof bound === 'string') return holds(held < bound ? -1 : held > bound ? 1 : 0)
  return false
}

const holdsFor = (held: Held, wanted: Comparison): boolean =>
  (wanted.$eq === undefined || equals(held, wanted.$eq)) &&
  (wanted.$ne === undefined || !equals(held, wanted.$ne)) &&
  (wanted.$gt === undefined || compares(held, wanted.$gt, (order) => order > 0)) &&
  (wanted.$gte === undefined || compares(held, wanted.$gte, (order) => order >= 0)) &&
  (wanted.$lt === undefined || compares(held, wanted.$lt, (order) => order < 0)) &&
  (wanted.$lte === undefined || compares(held, wanted.$lte, (order) => order <= 0)) &&
  (wanted.$in === undefined || wanted.$in.some((one) => equals(held, one))) &&
  (wanted.$nin === undefined || !wanted.$nin.some((one) => equals(held, one))) &&
  (wanted.$exists === undefined || (held !== undefined) === wanted.$exists) &&
  (wanted.$startsWith === undefined || (typeof held === 'string' && held.startsWith(wanted.$startsWith))) &&
  (wanted.$contains === undefined ||
    (typeof held === 'string' && typeof wanted.$contains === 'string' && held.includes(wanted.$contains))) &&
  (wanted.$not === undefined || !holdsFor(held, wanted.$not))

const isComparison = (wanted: Scalar | Comparison): wanted is Comparison =>
  typeof wanted === 'object' && wanted !== null

/**
 * The one filter language over an event's properties, which are flat: small enough for the fold, which knows no evaluator and has no catalogue
 * to find one in. Answers as the compiled filters do.
 */
export const matchesProperties = (filter: Filter, properties: Properties): boolean =>
  Object.entries(filter).every(([field, wanted]) => {
    if (wanted === undefined) return true
    if (Array.isArray(wanted)) {
      const holds = (inner: Filter): boolean => matchesProperties(inner, properties)
      if (field === '$and') return wanted.every(holds)
      return field === '$or' ? wanted.some(holds) : !wanted.some(holds)
    }
    const held = Object.hasOwn(properties, field) ? properties[field] : undefined
    return isComparison(wanted) ? holdsFor(held, wanted) : equals(held, wanted)
  })
