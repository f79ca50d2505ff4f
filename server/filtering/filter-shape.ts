import { type comparisonOperators, type Filter, isFieldPath } from '../../contract/filter.ts'

/** Deep enough for any filter the server builds itself; keeps a hostile one from exhausting the stack. */
const maxDepth = 12

const isScalar = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)

const isBound = (value: unknown): boolean => typeof value === 'string' || Number.isFinite(value)

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const refuse = (what: string): never => {
  throw new TypeError(`not a filter: ${what}`)
}

const fitting: Record<(typeof comparisonOperators)[number], (operand: unknown) => boolean> = {
  $eq: isScalar,
  $ne: isScalar,
  $gt: isBound,
  $gte: isBound,
  $lt: isBound,
  $lte: isBound,
  $in: (operand) => Array.isArray(operand) && operand.every(isScalar),
  $nin: (operand) => Array.isArray(operand) && operand.every(isScalar),
  $exists: (operand) => typeof operand === 'boolean',
  $startsWith: (operand) => typeof operand === 'string',
  $contains: isScalar,
}
const operandFits: ReadonlyMap<string, (operand: unknown) => boolean> = new Map(Object.entries(fitting))

const assertComparison = (field: string, part: unknown, depth: number): void => {
  if (isScalar(part)) return
  if (depth > maxDepth) refuse(`nested deeper than ${maxDepth} levels`)
  if (!isPlainObject(part)) return refuse(`${field} compares with neither a scalar nor operators`)
  const operators = Object.keys(part)
  if (operators.length === 0) refuse(`${field} has an empty comparison`)
  for (const operator of operators) {
    if (operator === '$not') {
      if (!isPlainObject(part[operator])) refuse(`${field}.$not takes a comparison`)
      assertComparison(field, part[operator], depth + 1)
    } else {
      const fits = operandFits.get(operator)
      if (fits === undefined || !fits(part[operator])) refuse(`${field}.${operator}`)
    }
  }
}

/**
 * Refuses everything that is not made of the allowed operators, safe paths and scalars. The author's limits on length and width are the
 * schema's business; this holds for filters the server builds as well.
 * @throws {TypeError}
 */
export function assertFilterShape(filter: unknown, depth = 1): asserts filter is Filter {
  if (depth > maxDepth) refuse(`nested deeper than ${maxDepth} levels`)
  if (!isPlainObject(filter)) return refuse('neither fields nor operators')
  for (const key of Object.keys(filter)) {
    const part = filter[key]
    if (key === '$and' || key === '$or' || key === '$nor') {
      if (!Array.isArray(part) || part.length === 0) return refuse(`${key} takes a list of filters`)
      for (const inner of part) assertFilterShape(inner, depth + 1)
    } else if (isFieldPath(key)) assertComparison(key, part, depth)
    else refuse(JSON.stringify(key.slice(0, 80)))
  }
}
