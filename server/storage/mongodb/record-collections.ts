import { Binary, type Db, type Document as MongoDocument } from 'mongodb'
import { compileFilter } from '../../filtering/compile-filter.ts'
import type { CollectionShape, Document, Sort } from '../collection-shape.ts'
import type { Scope } from '../scope.ts'
import { blindFilter, openRecord, type SplitRecord, sealRecord } from '../sealing/sealed-record.ts'
import type { SealingKeys } from '../sealing/sealer.ts'
import { durableCollection, isDuplicateKey } from './databases.ts'
import { pathOf, toMongoFilter } from './mongo-filter.ts'

/** `f` holds the plain fields and the blind ones' hashes, `body` everything else, sealed. */
interface StoredDocument extends MongoDocument {
  readonly _id: string
  readonly f: Document
  readonly body: Binary
}

export interface RecordCollections {
  put(keys: SealingKeys, collection: CollectionShape, record: SplitRecord): Promise<void>
  insert(keys: SealingKeys, collection: CollectionShape, record: SplitRecord): Promise<boolean>
  insertAll(keys: SealingKeys, collection: CollectionShape, records: readonly SplitRecord[]): Promise<void>
  get(keys: SealingKeys, collection: CollectionShape, id: string): Promise<Document | undefined>
  find(keys: SealingKeys, collection: CollectionShape, filter: Document, sort: Sort, limit: number): Promise<Document[]>
  delete(collection: CollectionShape, id: string): Promise<void>
}

export const createRecordCollections = (database: Db, scope: Scope): RecordCollections => {
  const indexed = new Map<string, Promise<void>>()
  const stored = ({ name }: CollectionShape) => durableCollection<StoredDocument>(database, `c_${name}`)

  const ensureIndexes = (collection: CollectionShape): Promise<void> => {
    const definition = JSON.stringify([collection.name, collection.indexes])
    const known = indexed.get(definition)
    if (known !== undefined) return known
    const making = (async () => {
      for (const fields of collection.indexes)
        await stored(collection).createIndex(Object.fromEntries(fields.map((field) => [pathOf(field), 1])))
    })()
    indexed.set(definition, making)
    making.catch(() => indexed.delete(definition))
    return making
  }

  const toDocument = (keys: SealingKeys, collection: CollectionShape, record: SplitRecord): StoredDocument => {
    const { id, fields, body } = sealRecord(keys, scope, collection.name, record)
    return { _id: id, f: fields, body: new Binary(body) }
  }

  const open = (keys: SealingKeys, collection: CollectionShape, { _id, f, body }: StoredDocument): Document =>
    openRecord(keys, scope, collection.name, { id: _id, fields: f, body: body.value() })

  const insert = async (collection: CollectionShape, document: StoredDocument): Promise<boolean> => {
    try {
      await stored(collection).insertOne(document)
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }

  return {
    async put(keys, collection, record) {
      await ensureIndexes(collection)
      const document = toDocument(keys, collection, record)
      const replace = () => stored(collection).replaceOne({ _id: document._id }, document, { upsert: true })
      try {
        await replace()
      } catch (error) {
        // Two upserts of a new id at once: one of them inserts, the other finds it there on its second try.
        if (!isDuplicateKey(error)) throw error
        await replace()
      }
    },
    async insert(keys, collection, record) {
      await ensureIndexes(collection)
      return insert(collection, toDocument(keys, collection, record))
    },
    async insertAll(keys, collection, records) {
      await ensureIndexes(collection)
      const documents = records.map((record) => toDocument(keys, collection, record))
      try {
        await stored(collection).insertMany(documents, { ordered: false })
      } catch (error) {
        // Which of them were written, servers tell differently; one by one it does not matter.
        if (!isDuplicateKey(error)) throw error
        for (const document of documents) await insert(collection, document)
      }
    },
    async get(keys, collection, id) {
      const document = await stored(collection).findOne({ _id: id })
      return document === null ? undefined : open(keys, collection, document)
    },
    async find(keys, collection, wanted, sort, limit) {
      const filter = blindFilter(keys, collection, wanted)
      const matches = compileFilter(filter as never)
      const { query, exact } = toMongoFilter(filter)
      const order = new Map([...sort.map(([field, direction]) => [pathOf(field), direction] as const)])
      if (!order.has('_id')) order.set('_id', 1)
      const cursor = stored(collection)
        .find(query as never)
        .sort(order)
      if (exact) cursor.limit(limit)
      const found: Document[] = []
      for await (const document of cursor) {
        if (!matches({ id: document._id, ...document.f })) continue
        found.push(open(keys, collection, document))
        if (found.length === limit) break
      }
      return found
    },
    async delete(collection, id) {
      await stored(collection).deleteOne({ _id: id })
    },
  }
}
