import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ControlContext, TenantContext } from '../../../contract/context.ts'
import { refuseWorkspaceDrop } from '../control-drop.ts'
import { controlScope, controlScopeName, tenantScope } from '../scope.ts'
import { createMasterKey, ensureDirectory, readMasterKey } from '../sealing/master-key.ts'
import type { Storage, StorageDependencies } from '../storage.ts'
import { StorageError } from '../storage-error.ts'
import { createEmbeddedStore } from './embedded-store.ts'
import { openStorageThread } from './storage-thread.ts'

const masterKeyOf = async (directory: string): Promise<Uint8Array> => {
  const existing = await readMasterKey(directory)
  if (existing !== undefined) return existing
  // A fresh key would open nothing of what is here, and would be in the way of the right one.
  if (existsSync(join(directory, 'keys.db')))
    throw new StorageError('MASTER_KEY_WRONG', { file: join(directory, 'master.key'), reason: 'missing' })
  return createMasterKey(directory)
}

/** @throws {StorageError} */
export const openEmbedded = async (directory: string, { log, faults = {} }: StorageDependencies): Promise<Storage> => {
  await ensureDirectory(directory)
  const thread = await openStorageThread({ directory, master: await masterKeyOf(directory), faults }, log)
  return {
    name: 'embedded',
    tenant: createEmbeddedStore<TenantContext>(thread, tenantScope),
    control: refuseWorkspaceDrop(createEmbeddedStore<ControlContext>(thread, controlScope)),
    check: () => thread.ask(controlScopeName, { kind: 'check' }),
    close: () => thread.close(),
  }
}
