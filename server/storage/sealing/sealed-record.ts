import { canonicalJson } from '../../../contract/canonical-json.ts'
import { assertId, type CollectionShape, type Document } from '../collection-shape.ts'
import type { Scope } from '../scope.ts'
import { blindHash, openText, type SealingKeys, sealText } from './sealer.ts'

/** A record taken apart by its collection's definition; everything in it is JSON data. */
export interface SplitRecord {
  readonly id: string
  readonly plain: Document
  readonly blind: Readonly<Record<string, string>>
  /** JSON of every field that is not plain; a blind field's value is among them. */
  readonly sealed: string
}

/** As it stands at rest: `fields` holds the plain values and the blind fields' hashes. */
export interface StoredRecord {
  readonly id: string
  readonly fields: Document
  readonly body: Uint8Array
}

/** @throws {TypeError} for a record without an id or with a plain field that could pass for an operator or a path. */
export const splitRecord = (collection: CollectionShape, record: { readonly id: string }): SplitRecord => {
  assertId(record.id)
  const plain: Record<string, unknown> = {}
  const blind: Record<string, string> = {}
  const sealed: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(record)) {
    if (field === 'id' || value === undefined) continue
    if (collection.plain.includes(field)) plain[field] = plainValue(collection, field, value)
    else {
      if (typeof value === 'string' && collection.blind.includes(field)) blind[field] = value
      Object.defineProperty(sealed, field, { value, enumerable: true })
    }
  }
  return { id: record.id, plain, blind, sealed: JSON.stringify(sealed) }
}

const plainValue = (collection: CollectionShape, field: string, value: unknown): unknown => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${collection.name}.${field} is not a finite number`)
    return value === 0 ? 0 : value
  }
  const data: unknown = JSON.parse(JSON.stringify(value) ?? 'null')
  assertPlainKeys(`${collection.name}.${field}`, data)
  return data
}

const assertPlainKeys = (path: string, value: unknown): void => {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key.startsWith('$') || key.includes('.') || key.includes('\0') || key === '__proto__')
      throw new TypeError(`${path} has a key with "$", "." or a prototype's name`)
    if (Array.isArray(value) && Array.isArray(inner)) throw new TypeError(`${path} nests a list in a list`)
    assertPlainKeys(path, inner)
  }
}

/** The plain fields are part of the place, so that changing one at rest is noticed as well. */
const placeOf = (scope: Scope, collection: string, id: string, fields: Document) =>
  JSON.stringify([scope, collection, id, 'record', canonicalJson(fields)])

export const hashBlindField = (keys: SealingKeys, collection: string, field: string, value: string): string =>
  blindHash(keys, JSON.stringify([collection, field]), value)

export const sealRecord = (keys: SealingKeys, scope: Scope, collection: string, split: SplitRecord): StoredRecord => {
  const fields: Record<string, unknown> = { ...split.plain }
  for (const [field, value] of Object.entries(split.blind))
    fields[field] = hashBlindField(keys, collection, field, value)
  return {
    id: split.id,
    fields,
    body: sealText(keys, placeOf(scope, collection, split.id, fields), split.sealed),
  }
}

/** @throws {SealBrokenError} */
export const openRecord = (keys: SealingKeys, scope: Scope, collection: string, stored: StoredRecord): Document => ({
  id: stored.id,
  ...stored.fields,
  ...(JSON.parse(openText(keys, placeOf(scope, collection, stored.id, stored.fields), stored.body)) as Document),
})

/** Puts hashes where a filter names blind fields; everything else stays as it is. */
export const blindFilter = (keys: SealingKeys, collection: CollectionShape, filter: Document): Document =>
  Object.fromEntries(
    Object.entries(filter).map(([key, part]) => {
      if (key === '$and' || key === '$or')
        return [key, (part as Document[]).map((inner) => blindFilter(keys, collection, inner))]
      return [key, collection.blind.includes(key) ? hashBlindField(keys, collection.name, key, part as string) : part]
    }),
  )
