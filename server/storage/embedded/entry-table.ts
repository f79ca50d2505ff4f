import { LRUCache } from 'lru-cache'
import { repeatedIds } from '../new-entries.ts'
import type { Scope } from '../scope.ts'
import { type EntryText, openEntryBody, sealEntryBody } from '../sealing/sealed-entry.ts'
import type { SealingKeys } from '../sealing/sealer.ts'
import type { AppendResult } from '../store.ts'
import type { Connection } from './connection.ts'
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

export const createEntryTable = (connection: Connection, keys: SealingKeys, scope: Scope): EntryTable => {
  // Both indexes stand apart from the rows: a table clustered by stream would rewrite a page of bodies for every entry.
  connection.execute(`
    CREATE TABLE IF NOT EXISTS streams (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS entries (
      stream INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, at NUMERIC NOT NULL, body BLOB NOT NULL);
    CREATE UNIQUE INDEX IF NOT EXISTS entries_by_seq ON entries (stream, seq);
    CREATE UNIQUE INDEX IF NOT EXISTS entries_by_id ON entries (stream, id);`)
  const findStream = connection.statement('SELECT key FROM streams WHERE name = ?')
  const insertStream = connection.statement('INSERT INTO streams (name) VALUES (?) RETURNING key')
  const findHead = connection.statement('SELECT max(seq) FROM entries WHERE stream = ?')
  const findId = connection.statement('SELECT 1 FROM entries WHERE stream = ? AND id = ?')
  // The seq is known to be free, so only a known id can leave the row unwritten.
  const insert = connection.statement('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const removeAfter = connection.statement('DELETE FROM entries WHERE stream = ? AND seq > ?')
  const select = connection.statement(
    'SELECT seq, id, kind, at, body FROM entries WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?',
  )
  const streams = new LRUCache<string, Stream>({ max: streamsRemembered })

  const lookUp = (name: string): Stream | undefined => {
    const remembered = streams.get(name)
    if (remembered !== undefined) return remembered
    const key = findStream.row(name)?.[0]
    if (typeof key !== 'number') return undefined
    const stream = { key, head: Number(findHead.row(key)?.[0] ?? 0) }
    streams.set(name, stream)
    return stream
  }

  const create = (name: string): Stream => {
    const stream = { key: Number(insertStream.row(name)?.[0]), head: 0 }
    streams.set(name, stream)
    return stream
  }

  /** @returns whether all were written; else none was, because an id stands in the stream already. */
  const insertAll = (stream: Stream, operation: OperationOf<'append'>): boolean =>
    operation.entries.every((entry, index) => {
      const numbered = { ...entry, seq: operation.expectedHead + index + 1 }
      const body = sealEntryBody(keys, scope, operation.stream, numbered)
      if (insert.run(stream.key, numbered.seq, entry.id, entry.kind, entry.at, body) === 1) return true
      removeAfter.run(stream.key, operation.expectedHead)
      return false
    })

  const duplicates = (stream: Stream | undefined, operation: OperationOf<'append'>): string[] =>
    stream === undefined
      ? []
      : operation.entries.map(({ id }) => id).filter((id) => findId.row(stream.key, id) !== undefined)

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
      return select.rows(stream.key, after, limit).map((row) => {
        const [seq, id, kind, at, body] = row as [number, string, string, number, Uint8Array]
        const header = { seq, id, kind, at }
        return { ...header, body: openEntryBody(keys, scope, name, header, body) }
      })
    },
    head: (name) => lookUp(name)?.head ?? 0,
    erase(name) {
      const stream = lookUp(name)
      if (stream === undefined) return
      connection.statement('DELETE FROM entries WHERE stream = ?').run(stream.key)
      connection.statement('DELETE FROM streams WHERE key = ?').run(stream.key)
      streams.delete(name)
    },
    forget: () => streams.clear(),
  }
}
