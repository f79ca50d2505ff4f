import type { Scope } from '../scope.ts'
import { masterKeyCheck, mintWrappedKey, provesMasterKey, unwrapKey } from '../sealing/data-key.ts'
import type { SealingKeys } from '../sealing/sealer.ts'
import { openConnection } from './connection.ts'

/** The wrapped data keys, in a file of their own: a backup of the data without it is a backup of nothing readable. */
export interface KeyFile {
  /** Whether the master key is the one these keys were wrapped under; the first one ever given is. */
  accepts(master: Uint8Array): boolean
  find(scope: Scope): SealingKeys | undefined
  /** For a scope that has none. */
  mint(scope: Scope): SealingKeys
  /** Durable when it returns: what was sealed under the key is gone then. */
  destroy(scope: Scope): void
  close(): void
}

export const openKeyFile = (path: string, master: Uint8Array): KeyFile => {
  const connection = openConnection(path)
  connection.execute('CREATE TABLE IF NOT EXISTS keys (scope TEXT PRIMARY KEY, wrapped BLOB NOT NULL)')
  // The check stands among the keys under a name that no scope has.
  const checkName = '!master'
  const select = connection.statement('SELECT wrapped FROM keys WHERE scope = ?')
  const insert = connection.statement('INSERT INTO keys VALUES (?, ?) ON CONFLICT DO NOTHING')
  const read = (name: string) => select.row(name)?.[0] as Uint8Array | undefined

  const find = (scope: Scope): SealingKeys | undefined => {
    const wrapped = read(scope)
    return wrapped === undefined ? undefined : unwrapKey(master, scope, wrapped)
  }

  return {
    accepts(candidate) {
      insert.run(checkName, masterKeyCheck(candidate))
      return provesMasterKey(candidate, read(checkName) ?? new Uint8Array())
    },
    find,
    mint(scope) {
      insert.run(scope, mintWrappedKey(master, scope))
      const minted = find(scope)
      if (minted === undefined) throw new Error('a data key could not be stored')
      return minted
    },
    destroy(scope) {
      connection.statement('DELETE FROM keys WHERE scope = ?').run(scope)
      // The log would keep the wrapped key until its next checkpoint.
      connection.statement('PRAGMA wal_checkpoint(TRUNCATE)').row()
    },
    close: () => connection.close(),
  }
}
