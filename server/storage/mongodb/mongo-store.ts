import { LRUCache } from 'lru-cache'
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
import { type Databases, durable } from './databases.ts'
import { createEntryCollection, type EntryCollection } from './entry-collection.ts'
import type { KeyRing } from './key-collection.ts'
import { createRecordCollections, type RecordCollections } from './record-collections.ts'

/** Scopes whose indexes and heads are remembered. */
const scopesRemembered = 1_000

interface Place {
  readonly scope: Scope
  readonly entries: EntryCollection
  readonly records: RecordCollections
}

/** The store port over one MongoDB database per scope. A scope without a data key was never written to, and reads as empty. */
export const createMongoStore = <Context>(
  databases: Databases,
  keyRing: KeyRing,
  scopeOf: (context: Context) => Scope,
): Store<Context> => {
  const places = new LRUCache<Scope, Place>({ max: scopesRemembered })

  const placeOf = (context: Context): Place => {
    const scope = scopeOf(context)
    const known = places.get(scope)
    if (known !== undefined) return known
    const database = databases.of(scope)
    const place = {
      scope,
      entries: createEntryCollection(database, scope),
      records: createRecordCollections(database, scope),
    }
    places.set(scope, place)
    return place
  }

  const checked = (collection: CollectionShape): CollectionShape => {
    assertCollection(collection)
    return collection
  }

  return {
    async append(context, stream, expectedHead, newEntries) {
      const texts = entryTexts(stream, expectedHead, newEntries)
      const { scope, entries } = placeOf(context)
      return entries.append(await keyRing.findOrMint(scope), stream, expectedHead, texts)
    },
    async read(context, stream, { after = 0, limit } = {}) {
      assertId(stream)
      const { scope, entries } = placeOf(context)
      const most = readLimit(limit)
      const keys = await keyRing.find(scope)
      return keys === undefined ? [] : entries.read(keys, stream, after, most)
    },
    async head(context, stream) {
      assertId(stream)
      return placeOf(context).entries.head(stream)
    },
    async eraseStream(context, stream) {
      assertId(stream)
      await placeOf(context).entries.erase(stream)
    },
    async put(context, collection, record) {
      const split = splitRecord(checked(collection), record)
      const { scope, records } = placeOf(context)
      await records.put(await keyRing.findOrMint(scope), collection, split)
    },
    async insert(context, collection, record) {
      const split = splitRecord(checked(collection), record)
      const { scope, records } = placeOf(context)
      return records.insert(await keyRing.findOrMint(scope), collection, split)
    },
    async insertAll(context, collection, given) {
      assertBatch(given)
      const shape = checked(collection)
      const split = given.map((record) => splitRecord(shape, record))
      const { scope, records } = placeOf(context)
      if (split.length > 0) await records.insertAll(await keyRing.findOrMint(scope), shape, split)
    },
    async get(context, collection, id) {
      assertId(id)
      const { scope, records } = placeOf(context)
      const keys = await keyRing.find(scope)
      return (keys === undefined ? undefined : await records.get(keys, checked(collection), id)) as never
    },
    async find(context, collection, filter, { sort = [], limit } = {}) {
      const shape = checked(collection)
      assertCollectionFilter(shape, filter)
      assertSort(shape, sort)
      const most = findLimit(limit)
      const { scope, records } = placeOf(context)
      const keys = await keyRing.find(scope)
      return (keys === undefined ? [] : await records.find(keys, shape, filter, sort, most)) as never
    },
    async delete(context, collection, id) {
      assertId(id)
      await placeOf(context).records.delete(checked(collection), id)
    },
    async drop(context) {
      const { scope } = placeOf(context)
      await keyRing.destroy(scope)
      places.delete(scope)
      await databases.of(scope).dropDatabase({ writeConcern: durable.writeConcern })
    },
  }
}
