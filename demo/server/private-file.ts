import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Replaced as a whole, readable by its owner only: a reader never meets half of it. */
export const writePrivateFile = (path: string, value: unknown): void => {
  const aside = `${path}.${randomBytes(4).toString('hex')}`
  writeFileSync(aside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  renameSync(aside, path)
}

/** @returns undefined when there is none. @throws when it cannot be read or holds no JSON */
export const readPrivateFile = (path: string): unknown =>
  existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
