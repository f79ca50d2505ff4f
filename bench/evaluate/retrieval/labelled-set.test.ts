import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readLabelledSet } from './labelled-set.ts'

const folder = mkdtempSync(join(tmpdir(), 'cairn-labelled-'))
afterAll(() => rmSync(folder, { recursive: true }))

const documents = '{"id":"d1","title":"One","text":"first"}\n{"id":2,"text":"second"}\n'
const queries = '{"id":"q1","text":"one"}\n\n{"id":"q2","text":"two"}\n'
const relevance = '{"query":"q1","document":"d1","grade":2}\n{"query":"q1","document":2,"grade":0}\n'

const read = (given: { documents?: string; queries?: string; relevance?: string }) => {
  const files = { documents, queries, relevance, ...given }
  const pathOf = (name: keyof typeof files) => {
    const path = join(folder, `${name}.jsonl`)
    writeFileSync(path, files[name])
    return path
  }
  return readLabelledSet({ documents: pathOf('documents'), queries: pathOf('queries'), relevance: pathOf('relevance') })
}

test('grades of 0 are no relevance, and queries without any are counted and left out', () => {
  const set = read({})
  expect(set.documents.map(({ id }) => id)).toEqual(['d1', '2'])
  expect(set.queries).toEqual([{ id: 'q1', text: 'one', grades: new Map([['d1', 2]]) }])
  expect(set.unjudged).toBe(1)
})

test.each([
  ['a line that is no JSON', { documents: `${documents}{"id":` }, /documents\.jsonl:3: not valid JSON/],
  ['a field of the wrong kind', { queries: '{"id":"q1","text":7}' }, /queries\.jsonl:1: text: /],
  ['an id that was used before', { documents: `${documents}${documents}` }, /documents\.jsonl:3: the id d1 /],
  [
    'a query that does not exist',
    { relevance: `${relevance}{"query":"q9","document":"d1","grade":1}` },
    /relevance\.jsonl:3: there is no query q9/,
  ],
  [
    'a document that does not exist',
    { relevance: '{"query":"q1","document":"d9","grade":1}' },
    /relevance\.jsonl:1: there is no document d9/,
  ],
  ['a pair that was graded before', { relevance: `${relevance}${relevance}` }, /relevance\.jsonl:3: this pair/],
  ['an empty file', { queries: '\n' }, /queries\.jsonl: holds no line/],
  ['nothing relevant at all', { relevance: '{"query":"q1","document":"d1","grade":0}' }, /nothing is relevant/],
])('%s is named with its file and line', (_, given, problem) => {
  expect(() => read(given)).toThrow(problem)
})

test('a file that is not there is named', () => {
  const missing = join(folder, 'missing.jsonl')
  expect(() => readLabelledSet({ documents: missing, queries: missing, relevance: missing })).toThrow(
    /missing\.jsonl: cannot be read \(ENOENT\)/,
  )
})
