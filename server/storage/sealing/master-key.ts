import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { StorageError } from '../storage-error.ts'

const masterKeyBytes = 32

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? 'unknown')

/** Makes the directory when it is not there. @throws {StorageError} DATA_DIRECTORY_UNREADABLE */
export const ensureDirectory = async (directory: string): Promise<void> => {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const probe = join(directory, `.probe-${randomBytes(6).toString('hex')}`)
    await (await open(probe, 'wx', 0o600)).close()
    await unlink(probe)
  } catch (error) {
    throw new StorageError('DATA_DIRECTORY_UNREADABLE', { directory, reason: codeOf(error) }, error)
  }
}

/** @returns undefined when there is none yet. @throws {StorageError} MASTER_KEY_WRONG for a file that holds no key. */
export const readMasterKey = async (directory: string): Promise<Uint8Array | undefined> => {
  const path = join(directory, 'master.key')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new StorageError('DATA_DIRECTORY_UNREADABLE', { directory, reason: codeOf(error) }, error)
  }
  const key = Buffer.from(text.trim(), 'base64url')
  if (key.length !== masterKeyBytes) throw new StorageError('MASTER_KEY_WRONG', { file: path, reason: 'malformed' })
  return key
}

/**
 * Writes a fresh key, whole or not at all: it is synced under another name and then linked, which fails when somebody was faster; their
 * key is the key then.
 */
export const createMasterKey = async (directory: string): Promise<Uint8Array> => {
  const path = join(directory, 'master.key')
  const draft = join(directory, `.master-${randomBytes(6).toString('hex')}`)
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(masterKeyBytes).toString('base64url')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
  await syncDirectory(directory)
  const key = await readMasterKey(directory)
  if (key === undefined) throw new StorageError('MASTER_KEY_WRONG', { file: path, reason: 'missing' })
  return key
}

/** A new name is durable only once its directory is. Windows cannot open a directory and needs no such thing. */
const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
