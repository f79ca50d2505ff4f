import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assertDurable, type Connection, openConnection } from './connection.ts'
import type { Operation, Request } from './requests.ts'
import { openScopeFile, type ScopeFile } from './scope-file.ts'
import { coarseSql } from './sql-filter.ts'

const keys = { version: 1, seal: new Uint8Array(32).fill(1), blind: new Uint8Array(32).fill(2) }
let directory: string
let commits: number
let file: ScopeFile

const path = () => join(directory, 'w1-t1.db')
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cairn-file-'))
  commits = 0
  file = openScopeFile(path(), keys, 'w1-t1', {
    beforeCommit: () => {},
    afterCommit: () => {
      commits += 1
    },
  })
})
afterEach(() => {
  file.close()
  rmSync(directory, { recursive: true, force: true })
})

const requests = (...operations: Operation[]): Request[] =>
  operations.map((operation, number) => ({ number, scope: 'w1-t1', operation }))
const append = (stream: string, id: string, expectedHead = 0): Operation => ({
  kind: 'append',
  stream,
  expectedHead,
  entries: [{ id, kind: 'note', at: 1, body: '{}' }],
})
/** A request that fails inside the transaction. */
const failing: Operation = { kind: 'drop' }

describe('a group of requests on one file', () => {
  test('is committed once', () => {
    const group = requests(...Array.from({ length: 50 }, (_, index) => append(`s${index}`, 'a')))
    expect(file.commit(group).every((reply) => 'answer' in reply)).toBe(true)
    expect(commits).toBe(1)
  })

  test('that only reads commits nothing', () => {
    file.commit(requests({ kind: 'head', stream: 's' }, { kind: 'read', stream: 's', after: 0, limit: 10 }))
    expect(commits).toBe(0)
  })

  test('is answered in its order, each seeing what came before it', () => {
    const replies = file.commit(requests(append('s', 'a'), { kind: 'head', stream: 's' }, append('s', 'b', 1)))
    expect(replies).toEqual([
      { number: 0, answer: { outcome: 'appended', head: 1 } },
      { number: 1, answer: 1 },
      { number: 2, answer: { outcome: 'appended', head: 2 } },
    ])
  })

  test('with one that fails loses that one only', () => {
    const replies = file.commit(requests(append('s', 'a'), failing, append('s', 'b', 1), append('s', 'a', 2)))
    expect(replies[0]).toEqual({ number: 0, answer: { outcome: 'appended', head: 1 } })
    expect(replies[1]).toHaveProperty('error')
    expect(replies[2]).toEqual({ number: 2, answer: { outcome: 'appended', head: 2 } })
    expect(replies[3]).toEqual({ number: 3, answer: { outcome: 'duplicate', ids: ['a'], head: 2 } })
  })

  test('a batch with one known id is not written at all', () => {
    file.commit(requests(append('s', 'known')))
    const batch = ['x', 'y', 'known', 'z'].map((id) => ({ id, kind: 'note', at: 1, body: '{}' }))
    const [reply] = file.commit(requests({ kind: 'append', stream: 's', expectedHead: 1, entries: batch }))
    expect(reply).toEqual({ number: 0, answer: { outcome: 'duplicate', ids: ['known'], head: 1 } })
    expect(file.commit(requests({ kind: 'read', stream: 's', after: 0, limit: 10 }))[0]).toMatchObject({
      answer: [{ id: 'known' }],
    })
  })
})

describe('an open file', () => {
  const withConnection = <T>(use: (connection: Connection) => T): T => {
    const connection = openConnection(join(directory, 'other.db'))
    try {
      return use(connection)
    } finally {
      connection.close()
    }
  }

  test('syncs at every commit: write-ahead logging, synchronous is 2', () => {
    withConnection((connection) => {
      expect(connection.statement('PRAGMA journal_mode').row()).toEqual(['wal'])
      expect(connection.statement('PRAGMA synchronous').row()).toEqual([2])
    })
  })

  test('is refused when its commits would not survive a power loss', () => {
    const pragmas = (journal: string, synchronous: number) => (name: string) =>
      name === 'journal_mode' ? journal : synchronous
    expect(() => assertDurable(pragmas('wal', 2))).not.toThrow()
    expect(() => assertDurable(pragmas('wal', 1))).toThrow('durable')
    expect(() => assertDurable(pragmas('wal', 0))).toThrow('durable')
    expect(() => assertDurable(pragmas('delete', 2))).toThrow('durable')
    expect(() => assertDurable(pragmas('memory', 2))).toThrow('durable')
  })

  test("a find on declared fields walks the collection's index, sorted by it", () => {
    const collection = { name: 'people', plain: ['team', 'age'], blind: [], indexes: [['team', 'age']] }
    file.commit(requests({ kind: 'find', collection, filter: {}, sort: [], limit: 1 }))
    file.close()
    const connection = openConnection(path())
    const plan = (filter: Record<string, unknown>, order: string) => {
      const coarse = coarseSql(filter, () => false)
      const sql = `EXPLAIN QUERY PLAN SELECT * FROM "c_people" WHERE ${coarse?.sql} ORDER BY ${order}`
      return connection
        .statement(sql)
        .rows(...(coarse?.values ?? []))
        .map((row) => row[3])
    }
    const byAge = "json_extract(fields, '$.age') ASC"
    expect(plan({ team: 'red' }, byAge)).toEqual([
      expect.stringMatching(/^SEARCH c_people USING INDEX i_people__team__age/),
    ])
    expect(plan({ team: 'red', age: { $gte: 3 } }, byAge)).toEqual([expect.stringContaining('(<expr>=? AND <expr>>?)')])
    expect(plan({ team: { $startsWith: 're' } }, 'id')[0]).toContain('USING INDEX i_people__team__age')
    connection.close()
    file = openScopeFile(path(), keys, 'w1-t1', { beforeCommit: () => {}, afterCommit: () => {} })
  })
})
