import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defineCollection } from '../../contract/collection.ts'
import { openStorage } from '../../server/storage/open-storage.ts'
import type { Storage } from '../../server/storage/storage.ts'
import { installationContext, tenantContext } from './contexts.ts'

const people = defineCollection<{ id: string; team: string }>()({
  name: 'people',
  plain: ['team'],
  blind: [],
  indexes: [['team']],
})
const entry = { id: 'a', kind: 'note', at: 1, body: { text: 'x' } }

let directory: string
let storage: Storage

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cairn-embedded-'))
  storage = await openStorage({ form: 'embedded', directory })
})
afterEach(async () => {
  await storage.close()
  rmSync(directory, { recursive: true, force: true })
})

const tenantFiles = () => readdirSync(join(directory, 'tenants')).filter((name) => name.endsWith('.db'))

describe('the embedded form on its disk', () => {
  test('the master key is 256 random bits that only its owner may read', () => {
    const file = join(directory, 'master.key')
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64url')).toHaveLength(32)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('asking for what a tenant never wrote makes neither a file nor a key', async () => {
    const context = tenantContext('nobody')
    expect(await storage.tenant.head(context, 's')).toBe(0)
    expect(await storage.tenant.read(context, 's')).toEqual([])
    expect(await storage.tenant.get(context, people, 'p')).toBeUndefined()
    expect(await storage.tenant.find(context, people, {})).toEqual([])
    expect(tenantFiles()).toEqual([])
  })

  test('files stand in write-ahead logging', async () => {
    await storage.tenant.append(tenantContext('t1'), 's', 0, [entry])
    await storage.control.put(installationContext(), people, { id: 'p', team: 'red' })
    await storage.close()
    for (const file of ['keys.db', 'control.db', 'tenants/w1-t1.db']) {
      const database = new Database(join(directory, file))
      expect(database.prepare('PRAGMA journal_mode').raw(true).get(), file).toEqual(['wal'])
      database.close()
    }
  })

  test('a hundred tenants work with a bounded number of their files open', async () => {
    const contexts = Array.from({ length: 100 }, (_, index) => tenantContext(`t${index}`))
    await Promise.all(contexts.map((context) => storage.tenant.append(context, 's', 0, [entry])))
    for (const context of contexts) await storage.tenant.append(context, 's', 1, [{ ...entry, id: 'b' }])
    expect(tenantFiles()).toHaveLength(100)
    if (process.platform === 'linux') {
      const open = readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          return [readlinkSync(`/proc/self/fd/${fd}`)]
        } catch {
          return []
        }
      })
      const files = new Set(open.filter((path) => path.startsWith(join(directory, 'tenants')) && path.endsWith('.db')))
      expect(files.size).toBeGreaterThan(0)
      // 64 in use, and at most 16 closed ones whose statements the driver still holds.
      expect(files.size).toBeLessThanOrEqual(80)
    }
    const heads = await Promise.all(contexts.map((context) => storage.tenant.head(context, 's')))
    expect(heads.every((head) => head === 2)).toBe(true)
  })

  test("a dropped tenant's key is gone from the disk, and a backup of its file opens nowhere", async () => {
    const context = tenantContext('t1')
    await storage.tenant.append(context, 's', 0, [entry])
    await storage.close()
    const backup = join(directory, 'backup.db')
    cpSync(join(directory, 'tenants/w1-t1.db'), backup)
    const keys = new Database(join(directory, 'keys.db'))
    const [wrapped] = keys.prepare('SELECT wrapped FROM keys WHERE scope = ?').raw(true).get('w1-t1') as [Buffer]
    keys.close()

    storage = await openStorage({ form: 'embedded', directory })
    await storage.tenant.drop(context)
    expect(tenantFiles()).toEqual([])
    for (const name of readdirSync(directory).filter((file) => file.startsWith('keys.db')))
      expect(readFileSync(join(directory, name)).includes(wrapped), name).toBe(false)
    await storage.close()

    cpSync(backup, join(directory, 'tenants/w1-t1.db'))
    storage = await openStorage({ form: 'embedded', directory })
    await expect(storage.tenant.read(context, 's')).rejects.toThrow('without its key')
    await expect(storage.tenant.append(context, 's', 0, [entry])).rejects.toThrow('without its key')
    await storage.tenant.drop(context)
    expect(await storage.tenant.append(context, 's', 0, [entry])).toEqual({ outcome: 'appended', head: 1 })
  })

  test('after closing, calls are refused and closing again is no error', async () => {
    const late = storage.tenant.append(tenantContext('t1'), 's', 0, [entry])
    await storage.close()
    expect(await late).toEqual({ outcome: 'appended', head: 1 })
    await expect(storage.tenant.head(tenantContext('t1'), 's')).rejects.toThrow('closed')
    await expect(storage.check()).rejects.toThrow('closed')
    await storage.close()
  })
})

describe('the embedded form at its start', () => {
  const refusal = (path: string) => openStorage({ form: 'embedded', directory: path })

  test('a directory that is open already is refused', async () => {
    await expect(refusal(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE', facts: { directory } })
  })

  test('a path that is no directory is refused', async () => {
    const file = join(directory, 'file')
    writeFileSync(file, 'x')
    await expect(refusal(file)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNREADABLE', facts: { directory: file } })
    await expect(refusal(join(file, 'inside'))).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNREADABLE' })
  })

  test('a file of keys that is no database is refused and left alone', async () => {
    await storage.close()
    writeFileSync(join(directory, 'keys.db'), 'not a database, and long enough to be looked at as one'.repeat(100))
    const before = readFileSync(join(directory, 'keys.db'))
    await expect(refusal(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNREADABLE' })
    expect(readFileSync(join(directory, 'keys.db')).equals(before)).toBe(true)
    expect(existsSync(join(directory, 'master.key'))).toBe(true)
  })
})
