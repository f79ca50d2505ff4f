import type { Collection, Db, Document, MongoClient } from 'mongodb'
import type { Scope } from '../scope.ts'

/** MongoDB's own bound on a database's name. */
const nameBytes = 63

/** One database per tenant, one for control data, one for the wrapped keys. */
export interface Databases {
  of(scope: Scope): Db
  readonly keys: Db
}

/** Acknowledged means: on the disk of a majority. Said at every collection, so that no address can weaken it. */
export const durable = { writeConcern: { w: 'majority', j: true }, readConcern: { level: 'majority' } } as const

export const durableCollection = <D extends Document>(database: Db, name: string): Collection<D> =>
  database.collection<D>(name, durable)

export const createDatabases = (client: MongoClient, prefix: string): Databases => ({
  of(scope) {
    const name = `${prefix}_${scope.replace('-', '_')}`
    if (name.length > nameBytes) throw new TypeError(`a database's name has at most ${nameBytes} bytes: ${name}`)
    return client.db(name)
  },
  keys: client.db(`${prefix}_keys`),
})

/** Code of an insert under a unique index that holds the value already. */
export const isDuplicateKey = (error: unknown): boolean => (error as { code?: unknown }).code === 11_000
