import type { Scope } from '../scope.ts'
import type { SealingKeys } from '../sealing/sealer.ts'
import { type Connection, openConnection } from './connection.ts'
import { createEntryTable } from './entry-table.ts'
import { createRecordTables } from './record-tables.ts'
import { type Answers, changesData, type Operation, type Reply, type Request } from './requests.ts'

/** One scope's open SQLite file: takes requests in groups and commits each group once. */
export interface ScopeFile {
  /** Answers all of them, in their order, after what they wrote is on disk. */
  commit(requests: readonly Request[]): Reply[]
  close(): void
}

export const replyError = (number: number, error: unknown): Reply => ({
  number,
  error: {
    name: error instanceof Error ? error.name : 'Error',
    message: error instanceof Error ? error.message : String(error),
  },
})

const inTransaction = <const T>(connection: Connection, act: () => T): T => {
  connection.execute('BEGIN IMMEDIATE')
  try {
    const result = act()
    connection.execute('COMMIT')
    return result
  } catch (error) {
    connection.close()
    throw error
  }
}

/** @param hooks run around each commit; for tests that kill the process there. */
export const openScopeFile = (
  path: string,
  keys: SealingKeys,
  scope: Scope,
  hooks: { beforeCommit(): void; afterCommit(): void },
): ScopeFile => {
  const connection = openConnection(path)
  const [entries, records] = inTransaction(connection, () => [
    createEntryTable(connection, keys, scope),
    createRecordTables(connection, keys, scope),
  ])

  const answer = (operation: Operation): Answers[Operation['kind']] => {
    switch (operation.kind) {
      case 'append':
        return entries.append(operation)
      case 'read':
        return entries.read(operation)
      case 'head':
        return entries.head(operation.stream)
      case 'erase':
        return void entries.erase(operation.stream)
      case 'put':
        return void records.put(operation.collection, operation.record)
      case 'insert':
        return records.insert(operation.collection, operation.record)
      case 'insert-all':
        for (const record of operation.records) records.insert(operation.collection, record)
        return undefined
      case 'get':
        return records.get(operation.collection, operation.id)
      case 'find':
        return records.find(operation)
      case 'delete':
        return void records.delete(operation.collection, operation.id)
      case 'check':
        return void connection.statement('SELECT count(*) FROM sqlite_master').row()
      case 'drop':
        throw new Error('a file does not drop itself')
      default:
        return operation satisfies never
    }
  }

  const rollBack = (): void => {
    entries.forget()
    records.forget()
    if (connection.inTransaction) connection.execute('ROLLBACK')
  }

  /** All or nothing. @throws whatever made it impossible, after rolling back. */
  const together = (requests: readonly Request[]): Reply[] => {
    const writes = requests.some(({ operation }) => changesData(operation))
    try {
      if (writes) connection.execute('BEGIN IMMEDIATE')
      for (const { operation } of requests) if ('collection' in operation) records.prepare(operation.collection)
      const replies = requests.map(({ number, operation }) => ({ number, answer: answer(operation) }))
      if (writes) {
        hooks.beforeCommit()
        connection.execute('COMMIT')
        hooks.afterCommit()
      }
      return replies
    } catch (error) {
      rollBack()
      throw error
    }
  }

  const alone = (request: Request): Reply => {
    try {
      return together([request])[0] ?? replyError(request.number, new Error('no answer'))
    } catch (error) {
      return replyError(request.number, error)
    }
  }

  return {
    commit(requests) {
      try {
        return together(requests)
      } catch {
        // Nothing of the group was written. Each gets a transaction of its own, so that only the one at fault fails.
        return requests.map(alone)
      }
    },
    close: () => connection.close(),
  }
}
