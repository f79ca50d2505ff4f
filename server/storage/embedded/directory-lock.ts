import { join } from 'node:path'
import Database from 'libsql'

/** Another process holds the directory. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError'
}

/**
 * One process per directory: heads are remembered and commits are grouped on the strength of it. The lock is SQLite's own exclusive
 * one, so the operating system gives it back however the process ends.
 * @returns what lets it go again. @throws {DirectoryInUseError}
 */
export const lockDirectory = (directory: string): (() => void) => {
  const lock = new Database(join(directory, 'lock.db'))
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw new DirectoryInUseError()
    throw error
  }
  return () => {
    lock.exec('ROLLBACK')
    lock.close()
  }
}
