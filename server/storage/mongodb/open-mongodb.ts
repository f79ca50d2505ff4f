import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import type { ControlContext, TenantContext } from '../../../contract/context.ts'
import { refuseWorkspaceDrop } from '../control-drop.ts'
import { controlScope, tenantScope } from '../scope.ts'
import { createMasterKey, ensureDirectory, readMasterKey } from '../sealing/master-key.ts'
import type { Storage, StorageConfig, StorageDependencies } from '../storage.ts'
import { StorageError } from '../storage-error.ts'
import { createDatabases, type Databases } from './databases.ts'
import { createKeyCollection, type KeyRing } from './key-collection.ts'
import { createMongoStore } from './mongo-store.ts'

/** How long a server may take to answer at the start, ms. */
const patienceMs = 5_000

const unreachable = (hosts: string, error: unknown) =>
  new StorageError('MONGODB_UNREACHABLE', { hosts, reason: error instanceof Error ? error.name : 'unknown' }, error)

const createClient = (url: string, onCommand: StorageDependencies['onCommand']): MongoClient => {
  try {
    const client = new MongoClient(url, {
      appName: 'cairn',
      serverSelectionTimeoutMS: patienceMs,
      readPreference: 'primary',
      monitorCommands: onCommand !== undefined,
    })
    if (onCommand !== undefined)
      client.on('commandStarted', ({ commandName, command }) => onCommand(commandName, command))
    return client
  } catch (error) {
    // The address may hold a password, so it is not repeated.
    throw unreachable('malformed address', error)
  }
}

const openKeys = async (databases: Databases, directory: string): Promise<KeyRing> => {
  const keys = createKeyCollection(databases.keys)
  const file = join(directory, 'master.key')
  const existing = await readMasterKey(directory)
  // A fresh key would open nothing of what is there already.
  if (existing === undefined && (await keys.isTaken()))
    throw new StorageError('MASTER_KEY_WRONG', { file, reason: 'missing' })
  const master = existing ?? (await createMasterKey(directory))
  if (!(await keys.accepts(master))) throw new StorageError('MASTER_KEY_WRONG', { file, reason: 'different' })
  return keys.use(master, (scope) => databases.of(scope).listCollections({}, { nameOnly: true }).hasNext())
}

/** @throws {StorageError} */
export const openMongodb = async (
  { url, directory, prefix = 'cairn' }: Extract<StorageConfig, { form: 'mongodb' }>,
  { onCommand }: StorageDependencies,
): Promise<Storage> => {
  if (!/^[a-z0-9]{1,12}$/.test(prefix)) throw new TypeError('a prefix is 1 to 12 of a-z and 0-9')
  await ensureDirectory(directory)
  const client = createClient(url, onCommand)
  const ping = async (): Promise<void> => void (await client.db('admin').command({ ping: 1 }))
  try {
    await ping()
  } catch (error) {
    await client.close()
    throw unreachable(client.options.hosts.join(','), error)
  }

  const databases = createDatabases(client, prefix)
  try {
    const keyRing = await openKeys(databases, directory)
    return {
      name: 'mongodb',
      tenant: createMongoStore<TenantContext>(databases, keyRing, tenantScope),
      control: refuseWorkspaceDrop(createMongoStore<ControlContext>(databases, keyRing, controlScope)),
      check: ping,
      close: () => client.close(),
    }
  } catch (error) {
    await client.close()
    throw error
  }
}
