import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sealEntryBody } from '../sealing/sealed-entry.ts'
import { openConnection } from './connection.ts'
import type { Operation, Reply } from './requests.ts'
import { openScopeFile, type ScopeFile } from './scope-file.ts'

const keys = { version: 1, seal: new Uint8Array(32).fill(1), blind: new Uint8Array(32).fill(2) }
const scope = 'w1-t1'
let directory: string
let file: ScopeFile

const path = () => join(directory, `${scope}.db`)
const open = () => {
  file = openScopeFile(path(), keys, scope, { beforeCommit: () => {}, afterCommit: () => {} })
}
const reopen = () => {
  file.close()
  open()
}
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cairn-entries-'))
  open()
})
afterEach(() => {
  file.close()
  rmSync(directory, { recursive: true, force: true })
})

const commit = (...operations: readonly Operation[]): Reply[] =>
  file.commit(operations.map((operation, number) => ({ number, scope, operation })))
const ask = (operation: Operation): unknown => {
  const [reply] = commit(operation)
  if (reply === undefined || !('answer' in reply)) throw new Error(JSON.stringify(reply))
  return reply.answer
}
const append = (stream: string, expectedHead: number, ...ids: readonly string[]): Operation => ({
  kind: 'append',
  stream,
  expectedHead,
  entries: ids.map((id) => ({ id, kind: 'note', at: 1, body: JSON.stringify({ id }) })),
})
const idsOf = (stream: string, after = 0, limit = 5_000): readonly string[] =>
  (ask({ kind: 'read', stream, after, limit }) as { id: string; seq: number; body: string }[]).map(
    ({ id, seq, body }, index) => {
      expect(seq).toBe(after + index + 1)
      expect(JSON.parse(body)).toEqual({ id })
      return id
    },
  )
const numbered = (stream: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${stream}-${from + index}`)

/** So many that their places are written in between, and some stand in memory alone at the end. */
const appendMany = (streams: readonly string[], each: number): void => {
  for (let head = 0; head < each; head += 20)
    commit(...streams.map((stream) => append(stream, head, ...numbered(stream, head + 1, head + 20))))
}

describe('the entries of many streams that grow together', () => {
  const streams = ['a', 'b', 'c']
  const each = 500

  test('are read whole and in order, whatever of their index is written yet, also after opening the file again', () => {
    appendMany(streams, each)
    for (let round = 0; round < 2; round++) {
      for (const stream of streams) {
        expect(idsOf(stream)).toEqual(numbered(stream, 1, each))
        expect(idsOf(stream, 200, 200)).toEqual(numbered(stream, 201, 400))
        expect(idsOf(stream, 498)).toEqual(numbered(stream, 499, 500))
        expect(idsOf(stream, each)).toEqual([])
        expect(ask({ kind: 'head', stream })).toBe(each)
      }
      reopen()
    }
  })

  test('go on where they ended when the file is opened again, and know every id', () => {
    appendMany(streams, each)
    reopen()
    expect(ask(append('a', each, 'a-501'))).toEqual({ outcome: 'appended', head: 501 })
    expect(ask(append('a', 501, 'a-3'))).toEqual({ outcome: 'duplicate', ids: ['a-3'], head: 501 })
    expect(ask(append('b', 3, 'other'))).toEqual({ outcome: 'conflict', head: each })
    expect(idsOf('a')).toEqual(numbered('a', 1, 501))
  })

  test('stand when another stream is erased: also those appended afterwards, once the file is opened again', () => {
    appendMany(streams, each)
    ask({ kind: 'erase', stream: 'c' })
    expect(idsOf('c')).toEqual([])
    reopen()
    ask(append('a', each, 'a-501'))
    ask(append('c', 0, 'c-1'))
    for (let round = 0; round < 2; round++) {
      expect(idsOf('a')).toEqual(numbered('a', 1, 501))
      expect(idsOf('b')).toEqual(numbered('b', 1, each))
      expect(idsOf('c')).toEqual(['c-1'])
      reopen()
    }
  })

  test('are not lost with a batch that was refused half-way', () => {
    ask(append('a', 0, 'a-1'))
    expect(ask(append('a', 1, 'x', 'y', 'a-1', 'z'))).toEqual({ outcome: 'duplicate', ids: ['a-1'], head: 1 })
    ask(append('b', 0, 'b-1'))
    ask(append('a', 1, 'a-2', 'a-3'))
    for (let round = 0; round < 2; round++) {
      expect(idsOf('a')).toEqual(['a-1', 'a-2', 'a-3'])
      expect(idsOf('b')).toEqual(['b-1'])
      reopen()
    }
  })

  test('are not lost with a group that was rolled back', () => {
    appendMany(streams, each)
    commit(append('a', each, 'a-501'), { kind: 'drop' }, append('b', each, 'b-501'))
    for (let round = 0; round < 2; round++) {
      expect(idsOf('a')).toEqual(numbered('a', 1, 501))
      expect(idsOf('b')).toEqual(numbered('b', 1, 501))
      reopen()
    }
  })
})

test('a file from before rows were numbered is read, and grows on', () => {
  file.close()
  rmSync(path())
  const old = openConnection(path())
  old.execute(`
    CREATE TABLE streams (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE entries (
      stream INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, at NUMERIC NOT NULL, body BLOB NOT NULL);
    CREATE UNIQUE INDEX entries_by_seq ON entries (stream, seq);
    CREATE UNIQUE INDEX entries_by_id ON entries (stream, id);
    INSERT INTO streams VALUES (1, 'a'), (2, 'b');`)
  const insert = old.statement('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)')
  for (const [key, stream, seq] of [
    [1, 'a', 1],
    [2, 'b', 1],
    [1, 'a', 2],
  ] as const) {
    const entry = { seq, id: `${stream}-${seq}`, kind: 'note', at: 1, body: JSON.stringify({ id: `${stream}-${seq}` }) }
    insert.run(key, seq, entry.id, entry.kind, entry.at, sealEntryBody(keys, scope, stream, entry))
  }
  old.close()
  open()
  expect(ask(append('a', 2, 'a-3'))).toEqual({ outcome: 'appended', head: 3 })
  expect(ask(append('b', 1, 'b-1'))).toEqual({ outcome: 'duplicate', ids: ['b-1'], head: 1 })
  expect(idsOf('a')).toEqual(['a-1', 'a-2', 'a-3'])
  expect(idsOf('b')).toEqual(['b-1'])
})
