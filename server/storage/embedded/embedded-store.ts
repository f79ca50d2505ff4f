import {
  assertCollection,
  assertCollectionFilter,
  assertId,
  assertSort,
  type CollectionShape,
} from '../collection-shape.ts'
import { assertBatch, findLimit, readLimit } from '../limits.ts'
import { entryTexts } from '../new-entries.ts'
import type { Scope } from '../scope.ts'
import { splitRecord } from '../sealing/sealed-record.ts'
import type { Store } from '../store.ts'
import type { StorageThread } from './storage-thread.ts'

/** The store port over the storage thread. Whatever is wrong with a call is said here, before it crosses. */
export const createEmbeddedStore = <Context>(
  thread: StorageThread,
  scopeOf: (context: Context) => Scope,
): Store<Context> => ({
  async append(context, stream, expectedHead, entries) {
    const texts = entryTexts(stream, expectedHead, entries)
    return thread.ask(scopeOf(context), { kind: 'append', stream, expectedHead, entries: texts })
  },
  async read(context, stream, options = {}) {
    assertId(stream)
    const { after = 0 } = options
    const rows = await thread.ask(scopeOf(context), { kind: 'read', stream, after, limit: readLimit(options.limit) })
    return rows.map((entry) => ({ ...entry, body: JSON.parse(entry.body) as unknown }))
  },
  async head(context, stream) {
    assertId(stream)
    return thread.ask(scopeOf(context), { kind: 'head', stream })
  },
  async eraseStream(context, stream) {
    assertId(stream)
    await thread.ask(scopeOf(context), { kind: 'erase', stream })
  },
  async put(context, collection, record) {
    const shape = shapeOf(collection)
    await thread.ask(scopeOf(context), { kind: 'put', collection: shape, record: splitRecord(shape, record) })
  },
  async insert(context, collection, record) {
    const shape = shapeOf(collection)
    return thread.ask(scopeOf(context), { kind: 'insert', collection: shape, record: splitRecord(shape, record) })
  },
  async insertAll(context, collection, records) {
    const shape = shapeOf(collection)
    assertBatch(records)
    const split = records.map((record) => splitRecord(shape, record))
    if (split.length > 0) await thread.ask(scopeOf(context), { kind: 'insert-all', collection: shape, records: split })
  },
  async get(context, collection, id) {
    assertId(id)
    const found = await thread.ask(scopeOf(context), { kind: 'get', collection: shapeOf(collection), id })
    return found as never
  },
  async find(context, collection, filter, options = {}) {
    const shape = shapeOf(collection)
    const { sort = [] } = options
    assertCollectionFilter(shape, filter)
    assertSort(shape, sort)
    const limit = findLimit(options.limit)
    const found = await thread.ask(scopeOf(context), { kind: 'find', collection: shape, filter, sort, limit })
    return found as never
  },
  async delete(context, collection, id) {
    assertId(id)
    await thread.ask(scopeOf(context), { kind: 'delete', collection: shapeOf(collection), id })
  },
  async drop(context) {
    await thread.ask(scopeOf(context), { kind: 'drop' })
  },
})

const shapes = new WeakMap<CollectionShape, CollectionShape>()

/** The definition as plain data: only that crosses threads. */
const shapeOf = (collection: CollectionShape): CollectionShape => {
  const known = shapes.get(collection)
  if (known !== undefined) return known
  assertCollection(collection)
  const { name, plain, blind, indexes } = collection
  const shape = { name, plain, blind, indexes }
  shapes.set(collection, shape)
  return shape
}
