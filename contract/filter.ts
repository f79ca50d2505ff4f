import { z } from 'zod'
import { limits } from './limits.ts'

/**
 * The one filter language: MongoDB query syntax over plain data, restricted to operators that every store and evaluator supports and
 * that cannot run code or backtrack. `$where`, `$regex`, `$function`, `$expr` and everything unknown are refused when a filter is saved.
 */
export const comparisonOperators = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$exists',
  '$startsWith',
  '$contains',
] as const
export const logicalOperators = ['$and', '$or', '$nor'] as const

export type Scalar = string | number | boolean | null
export type Comparison = {
  $eq?: Scalar
  $ne?: Scalar
  /** Ranges compare values of one type only: a number never stands before or after a text. */
  $gt?: string | number
  $gte?: string | number
  $lt?: string | number
  $lte?: string | number
  $in?: Scalar[]
  $nin?: Scalar[]
  $exists?: boolean
  /** A string that begins with this one, case-sensitive. */
  $startsWith?: string
  /** A string that holds this one, or an array that holds this value. */
  $contains?: Scalar
  $not?: Comparison
}
/** `{}` matches everything. Field names are dotted paths; a path never starts with `$` nor names a prototype. */
export type Filter = {
  [field: string]: Scalar | Comparison | Filter[] | undefined
  $and?: Filter[]
  $or?: Filter[]
  $nor?: Filter[]
}

const scalar = z.union([z.string().max(limits.filterTextLength), z.number(), z.boolean(), z.null()])
const bound = z.union([z.string().max(limits.filterTextLength), z.number()])
const text = z.string().min(1).max(limits.filterTextLength)
const list = z.array(scalar).min(1).max(limits.filterListLength)

const comparison: z.ZodType<Comparison> = z.strictObject({
  $eq: scalar.optional(),
  $ne: scalar.optional(),
  $gt: bound.optional(),
  $gte: bound.optional(),
  $lt: bound.optional(),
  $lte: bound.optional(),
  $in: list.optional(),
  $nin: list.optional(),
  $exists: z.boolean().optional(),
  $startsWith: text.optional(),
  $contains: scalar.optional(),
  get $not() {
    return comparison.optional()
  },
}) as z.ZodType<Comparison>

const fieldPath = /^[A-Za-z][\w-]*(\.[\w][\w :/-]*)*$/
const forbiddenSegments = new Set(['__proto__', 'constructor', 'prototype'])

/** Whether a name may stand in a filter: letters first, segments apart by dots, none of them a prototype's. */
export const isFieldPath = (path: string): boolean =>
  path.length <= limits.filterPathLength &&
  fieldPath.test(path) &&
  path.split('.').every((segment) => !forbiddenSegments.has(segment))

/** Counted before the schema recurses into it, so that a hostile filter cannot exhaust the stack. */
const nestsTooDeep = (part: unknown, levels: number): boolean =>
  typeof part === 'object' &&
  part !== null &&
  Object.hasOwn(part, '$not') &&
  (levels === 0 || nestsTooDeep((part as Comparison).$not, levels - 1))

const isLogical = (key: string): key is (typeof logicalOperators)[number] =>
  (logicalOperators as readonly string[]).includes(key)

const checkLevel = (value: unknown, depth: number, report: (message: string) => void): void => {
  if (depth > limits.filterDepth) return report(`a filter nests at most ${limits.filterDepth} levels deep`)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return report('a filter is an object')
  const entries = Object.entries(value)
  if (entries.length > limits.filterFields) return report(`a filter level holds at most ${limits.filterFields} fields`)
  for (const [key, part] of entries) {
    if (isLogical(key)) {
      if (!Array.isArray(part) || part.length === 0 || part.length > limits.filterListLength)
        report(`${key} takes a list of 1 to ${limits.filterListLength} filters`)
      else for (const inner of part) checkLevel(inner, depth + 1, report)
    } else if (key.startsWith('$')) report(`${key} is not an operator that filters support; see docs/filters.md`)
    else if (!isFieldPath(key)) report(`${JSON.stringify(key.slice(0, 80))} is not a field path`)
    else if (nestsTooDeep(part, limits.filterDepth - depth))
      report(`${key}: a filter nests at most ${limits.filterDepth} levels deep`)
    else if (!scalar.safeParse(part).success) {
      const parsed = comparison.safeParse(part)
      if (!parsed.success) report(`${key}: ${parsed.error.issues[0]?.message ?? 'not a comparison'}`)
      else if (Object.keys(part as object).length === 0)
        report(`${key}: an empty comparison matches nothing; leave the field out or use $exists`)
    }
  }
}

/** A filter as authors write it; saving one that holds anything else fails with the reason in words. */
export const filter: z.ZodType<Filter> = z.custom<Filter>().superRefine((value, context) => {
  checkLevel(value, 1, (message) => context.addIssue({ code: 'custom', message }))
})
