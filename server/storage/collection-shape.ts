import { assertFilterShape } from '../filtering/filter-shape.ts'

/** What the forms need of a collection's definition, without its record's type. */
export interface CollectionShape {
  readonly name: string
  readonly plain: readonly string[]
  readonly blind: readonly string[]
  readonly indexes: readonly (readonly string[])[]
}

export type Document = Readonly<Record<string, unknown>>

// These two are the whole whitelist of names that reach SQL text and database paths.
const collectionName = /^[a-z][a-z0-9-]{0,39}$/
const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,39}$/
const forbidden = new Set(['id', 'constructor', 'prototype', '__proto__'])

const checked = new WeakSet<CollectionShape>()

/** @throws {TypeError} a definition is code, so a wrong one is a mistake of ours and stops the call. */
export const assertCollection = (collection: CollectionShape): void => {
  if (checked.has(collection)) return
  const { name, plain, blind, indexes } = collection
  if (!collectionName.test(name)) throw new TypeError(`not a collection's name: ${JSON.stringify(name)}`)
  const fields = [...plain, ...blind]
  for (const field of fields)
    if (!fieldName.test(field) || forbidden.has(field)) throw new TypeError(`${name}: not a field's name: ${field}`)
  if (new Set(fields).size !== fields.length) throw new TypeError(`${name}: a field is declared twice`)
  for (const field of indexes.flat())
    if (!fields.includes(field)) throw new TypeError(`${name}: indexes the undeclared field ${field}`)
  checked.add(collection)
}

/** Refuses a filter on anything but declared fields, by operators that every form supports. @throws {TypeError} */
export const assertCollectionFilter = (collection: CollectionShape, filter: Document): void => {
  assertFilterShape(filter)
  assertDeclaredFields(collection, filter)
}

const assertDeclaredFields = (collection: CollectionShape, filter: Document): void => {
  for (const [key, part] of Object.entries(filter)) {
    if (key === '$and' || key === '$or') for (const inner of part as Document[]) assertDeclaredFields(collection, inner)
    else if (collection.blind.includes(key)) {
      if (typeof part !== 'string') throw new TypeError(`${collection.name}.${key} is blind: it takes one exact text`)
    } else if (key !== 'id' && !collection.plain.includes(key))
      throw new TypeError(`${collection.name}.${key} is sealed or unknown: it cannot be filtered`)
  }
}

export type Sort = readonly (readonly [string, 1 | -1])[]

/** @throws {TypeError} for a field that is not plain. */
export const assertSort = (collection: CollectionShape, sort: Sort): void => {
  for (const [field, direction] of sort)
    if ((field !== 'id' && !collection.plain.includes(field)) || (direction !== 1 && direction !== -1))
      throw new TypeError(`${collection.name} cannot be sorted by ${field}`)
}

const idBytes = 512

/** Ids and stream names: texts of 1 to 512 bytes. @throws {TypeError} */
export const assertId = (id: unknown): void => {
  if (typeof id !== 'string' || id.length === 0 || Buffer.byteLength(id) > idBytes)
    throw new TypeError('an id or stream name is a text of 1 to 512 bytes')
}
