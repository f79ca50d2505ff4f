import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { Binary, MongoClient } from 'mongodb'
import { openStorage } from '../../server/storage/open-storage.ts'
import type { Storage, StorageConfig } from '../../server/storage/storage.ts'

/** What stands on the disk or in the database, past the port: to look for what must not be there, and to tamper with it. */
export interface AtRest {
  /** Everything stored, as one text. */
  text(): Promise<string>
  entryBody(tenant: string, id: string): Promise<Buffer>
  setEntryBody(tenant: string, id: string, body: Buffer): Promise<void>
  recordBody(tenant: string, collection: string, id: string): Promise<Buffer>
  setRecordBody(tenant: string, collection: string, id: string, body: Buffer): Promise<void>
  /** Overwrites one plain field. */
  setRecordField(tenant: string, collection: string, id: string, field: string, value: string): Promise<void>
}

/** One installation of one form, which can be closed and opened again over the same data. */
export interface Installation {
  readonly storage: Storage
  readonly atRest: AtRest
  readonly config: StorageConfig
  /** Closes, lets `between` touch what is at rest, and opens again. */
  reopen(between?: (atRest: AtRest) => Promise<void>): Promise<void>
  remove(): Promise<void>
}

export interface Form {
  readonly title: string
  readonly skip: boolean
  install(): Promise<Installation>
}

const installation = async (config: StorageConfig, atRest: AtRest, remove: () => Promise<void>) => {
  let storage = await openStorage(config)
  return {
    get storage() {
      return storage
    },
    atRest,
    config,
    async reopen(between?: (atRest: AtRest) => Promise<void>) {
      await storage.close()
      await between?.(atRest)
      storage = await openStorage(config)
    },
    async remove() {
      await storage.close()
      await remove()
      rmSync(config.directory, { recursive: true, force: true })
    },
  }
}

const temporaryDirectory = () => mkdtempSync(join(tmpdir(), 'cairn-store-'))

const filesAtRest = (directory: string): AtRest => {
  const run = <T>(tenant: string, act: (database: InstanceType<typeof Database>) => T): T => {
    const database = new Database(join(directory, 'tenants', `w1-${tenant}.db`))
    try {
      return act(database)
    } finally {
      database.close()
    }
  }
  const body = (tenant: string, sql: string, id: string): Buffer =>
    run(tenant, (database) => (database.prepare(sql).raw(true).get(id) as [Buffer])[0])
  return {
    text: async () =>
      readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'master.key')
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
        .join('\n'),
    entryBody: async (tenant, id) => body(tenant, 'SELECT body FROM entries WHERE id = ?', id),
    setEntryBody: async (tenant, id, value) =>
      void run(tenant, (database) => database.prepare('UPDATE entries SET body = ? WHERE id = ?').run(value, id)),
    recordBody: async (tenant, collection, id) => body(tenant, `SELECT body FROM "c_${collection}" WHERE id = ?`, id),
    setRecordBody: async (tenant, collection, id, value) =>
      void run(tenant, (database) =>
        database.prepare(`UPDATE "c_${collection}" SET body = ? WHERE id = ?`).run(value, id),
      ),
    setRecordField: async (tenant, collection, id, field, value) =>
      void run(tenant, (database) =>
        database
          .prepare(`UPDATE "c_${collection}" SET fields = json_set(fields, '$.${field}', ?) WHERE id = ?`)
          .run(value, id),
      ),
  }
}

const embedded: Form = {
  title: 'embedded',
  skip: false,
  async install() {
    const directory = temporaryDirectory()
    return installation({ form: 'embedded', directory }, filesAtRest(directory), async () => {})
  },
}

const documentsAtRest = (client: MongoClient, prefix: string): AtRest => {
  const of = (tenant: string, collection: string) =>
    client.db(`${prefix}_w1_${tenant}`).collection<{ _id: string; id: string; body: Binary }>(collection)
  const ours = async () => {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
    return databases.map(({ name }) => name).filter((name) => name.startsWith(`${prefix}_`))
  }
  const bytes = async (found: Promise<{ body: Binary } | null>): Promise<Buffer> =>
    Buffer.from((await found)?.body.value() ?? [])
  return {
    async text() {
      const parts: string[] = []
      for (const name of await ours())
        for (const { name: collection } of await client.db(name).listCollections().toArray())
          for await (const document of client.db(name).collection(collection).find())
            parts.push(
              JSON.stringify(document, (_, value) =>
                value instanceof Binary ? Buffer.from(value.value()).toString('latin1') : value,
              ),
            )
      return parts.join('\n')
    },
    entryBody: (tenant, id) => bytes(of(tenant, 'entries').findOne({ id })),
    setEntryBody: async (tenant, id, body) =>
      void (await of(tenant, 'entries').updateOne({ id }, { $set: { body: new Binary(body) } })),
    recordBody: (tenant, collection, id) => bytes(of(tenant, `c_${collection}`).findOne({ _id: id })),
    setRecordBody: async (tenant, collection, id, body) =>
      void (await of(tenant, `c_${collection}`).updateOne({ _id: id }, { $set: { body: new Binary(body) } })),
    setRecordField: async (tenant, collection, id, field, value) =>
      void (await of(tenant, `c_${collection}`).updateOne({ _id: id }, { $set: { [`f.${field}`]: value } })),
  }
}

const url = process.env.MONGODB_URL

const mongodb: Form = {
  title:
    'MongoDB (on FerretDB this proves the wire, the driver and inserts under unique indexes; not write concern, locking or majority reads)',
  skip: url === undefined,
  async install() {
    const prefix = `c${randomBytes(4).toString('hex')}`
    const client = await new MongoClient(url ?? '').connect()
    const atRest = documentsAtRest(client, prefix)
    const config = { form: 'mongodb', url: url ?? '', directory: temporaryDirectory(), prefix } as const
    return installation(config, atRest, async () => {
      const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
      for (const { name } of databases) if (name.startsWith(`${prefix}_`)) await client.db(name).dropDatabase()
      await client.close()
    })
  },
}

export const forms: readonly Form[] = [embedded, mongodb]
