import { LRUCache } from 'lru-cache'
import { repeatedIds } from '../new-entries.ts'
import type { Scope } from '../scope.ts'
import { type EntryText, openEntryBody, sealEntryBody } from '../sealing/sealed-entry.ts'
import type { SealingKeys } from '../sealing/sealer.ts'
import type { AppendResult } from '../store.ts'
import type { Connection } from './connection.ts'
import { createEntryPlaces } from './entry-places.ts'
import type { OperationOf } from './requests.ts'

/** Heads are remembered, since this process is the file's only writer. */
const streamsRemembered = 20_000

interface Stream {
  readonly key: number
  head: number
}

export interface EntryTable {
  append(operation: OperationOf<'append'>): AppendResult
  read(operation: OperationOf<'read'>): EntryText[]
  head(stream: string): number
  erase(stream: string): void
  /** After a rollback: what was remembered may never have happened. */
  forget(): void
}

/**
 * Rows stand in the order of their arrival, and ids are indexed before streams: a page's ids begin with the time, so that both the row and
 * its id come to stand beside those of the same moment, whatever their streams are. Clustered by stream, each entry would rewrite a page.
 */
const entries = `CREATE TABLE IF NOT EXISTS entries (
  number INTEGER PRIMARY KEY, stream INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, at NUMERIC NOT NULL,
  body BLOB NOT NULL);`

/** A file from before rows had numbers: the order of its rows becomes their number. */
const renumber = (connection: Connection): void => {
  const columns = connection.statement("SELECT name FROM pragma_table_info('entries')").rows()
  if (columns.length === 0 || columns.some(([name]) => name === 'number')) return
  connection.execute(`
    DROP INDEX entries_by_seq;
    DROP INDEX entries_by_id;
    ALTER TABLE entries RENAME TO entries_before;
    ${entries}
    INSERT INTO entries SELECT rowid, stream, seq, id, kind, at, body FROM entries_before ORDER BY rowid;
    DROP TABLE entries_before;`)
}

export const createEntryTable = (connection: Connection, keys: SealingKeys, scope: Scope): EntryTable => {
  renumber(connection)
  connection.execute(`
    CREATE TABLE IF NOT EXISTS streams (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    ${entries}
    CREATE UNIQUE INDEX IF NOT EXISTS entries_by_id_first ON entries (id, stream);`)
  const places = createEntryPlaces(connection)
  const findStream = connection.statement('SELECT key FROM streams WHERE name = ?')
  const insertStream = connection.statement('INSERT INTO streams (name) VALUES (?) RETURNING key')
  const findId = connection.statement('SELECT 1 FROM entries WHERE id = ? AND stream = ?')
  // The number is known to be free, so only a known id can leave the row unwritten.
  const insert = connection.statement(
    'INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, stream) DO NOTHING',
  )
  const removeFrom = connection.statement('DELETE FROM entries WHERE number >= ?')
  const removeStream = connection.statement(
    'DELETE FROM entries WHERE number IN (SELECT number FROM entry_places WHERE stream = ?)',
  )
  const select = connection.statement(
    `SELECT entries.seq, id, kind, at, body FROM entry_places JOIN entries USING (number)
     WHERE entry_places.stream = ? AND entry_places.seq > ? ORDER BY entry_places.seq LIMIT ?`,
  )
  const selectOne = connection.statement('SELECT seq, id, kind, at, body FROM entries WHERE number = ?')
  const streams = new LRUCache<string, Stream>({ max: streamsRemembered })

  const lookUp = (name: string): Stream | undefined => {
    const remembered = streams.get(name)
    if (remembered !== undefined) return remembered
    const key = findStream.row(name)?.[0]
    if (typeof key !== 'number') return undefined
    const stream = { key, head: places.head(key) }
    streams.set(name, stream)
    return stream
  }

  const create = (name: string): Stream => {
    const stream = { key: Number(insertStream.row(name)?.[0]), head: 0 }
    streams.set(name, stream)
    return stream
  }

  /** @returns whether all were written; else none was, because an id stands in the stream already. */
  const insertAll = (stream: Stream, operation: OperationOf<'append'>): boolean => {
    const first = places.next()
    const written = operation.entries.every((entry, index) => {
      const [seq, number] = [operation.expectedHead + index + 1, first + index]
      const body = sealEntryBody(keys, scope, operation.stream, { ...entry, seq })
      if (insert.run(number, stream.key, seq, entry.id, entry.kind, entry.at, body) !== 1) return false
      places.add(stream.key, seq, number)
      return true
    })
    if (written) places.settle()
    else {
      removeFrom.run(first)
      places.takeBack(stream.key, first)
    }
    return written
  }

  const duplicates = (stream: Stream | undefined, operation: OperationOf<'append'>): string[] =>
    stream === undefined
      ? []
      : operation.entries.map(({ id }) => id).filter((id) => findId.row(id, stream.key) !== undefined)

  return {
    append(operation) {
      const { entries, expectedHead } = operation
      const existing = lookUp(operation.stream)
      const head = existing?.head ?? 0
      const repeated = repeatedIds(entries)
      if (repeated.length > 0) return { outcome: 'duplicate', ids: repeated, head }
      if (head === expectedHead) {
        const stream = existing ?? create(operation.stream)
        if (insertAll(stream, operation)) {
          stream.head = expectedHead + entries.length
          return { outcome: 'appended', head: stream.head }
        }
      }
      const ids = duplicates(existing, operation)
      return ids.length > 0 ? { outcome: 'duplicate', ids, head } : { outcome: 'conflict', head }
    },
    read({ stream: name, after, limit }) {
      const stream = lookUp(name)
      if (stream === undefined) return []
      const placed = after + 1 < places.recentFrom(stream.key) ? select.rows(stream.key, after, limit) : []
      const rest = limit - placed.length
      const recent = rest === 0 ? [] : places.recent(stream.key, after + 1).slice(0, rest)
      return [...placed, ...recent.flatMap((number) => selectOne.rows(number))].map((row) => {
        const [seq, id, kind, at, body] = row as [number, string, string, number, Uint8Array]
        const header = { seq, id, kind, at }
        return { ...header, body: openEntryBody(keys, scope, name, header, body) }
      })
    },
    head: (name) => lookUp(name)?.head ?? 0,
    erase(name) {
      const stream = lookUp(name)
      if (stream === undefined) return
      places.erase(stream.key, () => void removeStream.run(stream.key))
      connection.statement('DELETE FROM streams WHERE key = ?').run(stream.key)
      streams.delete(name)
    },
    forget() {
      streams.clear()
      places.forget()
    },
  }
}
