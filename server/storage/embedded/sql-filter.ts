import type { Document } from '../collection-shape.ts'
import { prefixSuccessor } from '../prefix-successor.ts'
import type { Bound } from './connection.ts'

/** Kinds of value a field was ever given, as bits. A missing field and null are none. */
export const kindBits = { number: 1, text: 2, boolean: 4, compound: 8 } as const

export const kindOf = (value: unknown): number => {
  if (value === null || value === undefined) return 0
  if (typeof value === 'number') return kindBits.number
  if (typeof value === 'string') return kindBits.text
  return typeof value === 'boolean' ? kindBits.boolean : kindBits.compound
}

/** What SQL can say about a filter. Every matching record satisfies it, and perhaps others: the filter itself decides after it. */
export interface Coarse {
  readonly sql: string
  readonly values: readonly Bound[]
}

/** The column or expression of a field. Only names that passed the collection's whitelist get here. */
export const expressionOf = (field: string): string => (field === 'id' ? 'id' : `json_extract(fields, '$.${field}')`)

const boundOf = (value: string | number | boolean): Bound => (typeof value === 'boolean' ? Number(value) : value)

/** SQLite takes some 32,000 bound values; a longer list is left to the filter. */
const longestList = 500

const isValue = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const equals = (expression: string, value: unknown): Coarse | undefined => {
  if (value === null) return { sql: `${expression} IS NULL`, values: [] }
  return isValue(value) ? { sql: `${expression} = ?`, values: [boundOf(value)] } : undefined
}

const isOneOf = (expression: string, list: readonly unknown[]): Coarse | undefined => {
  if (list.length === 0) return { sql: 'FALSE', values: [] }
  if (list.length > longestList) return undefined
  const values = list.filter(isValue).map(boundOf)
  const some = `${expression} IN (${values.map(() => '?').join(', ')})`
  return { sql: list.includes(null) ? `(${some} OR ${expression} IS NULL)` : some, values }
}

const beginsWith = (expression: string, prefix: string): Coarse | undefined => {
  const end = prefixSuccessor(prefix)
  if (end === undefined) return undefined
  return { sql: `(${expression} >= ? AND ${expression} < ?)`, values: [prefix, end] }
}

const ranges: Readonly<Record<string, string>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' }

const compares = (expression: string, operator: string, operand: unknown): Coarse | undefined => {
  if (operator === '$eq') return equals(expression, operand)
  if (operator === '$in') return isOneOf(expression, operand as readonly unknown[])
  if (operator === '$startsWith') return beginsWith(expression, operand as string)
  const range = ranges[operator]
  return range && isValue(operand) ? { sql: `${expression} ${range} ?`, values: [boundOf(operand)] } : undefined
}

const joined = (parts: readonly Coarse[], word: ' AND ' | ' OR '): Coarse => ({
  sql: `(${parts.map(({ sql }) => sql).join(word)})`,
  values: parts.flatMap(({ values }) => values),
})

const ofField = (field: string, part: unknown): Coarse | undefined => {
  const expression = expressionOf(field)
  if (typeof part !== 'object' || part === null) return equals(expression, part)
  const parts = Object.entries(part).flatMap(([operator, operand]) => compares(expression, operator, operand) ?? [])
  return parts.length > 0 ? joined(parts, ' AND ') : undefined
}

/**
 * Says in SQL as much of a filter as is safe and simple; the rest is left out, which only widens it.
 * @param holdsLists whether a field ever held a list or an object: what such a field matches, SQL cannot say.
 */
export const coarseSql = (filter: Document, holdsLists: (field: string) => boolean): Coarse | undefined => {
  const parts = Object.entries(filter).flatMap(([key, part]): Coarse | Coarse[] => {
    if (key === '$and') return (part as Document[]).flatMap((inner) => coarseSql(inner, holdsLists) ?? [])
    if (key === '$or') {
      const branches = (part as Document[]).map((inner) => coarseSql(inner, holdsLists))
      return branches.every((branch) => branch !== undefined) ? joined(branches, ' OR ') : []
    }
    return (holdsLists(key) ? undefined : ofField(key, part)) ?? []
  })
  return parts.length > 0 ? joined(parts, ' AND ') : undefined
}
