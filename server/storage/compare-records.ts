import type { Document, Sort } from './collection-shape.ts'

/** MongoDB's order of types: nothing, numbers, texts, objects, lists, booleans. */
const rankOf = (value: unknown): number => {
  if (value === null || value === undefined) return 0
  if (typeof value === 'number') return 1
  if (typeof value === 'string') return 2
  if (typeof value === 'boolean') return 5
  return Array.isArray(value) ? 4 : 3
}

const compareValues = (a: unknown, b: unknown): number => {
  const rank = rankOf(a)
  const byRank = rank - rankOf(b)
  if (byRank !== 0 || rank === 0 || rank === 3 || rank === 4) return byRank
  if (a === b) return 0
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return (a as number) < (b as number) ? -1 : 1
}

/** The order of find where the database cannot give it: by each field in turn, ties by id. */
export const compareRecords =
  (sort: Sort) =>
  (a: Document, b: Document): number => {
    for (const [field, direction] of sort) {
      const order = compareValues(a[field], b[field]) * direction
      if (order !== 0) return order
    }
    return compareValues(a.id, b.id)
  }
