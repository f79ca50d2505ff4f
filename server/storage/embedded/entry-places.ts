import type { Connection } from './connection.ts'

/**
 * So many entries are kept in memory before their places are written. More would make opening a file after a crash, which reads them
 * again, longer; fewer would write the same pages of the index more often.
 */
const placedTogether = 1_024

/** What is not written yet of one stream: without gaps, up to its head. */
interface Recent {
  readonly firstSeq: number
  readonly numbers: number[]
}

/**
 * The index from a stream's seq to the number of the entry's row. Written behind: a row says itself where it belongs, so that the last
 * ones can be read again after a crash, and appends to many streams do not rewrite a page of this index for each.
 */
export interface EntryPlaces {
  /** The last seq of a stream; 0 when it has none. */
  head(stream: number): number
  /** The number for the next row. */
  next(): number
  add(stream: number, seq: number, number: number): void
  /** Called between appends: writes what is only in memory once that is much. */
  settle(): void
  /** Takes back what was added since `number`, of one stream. */
  takeBack(stream: number, number: number): void
  /** Where the part of a stream begins whose places stand in memory alone; above every seq when there is none. */
  recentFrom(stream: number): number
  /** Numbers of that part, from `seq` on. */
  recent(stream: number, seq: number): readonly number[]
  /** Removes a stream's, and by `removeRows` its rows: of the rows that stay, none would be found without a place. */
  erase(stream: number, removeRows: () => void): void
  /** After a rollback: what was remembered may never have happened. */
  forget(): void
}

export const createEntryPlaces = (connection: Connection): EntryPlaces => {
  connection.execute(`
    CREATE TABLE IF NOT EXISTS entry_places (
      stream INTEGER NOT NULL, seq INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (stream, seq)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS entries_placed (only INTEGER PRIMARY KEY CHECK (only = 1), upto INTEGER NOT NULL);
    INSERT OR IGNORE INTO entries_placed VALUES (1, 0);`)
  const readHead = connection.statement('SELECT max(seq) FROM entry_places WHERE stream = ?')
  const readLast = connection.statement('SELECT max(number) FROM entries')
  const readUpto = connection.statement('SELECT upto FROM entries_placed')
  const writeUpto = connection.statement('UPDATE entries_placed SET upto = ?')
  const readRecent = connection.statement('SELECT number, stream, seq FROM entries WHERE number > ? ORDER BY number')
  const place = connection.statement(
    'INSERT INTO entry_places SELECT stream, seq, number FROM entries WHERE number > ? ORDER BY stream, seq',
  )
  const remove = connection.statement('DELETE FROM entry_places WHERE stream = ?')

  const recent = new Map<number, Recent>()
  let count = 0
  let upto = 0
  let last = 0

  const remember = (stream: number, seq: number, number: number): void => {
    const known = recent.get(stream)
    if (known === undefined) recent.set(stream, { firstSeq: seq, numbers: [number] })
    else known.numbers.push(number)
    count += 1
    last = number
  }

  const read = (): void => {
    recent.clear()
    count = 0
    upto = Number(readUpto.row()?.[0] ?? 0)
    last = Number(readLast.row()?.[0] ?? 0)
    for (const [number, stream, seq] of readRecent.rows(upto) as readonly [number, number, number][])
      remember(stream, seq, number)
  }
  let isRead = false
  const ensureRead = (): void => {
    if (!isRead) read()
    isRead = true
  }

  const markWritten = (): void => {
    writeUpto.run(last)
    upto = last
    recent.clear()
    count = 0
  }

  const write = (): void => {
    ensureRead()
    if (count === 0) return
    place.run(upto)
    markWritten()
  }

  return {
    head(stream) {
      ensureRead()
      const known = recent.get(stream)
      return known === undefined ? Number(readHead.row(stream)?.[0] ?? 0) : known.firstSeq + known.numbers.length - 1
    },
    next() {
      ensureRead()
      return last + 1
    },
    add: remember,
    settle() {
      if (count >= placedTogether) write()
    },
    takeBack(stream, number) {
      const known = recent.get(stream)
      while (known !== undefined && (known.numbers.at(-1) ?? 0) >= number) {
        known.numbers.pop()
        count -= 1
      }
      if (known?.numbers.length === 0) recent.delete(stream)
    },
    recentFrom(stream) {
      ensureRead()
      return recent.get(stream)?.firstSeq ?? Number.POSITIVE_INFINITY
    },
    recent(stream, seq) {
      const known = recent.get(stream)
      return known === undefined ? [] : known.numbers.slice(Math.max(0, seq - known.firstSeq))
    },
    erase(stream, removeRows) {
      write()
      removeRows()
      remove.run(stream)
      // The rows that were last may be gone, and their numbers are given again: to entries that are not placed yet.
      last = Number(readLast.row()?.[0] ?? 0)
      markWritten()
    },
    forget() {
      isRead = false
    },
  }
}
