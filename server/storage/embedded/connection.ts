import Database from 'libsql'
import { LRUCache } from 'lru-cache'

/** A value that may be bound. The driver ends the whole process on a boolean, so nothing else gets past this type. */
export type Bound = string | number | Uint8Array | null

export interface Statement {
  /** @returns how many rows were changed. */
  run(...values: Bound[]): number
  row(...values: Bound[]): readonly unknown[] | undefined
  rows(...values: Bound[]): readonly (readonly unknown[])[]
}

/** One open SQLite file. Every write through it is on disk when its commit returns. */
export interface Connection {
  statement(sql: string): Statement
  execute(sql: string): void
  readonly inTransaction: boolean
  close(): void
}

type Pragma = (name: string) => unknown

/** @throws {Error} unless commits survive a power loss: write-ahead log, synced at every commit (PRAGMA synchronous is 2, FULL). */
export const assertDurable = (pragma: Pragma): void => {
  const journal = pragma('journal_mode')
  const synchronous = pragma('synchronous')
  if (journal !== 'wal' || synchronous !== 2)
    throw new Error(`commits would not be durable: journal_mode=${journal}, synchronous=${synchronous}`)
}

const statementsPerFile = 100
/** At most, per open file. */
const cacheKb = 8_000
const checkpointPages = 4_000

export const openConnection = (path: string): Connection => {
  const database = new Database(path)
  const pragma: Pragma = (name) =>
    (database.prepare(`PRAGMA ${name}`).raw(true).get() as readonly unknown[] | undefined)?.[0]
  try {
    pragma('journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    // Erased rows are overwritten, and nothing plain is spilled to temporary files.
    pragma('secure_delete = ON')
    database.exec('PRAGMA temp_store = MEMORY')
    // Appends touch the pages of many streams: a larger cache and rarer checkpoints (16 MB of log) rewrite each page less often.
    database.exec(`PRAGMA cache_size = -${cacheKb}`)
    pragma(`wal_autocheckpoint = ${checkpointPages}`)
    assertDurable(pragma)
  } catch (error) {
    database.close()
    throw error
  }

  const statements = new LRUCache<string, Statement>({ max: statementsPerFile })
  const prepare = (sql: string): Statement => {
    const prepared = database.prepare(sql)
    // Only statements that answer rows know raw mode.
    if (prepared.reader) prepared.raw(true)
    return {
      run: (...values) => prepared.run(values).changes,
      row: (...values) => prepared.get(values) as readonly unknown[] | undefined,
      rows: (...values) => prepared.all(values) as readonly (readonly unknown[])[],
    }
  }

  return {
    statement(sql) {
      const known = statements.get(sql)
      if (known !== undefined) return known
      const fresh = prepare(sql)
      statements.set(sql, fresh)
      return fresh
    },
    execute: (sql) => database.exec(sql),
    get inTransaction() {
      return database.inTransaction
    },
    close() {
      statements.clear()
      // Statements that are not collected yet would keep the log from being folded into the file.
      try {
        pragma('wal_checkpoint(TRUNCATE)')
      } finally {
        database.close()
      }
    },
  }
}
