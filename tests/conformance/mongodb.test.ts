import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineCollection } from '../../contract/collection.ts'
import { openStorage } from '../../server/storage/open-storage.ts'
import { tenantContext } from './contexts.ts'

const directory = mkdtempSync(join(tmpdir(), 'cairn-mongo-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const people = defineCollection<{ id: string; team: string }>()({
  name: 'people',
  plain: ['team'],
  blind: [],
  indexes: [['team']],
})
const entry = (id: string) => ({ id, kind: 'note', at: 1, body: { text: 'x' } })

describe('the MongoDB form at its start', () => {
  test('a server that does not answer is named, without the password', async () => {
    const url = 'mongodb://user:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=300'
    const failure = await openStorage({ form: 'mongodb', url, directory }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'MONGODB_UNREACHABLE', facts: { hosts: '127.0.0.1:1' } })
    expect(String(failure)).not.toContain('hunter2')
  })

  test('an address that is none is refused, and not repeated', async () => {
    const failure = await openStorage({ form: 'mongodb', url: 'mongo:user:hunter2@x', directory }).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ code: 'MONGODB_UNREACHABLE' })
    expect(String(failure)).not.toContain('hunter2')
  })
})

const url = process.env.MONGODB_URL
if (url === undefined)
  process.stderr.write('SKIPPED: what the MongoDB form sends; set MONGODB_URL to a server to run it\n')

describe.skipIf(url === undefined)('what the MongoDB form sends', () => {
  const prefix = `m${randomBytes(4).toString('hex')}`
  const config = { form: 'mongodb', url: url ?? '', directory, prefix } as const
  let client: MongoClient

  beforeAll(async () => {
    client = await new MongoClient(url ?? '').connect()
  })
  afterAll(async () => {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
    for (const { name } of databases) if (name.startsWith(`${prefix}_`)) await client.db(name).dropDatabase()
    await client.close()
  })

  test('every write asks for the disks of a majority, every read for what a majority has', async () => {
    const commands: [string, Record<string, unknown>][] = []
    const storage = await openStorage(config, { onCommand: (name, command) => commands.push([name, command]) })
    const context = tenantContext('t1')
    await storage.tenant.append(context, 's', 0, [entry('a'), entry('b')])
    await storage.tenant.append(context, 's', 2, [entry('c')])
    await storage.tenant.read(context, 's')
    await storage.tenant.put(context, people, { id: 'p', team: 'red' })
    await storage.tenant.insert(context, people, { id: 'q', team: 'red' })
    await storage.tenant.find(context, people, { team: { $contains: 're' } })
    await storage.tenant.delete(context, people, 'q')
    await storage.tenant.eraseStream(context, 's')
    await storage.tenant.drop(context)
    await storage.close()

    const named = (...names: string[]) => commands.filter(([name]) => names.includes(name))
    const writes = named('insert', 'update', 'delete', 'createIndexes', 'dropDatabase')
    expect(new Set(writes.map(([name]) => name)).size).toBe(5)
    for (const [name, command] of writes) expect(command.writeConcern, name).toEqual({ w: 'majority', j: true })
    const reads = named('find', 'aggregate', 'count')
    expect(reads.length).toBeGreaterThan(3)
    for (const [name, command] of reads) expect(command.readConcern, name).toEqual({ level: 'majority' })
  })

  test('no command carries code, a pattern, a transaction or a conditional update', async () => {
    const commands: string[] = []
    const storage = await openStorage(config, {
      onCommand: (name, command) => commands.push(`${name} ${JSON.stringify(command)}`),
    })
    const context = tenantContext('t2')
    await storage.tenant.put(context, people, { id: 'p', team: '.*' })
    await storage.tenant.find(context, people, { team: { $startsWith: '.*' } })
    await storage.tenant.find(context, people, { team: { $contains: '.*', $not: { $startsWith: 'x' } } })
    await expect(storage.tenant.find(context, people, { team: { $where: '1' } as never })).rejects.toThrow(TypeError)
    await storage.close()
    expect(commands.length).toBeGreaterThan(3)
    for (const command of commands)
      expect(command).not.toMatch(/\$(where|function|expr|regex|accumulator)|mapReduce|startTransaction|findAndModify/)
  })

  test('two processes that meet a new tenant at once end with one key', async () => {
    const [one, two] = await Promise.all([openStorage(config), openStorage(config)])
    for (let round = 0; round < 5; round += 1) {
      const context = tenantContext(`new${round}`)
      await Promise.all([
        one.tenant.append(context, 'one', 0, [entry('a')]),
        two.tenant.append(context, 'two', 0, [entry('a')]),
      ])
      expect(await one.tenant.read(context, 'two')).toHaveLength(1)
      expect(await two.tenant.read(context, 'one')).toHaveLength(1)
    }
    await Promise.all([one.close(), two.close()])
  })

  test('data whose key was destroyed opens nowhere, and is not written to under a fresh key', async () => {
    const first = await openStorage(config)
    const context = tenantContext('orphan')
    await first.tenant.append(context, 's', 0, [entry('a')])
    await first.close()
    await client.db(`${prefix}_keys`).collection<{ _id: string }>('keys').deleteOne({ _id: 'w1-orphan' })
    const storage = await openStorage(config)
    await expect(storage.tenant.read(context, 's')).rejects.toThrow('without its key')
    await expect(storage.tenant.append(context, 's', 1, [entry('b')])).rejects.toThrow('without its key')
    await storage.tenant.drop(context)
    expect(await storage.tenant.append(context, 's', 0, [entry('a')])).toEqual({ outcome: 'appended', head: 1 })
    await storage.close()
  })

  test('one entry, and that there is none, is found by its place alone: never by a look through the collection', async () => {
    const finds: unknown[] = []
    const storage = await openStorage(config, {
      onCommand: (name, { filter }) => void (name === 'find' && finds.push(filter)),
    })
    const context = tenantContext('placed')
    await storage.tenant.append(context, 's', 0, [entry('a'), entry('b')])
    await storage.tenant.read(context, 's')
    finds.length = 0
    expect(await storage.tenant.read(context, 's', { after: 1, limit: 1 })).toMatchObject([{ id: 'b', seq: 2 }])
    expect(await storage.tenant.read(context, 's', { after: 2 })).toEqual([])
    expect(await storage.tenant.read(context, 'nobody')).toEqual([])
    expect(finds).toEqual([{ _id: 's/2' }, { _id: 's/3' }, { _id: 'nobody/1' }])
    await storage.close()
  })

  test('entries from before an entry was stored under its place are read as they were', async () => {
    const first = await openStorage(config)
    const context = tenantContext('older')
    await first.tenant.append(context, 's', 0, [entry('a'), entry('b')])
    await first.close()
    const entries = client.db(`${prefix}_w1_older`).collection('entries')
    const documents = await entries.find().toArray()
    await entries.deleteMany({})
    await entries.insertMany(documents.map(({ _id, ...document }) => document))

    const storage = await openStorage(config)
    await storage.tenant.append(context, 's', 2, [entry('c')])
    expect((await storage.tenant.read(context, 's')).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(await storage.tenant.read(context, 's', { after: 0, limit: 1 })).toMatchObject([{ id: 'a', seq: 1 }])
    await storage.close()
  })

  test('appenders in two processes stay free of gaps', async () => {
    const storages = await Promise.all([openStorage(config), openStorage(config)])
    const context = tenantContext('shared')
    await Promise.all(
      storages.map(async ({ tenant }, writer) => {
        let head = 0
        for (let n = 0; n < 15; n += 1)
          for (;;) {
            const result = await tenant.append(context, 's', head, [entry(`${writer}-${n}`)])
            head = result.head
            if (result.outcome === 'appended') break
          }
      }),
    )
    const entries = (await storages[0]?.tenant.read(context, 's')) ?? []
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
    await Promise.all(storages.map((storage) => storage.close()))
  })
})
