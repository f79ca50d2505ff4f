import { LRUCache } from 'lru-cache'
import { Binary, type Db } from 'mongodb'
import type { Scope } from '../scope.ts'
import { masterKeyCheck, mintWrappedKey, provesMasterKey, unwrapKey } from '../sealing/data-key.ts'
import { KeyMissingError } from '../sealing/key-missing-error.ts'
import type { SealingKeys } from '../sealing/sealer.ts'
import { durableCollection, isDuplicateKey } from './databases.ts'

/** How long a key that another process destroyed may still open values here, ms. */
const freshnessMs = 30_000

interface StoredKey {
  readonly _id: string
  readonly wrapped: Binary
}

/** The wrapped data keys, in a database of their own, which backups of the data leave out. */
export interface KeyCollection {
  /** Whether any process wrote with a master key before. */
  isTaken(): Promise<boolean>
  /** Whether this is the master key that the data keys are wrapped under; the first one ever given is. */
  accepts(master: Uint8Array): Promise<boolean>
  /** @param hasData whether anything stands in a scope's database. */
  use(master: Uint8Array, hasData: (scope: Scope) => Promise<boolean>): KeyRing
}

export interface KeyRing {
  /** @returns undefined for a scope that was never written to. @throws {KeyMissingError} */
  find(scope: Scope): Promise<SealingKeys | undefined>
  /** @throws {KeyMissingError} */
  findOrMint(scope: Scope): Promise<SealingKeys>
  /** Durable when it resolves: what was sealed under the key is gone then. */
  destroy(scope: Scope): Promise<void>
}

/** No scope has such a name. */
const checkName = '!master'

export const createKeyCollection = (database: Db): KeyCollection => {
  const stored = durableCollection<StoredKey>(database, 'keys')

  const read = async (name: string): Promise<Uint8Array | undefined> =>
    (await stored.findOne({ _id: name }))?.wrapped.value()

  /** Two processes at once end with the key of the one that was first. */
  const insertIfAbsent = async (name: string, value: Uint8Array): Promise<void> => {
    try {
      await stored.insertOne({ _id: name, wrapped: new Binary(value) })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
  }

  const use: KeyCollection['use'] = (master, hasData) => {
    const fresh = new LRUCache<Scope, SealingKeys>({ max: 10_000, ttl: freshnessMs })
    const look = async (scope: Scope): Promise<SealingKeys | undefined> => {
      const known = fresh.get(scope)
      if (known !== undefined) return known
      const wrapped = await read(scope)
      if (wrapped === undefined) return undefined
      const keys = unwrapKey(master, scope, wrapped)
      fresh.set(scope, keys)
      return keys
    }
    const find = async (scope: Scope): Promise<SealingKeys | undefined> => {
      const keys = await look(scope)
      if (keys !== undefined || !(await hasData(scope))) return keys
      // Another process may have minted the key and begun to write since the first look.
      const since = await look(scope)
      if (since === undefined) throw new KeyMissingError(scope)
      return since
    }
    return {
      find,
      async findOrMint(scope) {
        const existing = await find(scope)
        if (existing !== undefined) return existing
        await insertIfAbsent(scope, mintWrappedKey(master, scope))
        const minted = await find(scope)
        if (minted === undefined) throw new Error('a data key could not be stored')
        return minted
      },
      async destroy(scope) {
        await stored.deleteOne({ _id: scope })
        fresh.delete(scope)
      },
    }
  }

  return {
    isTaken: async () => (await read(checkName)) !== undefined,
    async accepts(master) {
      await insertIfAbsent(checkName, masterKeyCheck(master))
      return provesMasterKey(master, (await read(checkName)) ?? new Uint8Array())
    },
    use,
  }
}
