import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import type { RetrievalStanding } from '../contract/retrieval-finding.ts'
import type { Command } from './command.ts'
import { evaluateRetrieval } from './evaluate-retrieval.ts'

const folder = mkdtempSync(join(tmpdir(), 'cairn-labelled-'))
const file = join(folder, 'questions.jsonl')
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

const standing: RetrievalStanding = {
  vectors: 'auto',
  from: 'own-texts',
  used: true,
  state: 'ready',
  finding: {
    at: 1,
    by: 'own-texts',
    catalogue: 'v1',
    labelled: 2,
    recorded: 31,
    without: { ndcg: 0.5, mrr: 0.4 },
    with: { ndcg: 0.6, mrr: 0.5 },
    interval: [0.02, 0.18],
    helps: true,
    needs: 30,
  },
}
const run = async (words: readonly string[], answer = standing) => {
  const calls: unknown[][] = []
  const printed: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
  const call = async (...given: unknown[]) => {
    calls.push(given)
    return answer
  }
  await evaluateRetrieval({
    words,
    tenant: 'acme',
    options: {},
    origins: [],
    call,
    lines: undefined,
  } as unknown as Command)
  return { calls, text: printed.join('\n') }
}

test('labelled questions go along line by line, and both ways are printed', async () => {
  writeFileSync(file, '{"query":"a"}\n\n{"query":"b"}\n')
  const { calls, text } = await run([file])
  expect(calls).toEqual([
    ['POST', '/v1/tenants/acme/retrieval/evaluate', { questions: [{ query: 'a' }, { query: 'b' }] }],
  ])
  expect(text).toMatch(/words alone +NDCG@10 0\.5000/)
  expect(text).toMatch(/vectors help/)
  expect(text).toMatch(/answers go by words and vectors/)
})

test('a line that is no JSON is named, and nothing is asked', async () => {
  writeFileSync(file, '{"query":"a"}\n{"query":\n')
  await expect(run([file])).rejects.toThrow(/questions\.jsonl:2: not valid JSON/)
})

test('where there is nothing to compare with it says why', async () => {
  const { text } = await run([], { ...standing, used: false, state: 'too-few', finding: null })
  expect(text).toMatch(/nothing to compare with: vectors from own-texts are too-few/)
  expect(text).toMatch(/words alone/)
})
