import { compileFilter } from '../../filtering/compile-filter.ts'
import type { CollectionShape, Document, Sort } from '../collection-shape.ts'
import { compareRecords } from '../compare-records.ts'
import type { Scope } from '../scope.ts'
import { blindFilter, openRecord, type SplitRecord, type StoredRecord, sealRecord } from '../sealing/sealed-record.ts'
import type { SealingKeys } from '../sealing/sealer.ts'
import type { Connection } from './connection.ts'
import type { OperationOf } from './requests.ts'
import { coarseSql, expressionOf, kindBits, kindOf } from './sql-filter.ts'

export interface RecordTables {
  /** Makes the collection's table and indexes when they are not there. */
  prepare(collection: CollectionShape): void
  put(collection: CollectionShape, record: SplitRecord): void
  insert(collection: CollectionShape, record: SplitRecord): boolean
  get(collection: CollectionShape, id: string): Document | undefined
  find(operation: OperationOf<'find'>): Document[]
  delete(collection: CollectionShape, id: string): void
  /** After a rollback: what was remembered may never have happened. */
  forget(): void
}

/** Collection names hold no underscore and no quote, so a table's or index's name is one of a kind. */
const tableOf = (collection: CollectionShape) => `"c_${collection.name}"`
const indexOf = (collection: CollectionShape, fields: readonly string[]) =>
  `"i_${collection.name}__${fields.join('__')}"`

export const createRecordTables = (connection: Connection, keys: SealingKeys, scope: Scope): RecordTables => {
  connection.execute(
    'CREATE TABLE IF NOT EXISTS field_kinds (collection TEXT, field TEXT, kinds INTEGER, PRIMARY KEY (collection, field))',
  )
  const findKinds = connection.statement('SELECT field, kinds FROM field_kinds WHERE collection = ?')
  const writeKinds = connection.statement('INSERT OR REPLACE INTO field_kinds VALUES (?, ?, ?)')
  const prepared = new Set<string>()
  const kinds = new Map<string, Map<string, number>>()

  const kindsOf = (collection: CollectionShape): Map<string, number> => {
    const known = kinds.get(collection.name)
    if (known !== undefined) return known
    const read = new Map(findKinds.rows(collection.name) as readonly [string, number][])
    kinds.set(collection.name, read)
    return read
  }

  const noteKinds = (collection: CollectionShape, fields: Document): void => {
    const known = kindsOf(collection)
    for (const [field, value] of Object.entries(fields)) {
      const before = known.get(field) ?? 0
      const after = before | kindOf(value)
      if (after === before) continue
      writeKinds.run(collection.name, field, after)
      known.set(field, after)
    }
  }

  const seal = (collection: CollectionShape, split: SplitRecord): [string, string, Uint8Array] => {
    const stored = sealRecord(keys, scope, collection.name, split)
    noteKinds(collection, stored.fields)
    return [stored.id, JSON.stringify(stored.fields), stored.body]
  }

  const open = (collection: CollectionShape, stored: StoredRecord) => openRecord(keys, scope, collection.name, stored)

  const toStored = (row: readonly unknown[]): StoredRecord => {
    const [id, fields, body] = row as [string, string, Uint8Array]
    return { id, fields: JSON.parse(fields) as Document, body }
  }

  /** SQL orders a field as MongoDB does unless lists or objects, or booleans among others, were ever put there. */
  const sqlSorts = (collection: CollectionShape, sort: Sort): boolean =>
    sort.every(([field]) => {
      const mask = kindsOf(collection).get(field) ?? 0
      return (mask & kindBits.compound) === 0 && ((mask & kindBits.boolean) === 0 || mask === kindBits.boolean)
    })

  const table = {
    put: (collection: CollectionShape) =>
      `INSERT INTO ${tableOf(collection)} VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET fields = excluded.fields, body = excluded.body`,
    insert: (collection: CollectionShape) =>
      `INSERT INTO ${tableOf(collection)} VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
    get: (collection: CollectionShape) => `SELECT id, fields, body FROM ${tableOf(collection)} WHERE id = ?`,
    delete: (collection: CollectionShape) => `DELETE FROM ${tableOf(collection)} WHERE id = ?`,
  }

  return {
    prepare(collection) {
      const definition = JSON.stringify([collection.name, collection.indexes])
      if (prepared.has(definition)) return
      connection.execute(
        `CREATE TABLE IF NOT EXISTS ${tableOf(collection)} (id TEXT PRIMARY KEY NOT NULL, fields TEXT NOT NULL, body BLOB NOT NULL)`,
      )
      for (const fields of collection.indexes)
        connection.execute(
          `CREATE INDEX IF NOT EXISTS ${indexOf(collection, fields)} ON ${tableOf(collection)} (${fields.map(expressionOf).join(', ')})`,
        )
      prepared.add(definition)
    },
    put(collection, record) {
      connection.statement(table.put(collection)).run(...seal(collection, record))
    },
    insert: (collection, record) =>
      connection.statement(table.insert(collection)).run(...seal(collection, record)) === 1,
    get(collection, id) {
      const row = connection.statement(table.get(collection)).row(id)
      return row === undefined ? undefined : open(collection, toStored(row))
    },
    find({ collection, filter: wanted, sort, limit }) {
      const filter = blindFilter(keys, collection, wanted)
      const matches = compileFilter(filter as never)
      const known = kindsOf(collection)
      const coarse = coarseSql(filter, (field) => ((known.get(field) ?? 0) & kindBits.compound) !== 0)
      const where = coarse === undefined ? '' : ` WHERE ${coarse.sql}`
      const select = `SELECT id, fields, body FROM ${tableOf(collection)}${where}`
      const kept = (rows: readonly (readonly unknown[])[]) =>
        rows.map(toStored).filter((stored) => matches({ id: stored.id, ...stored.fields }))
      const values = coarse?.values ?? []

      if (!sqlSorts(collection, sort)) {
        const order = compareRecords(sort)
        return kept(connection.statement(select).rows(...values))
          .sort((a, b) => order({ id: a.id, ...a.fields }, { id: b.id, ...b.fields }))
          .slice(0, limit)
          .map((stored) => open(collection, stored))
      }
      const order = [...sort, ['id', 1] as const].map(
        ([field, direction]) => `${expressionOf(field)} ${direction === 1 ? 'ASC' : 'DESC'}`,
      )
      const page = connection.statement(`${select} ORDER BY ${order.join(', ')} LIMIT ? OFFSET ?`)
      return firstMatching(limit, (size, offset) => page.rows(...values, size, offset), kept).map((stored) =>
        open(collection, stored),
      )
    },
    delete(collection, id) {
      connection.statement(table.delete(collection)).run(id)
    },
    forget() {
      kinds.clear()
      prepared.clear()
    },
  }
}

/** Mostly SQL says all there is to say and one page is enough; where it lets others through, pages grow until enough match. */
const firstMatching = <Row>(
  limit: number,
  fetch: (size: number, offset: number) => readonly (readonly unknown[])[],
  kept: (rows: readonly (readonly unknown[])[]) => Row[],
): Row[] => {
  const found: Row[] = []
  let offset = 0
  for (let size = limit; ; size *= 4) {
    const rows = fetch(size, offset)
    found.push(...kept(rows))
    if (found.length >= limit || rows.length < size) return found.slice(0, limit)
    offset += rows.length
  }
}
