import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'libsql'
import { Binary, type Document, MongoClient } from 'mongodb'

const documentsPerInsert = 500

type Row = readonly unknown[]

/**
 * Brings a stopped embedded installation's data to MongoDB as it stands at rest: both forms seal alike, under the same wrapped keys, so that
 * nothing is opened on the way. The directory keeps the master key that opens both.
 */
export const copyToMongodb = async (directory: string, url: string, prefix: string): Promise<void> => {
  const client = await new MongoClient(url).connect()

  const copy = async (
    file: string,
    database: string,
    collection: string,
    sql: string,
    toDocument: (row: Row) => Document,
  ): Promise<void> => {
    const source = new Database(file)
    try {
      const rows = source.prepare(`${sql} LIMIT ? OFFSET ?`).raw(true)
      for (let offset = 0; ; offset += documentsPerInsert) {
        const page = rows.all([documentsPerInsert, offset]) as Row[]
        if (page.length > 0) await client.db(database).collection(collection).insertMany(page.map(toDocument))
        if (page.length < documentsPerInsert) return
      }
    } finally {
      source.close()
    }
  }
  const tablesOf = (file: string): readonly string[] => {
    const source = new Database(file)
    try {
      const rows = source.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'c\\_%' ESCAPE '\\'",
      )
      return (rows.raw(true).all() as Row[]).map(([name]) => String(name))
    } finally {
      source.close()
    }
  }
  const bytes = (value: unknown) => new Binary(value as Uint8Array)

  try {
    await copy(join(directory, 'keys.db'), `${prefix}_keys`, 'keys', 'SELECT scope, wrapped FROM keys', (row) => ({
      _id: row[0],
      wrapped: bytes(row[1]),
    }))
    const tenants = readdirSync(join(directory, 'tenants')).filter((name) => name.endsWith('.db'))
    for (const file of [join(directory, 'control.db'), ...tenants.map((name) => join(directory, 'tenants', name))]) {
      const database = `${prefix}_${basename(file, '.db').replace('-', '_')}`
      await copy(
        file,
        database,
        'entries',
        `SELECT streams.name, seq, id, kind, at, body FROM entries JOIN streams ON streams.key = entries.stream ORDER BY number`,
        ([stream, seq, id, kind, at, body]) => ({
          _id: `${stream}/${seq}`,
          stream,
          seq,
          id,
          kind,
          at,
          body: bytes(body),
        }),
      )
      for (const table of tablesOf(file))
        await copy(
          file,
          database,
          table,
          `SELECT id, fields, body FROM "${table}" ORDER BY id`,
          ([id, fields, body]) => ({
            _id: id,
            f: JSON.parse(String(fields)),
            body: bytes(body),
          }),
        )
    }
  } finally {
    await client.close()
  }
}
