import type { Storage, StorageConfig, StorageDependencies } from './storage.ts'

/** @throws {StorageError} when it cannot start: the code says why. */
export const openStorage = async (config: StorageConfig, dependencies: StorageDependencies = {}): Promise<Storage> => {
  // Each form brings its own driver; only the one that is used is loaded.
  switch (config.form) {
    case 'embedded':
      return (await import('./embedded/open-embedded.ts')).openEmbedded(config.directory, dependencies)
    case 'mongodb':
      return (await import('./mongodb/open-mongodb.ts')).openMongodb(config, dependencies)
    default:
      return config satisfies never
  }
}
