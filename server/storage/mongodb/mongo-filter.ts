import type { Document } from '../collection-shape.ts'
import { prefixSuccessor } from '../prefix-successor.ts'

/** A filter as the server takes it. Every matching record satisfies `query`; when it is `exact`, no other does. */
export interface MongoFilter {
  readonly query: Document
  readonly exact: boolean
}

/** Where a field stands in the stored document. Only names that passed the collection's whitelist get here. */
export const pathOf = (field: string): string => (field === 'id' ? '_id' : `f.${field}`)

const exactly = (query: Document): MongoFilter => ({ query, exact: true })
const coarsely = (query: Document): MongoFilter => ({ query, exact: false })
const everything = coarsely({})

const joined = (operator: '$and' | '$or', parts: readonly MongoFilter[]): MongoFilter => ({
  query: parts.length === 1 && parts[0] ? parts[0].query : { [operator]: parts.map(({ query }) => query) },
  exact: parts.every(({ exact }) => exact),
})

/** A range, since `$regex` is not for texts of others; in a list two elements could satisfy the two ends. */
const beginsWith = (path: string, prefix: string): MongoFilter => {
  const end = prefixSuccessor(prefix)
  return coarsely(end === undefined ? { [path]: { $type: 'string' } } : { [path]: { $gte: prefix, $lt: end } })
}

/** In a list it is equality. No operator but `$regex` looks into a text, so texts are fetched and looked into here. */
const contains = (path: string, operand: unknown): MongoFilter => {
  const element = { [path]: { $eq: operand } }
  return coarsely(typeof operand === 'string' ? { $or: [element, { [path]: { $type: 'string' } }] } : element)
}

const compares = (path: string, operator: string, operand: unknown): MongoFilter => {
  if (operator === '$startsWith') return beginsWith(path, operand as string)
  if (operator === '$contains') return contains(path, operand)
  if (operator !== '$not') return exactly({ [path]: { [operator]: operand } })
  const inner = ofField(path, operand)
  // The opposite of too much would be too little.
  return inner.exact ? exactly({ $nor: [inner.query] }) : everything
}

const ofField = (path: string, part: unknown): MongoFilter =>
  typeof part !== 'object' || part === null
    ? exactly({ [path]: { $eq: part } })
    : joined(
        '$and',
        Object.entries(part).map(([operator, operand]) => compares(path, operator, operand)),
      )

export const toMongoFilter = (filter: Document): MongoFilter => {
  const parts = Object.entries(filter).map(([key, part]) =>
    key === '$and' || key === '$or' ? joined(key, (part as Document[]).map(toMongoFilter)) : ofField(pathOf(key), part),
  )
  return parts.length === 0 ? exactly({}) : joined('$and', parts)
}
