import { LRUCache } from 'lru-cache'
import { Binary, type Db, MongoBulkWriteError } from 'mongodb'
import { type NewEntryText, repeatedIds } from '../new-entries.ts'
import type { Scope } from '../scope.ts'
import { openEntryBody, sealEntryBody } from '../sealing/sealed-entry.ts'
import type { SealingKeys } from '../sealing/sealer.ts'
import type { AppendResult, Entry } from '../store.ts'
import { durableCollection, isDuplicateKey } from './databases.ts'

interface StoredEntry {
  /** `stream/seq`: where an entry stands is found in one step, on every server that speaks MongoDB's protocol. */
  readonly _id: string
  readonly stream: string
  readonly seq: number
  readonly id: string
  readonly kind: string
  readonly at: number
  readonly body: Binary
}

export interface EntryCollection {
  append(
    keys: SealingKeys,
    stream: string,
    expectedHead: number,
    entries: readonly NewEntryText[],
  ): Promise<AppendResult>
  read(keys: SealingKeys, stream: string, after: number, limit: number): Promise<Entry[]>
  head(stream: string): Promise<number>
  erase(stream: string): Promise<void>
}

/** Streams whose head is known to exist need no look before an append. */
const streamsRemembered = 20_000

const placeOf = (stream: string, seq: number): string => `${stream}/${seq}`

export const createEntryCollection = (database: Db, scope: Scope): EntryCollection => {
  const stored = durableCollection<StoredEntry>(database, 'entries')
  const seen = new LRUCache<string, number>({ max: streamsRemembered })
  let indexed: Promise<void> | undefined

  // Correctness rests on these two alone.
  const ensureIndexes = (): Promise<void> => {
    indexed ??= (async () => {
      await stored.createIndex({ stream: 1, seq: 1 }, { unique: true })
      await stored.createIndex({ stream: 1, id: 1 }, { unique: true })
    })().catch((error: unknown) => {
      indexed = undefined
      throw error
    })
    return indexed
  }

  /** Whether entries stand there that were written before an entry's place was its `_id`. */
  let unplaced: Promise<boolean> | undefined
  const someUnplaced = (): Promise<boolean> => {
    unplaced ??= stored
      .findOne({ _id: { $type: 'objectId' } } as never, { projection: { _id: 1 } })
      .then((found) => found !== null)
      .catch((error: unknown) => {
        unplaced = undefined
        throw error
      })
    return unplaced
  }

  const saw = (stream: string, seq: number): void => {
    if (seq > (seen.get(stream) ?? 0)) seen.set(stream, seq)
  }

  const head = async (stream: string): Promise<number> => {
    const last = await stored.find({ stream }).sort({ seq: -1 }).limit(1).project<{ seq: number }>({ seq: 1 }).toArray()
    return last[0]?.seq ?? 0
  }

  const known = async (stream: string, entries: readonly NewEntryText[]): Promise<string[]> => {
    const ids = entries.map(({ id }) => id)
    const rows = await stored
      .find({ stream, id: { $in: ids } })
      .project<{ id: string }>({ id: 1 })
      .toArray()
    const found = new Set(rows.map(({ id }) => id))
    return ids.filter((id) => found.has(id))
  }

  /** A head beyond the stream's would leave a gap that no index refuses. */
  const reaches = async (stream: string, expectedHead: number): Promise<boolean> => {
    if (expectedHead <= (seen.get(stream) ?? 0)) return true
    const exists = (await stored.countDocuments({ stream, seq: expectedHead }, { limit: 1 })) === 1
    if (exists) saw(stream, expectedHead)
    return exists
  }

  const refused = async (stream: string, entries: readonly NewEntryText[]): Promise<AppendResult> => {
    const [ids, at] = await Promise.all([known(stream, entries), head(stream)])
    return ids.length > 0 ? { outcome: 'duplicate', ids, head: at } : { outcome: 'conflict', head: at }
  }

  /** In order, stopping at the first that is refused. @returns how many were written. */
  const insertAll = async (documents: StoredEntry[]): Promise<number> => {
    try {
      await stored.insertMany(documents, { ordered: true })
      return documents.length
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      return error instanceof MongoBulkWriteError ? error.insertedCount : 0
    }
  }

  /** A stream has no gaps: without its next entry there is none, and mostly that is the answer, or all that is wanted. */
  const rowsAfter = async (stream: string, after: number, limit: number): Promise<readonly StoredEntry[]> => {
    if (!(await someUnplaced())) {
      const next = await stored.findOne({ _id: placeOf(stream, after + 1) })
      if (next === null) return []
      if (limit === 1) return [next]
    }
    return stored
      .find({ stream, seq: { $gt: after } })
      .sort({ seq: 1 })
      .limit(limit)
      .toArray()
  }

  return {
    async append(keys, stream, expectedHead, entries) {
      await ensureIndexes()
      const repeated = repeatedIds(entries)
      if (repeated.length > 0) return { outcome: 'duplicate', ids: repeated, head: await head(stream) }
      // Looking first keeps a batch whole in all cases but a race; a single entry needs no look.
      const [reached, ids] = await Promise.all([
        reaches(stream, expectedHead),
        entries.length > 1 ? known(stream, entries) : [],
      ])
      if (!reached || ids.length > 0) return refused(stream, entries)

      const documents = entries.map((entry, index): StoredEntry => {
        const numbered = { ...entry, seq: expectedHead + index + 1 }
        const body = new Binary(sealEntryBody(keys, scope, stream, numbered))
        return {
          _id: placeOf(stream, numbered.seq),
          stream,
          seq: numbered.seq,
          id: entry.id,
          kind: entry.kind,
          at: entry.at,
          body,
        }
      })
      const written = await insertAll(documents)
      if (written > 0) saw(stream, expectedHead + written)
      if (written < documents.length) return refused(stream, entries.slice(written))
      return { outcome: 'appended', head: expectedHead + written }
    },
    async read(keys, stream, after, limit) {
      const rows = await rowsAfter(stream, after, limit)
      const last = rows.at(-1)
      if (last !== undefined) saw(stream, last.seq)
      return rows.map(({ seq, id, kind, at, body }) => {
        const header = { seq, id, kind, at }
        return { ...header, body: JSON.parse(openEntryBody(keys, scope, stream, header, body.value())) as unknown }
      })
    },
    head,
    async erase(stream) {
      seen.delete(stream)
      await stored.deleteMany({ stream })
      seen.delete(stream)
    },
  }
}
