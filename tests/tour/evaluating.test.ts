import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { recommenders as known } from '../../bench/evaluate/recommend/recommenders.ts'
import { readDocument } from './read-document.ts'

const run = promisify(execFile)
const evaluate = (...parameters: string[]) => run(process.execPath, ['dist/bench/evaluate.js', ...parameters])
const folder = mkdtempSync(join(tmpdir(), 'cairn-evaluating-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('docs/evaluating.md', () => {
  const command = /npm run evaluate -- (retrieval .+)/.exec(readDocument('docs/evaluating.md'))?.[1] ?? ''

  test('its command prints the table that stands there, or the same figures as one line of JSON', async () => {
    const { stdout } = await evaluate(...command.split(' '))
    expect(stdout).toContain('56 documents, 68 queries')
    expect(stdout).toMatch(/^bm25 title \+ body {2,}0\.\d{4}/m)
    const json = await evaluate(...command.split(' '), '--json', '--k', '3')
    const { k, rankers } = JSON.parse(json.stdout) as { k: number; rankers: { ranker: string; ndcg: number }[] }
    expect(k).toBe(3)
    for (const { ranker, ndcg } of rankers) {
      expect(stdout).toContain(ranker)
      expect(ndcg).toBeGreaterThan(0)
    }
  })

  test('its histories are taken as they are written there', async () => {
    const line = /`(\{"user".+?\})`/.exec(readDocument('docs/evaluating.md'))?.[1] ?? ''
    const file = join(folder, 'histories.jsonl')
    writeFileSync(file, `${line}\n${line.replace('u1', 'u2')}\n`)
    const { stdout } = await evaluate('recommend', file, '--json')
    const { tests, recommenders } = JSON.parse(stdout) as { tests: number; recommenders: { hitRate: number }[] }
    expect(tests).toBe(2)
    // Beside them the one that ships.
    expect(recommenders).toHaveLength(known.length + 1)
  })

  test('anchors: the table that stands there is printed, and a likeness finds more than the others and errs less', async () => {
    const { stdout } = await evaluate('anchors')
    const [, table] = /anchors\n```[\s\S]+?```\n([\s\S]+?)\n```/.exec(readDocument('docs/evaluating.md')) ?? []
    expect(stdout.trim()).toBe(table)
    const rows = [...stdout.matchAll(/ all +\d+ +(\d+) +(\d+) +\d+ +\d+ +(\d+)$/gm)].map((row) =>
      row.slice(1).map(Number),
    )
    const [likeness, ...others] = rows
      .toReversed()
      .map(([found = 0, wrong = 0, mistaken = 0]) => ({ found, harm: wrong + mistaken }))
    expect(others).toHaveLength(3)
    for (const other of others) {
      expect(likeness?.found).toBeGreaterThan(other.found)
      expect(likeness?.harm).toBeLessThan(other.harm / 4)
    }
  })

  test('what cannot be evaluated is told in one line, and the exit code says so', async () => {
    const file = join(folder, 'broken.jsonl')
    writeFileSync(file, '{"user":"u1","items":[]}\n')
    await expect(evaluate('recommend', file)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/broken\.jsonl:1: items: /),
    })
    await expect(evaluate('recommend', file, '--k', '0')).rejects.toMatchObject({ code: 2 })
    await expect(evaluate('retrieval', file, '--nonsense')).rejects.toMatchObject({ code: 2 })
  })
})
