import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { evaluateRetrieval, type RetrievalScores } from './evaluate-retrieval.ts'
import { type LabelledSet, readLabelledSet } from './labelled-set.ts'
import { rankersFor } from './rankers.ts'

const file = (name: string) => `demo/evaluation/${name}.jsonl`
let set: LabelledSet
let rows: readonly RetrievalScores[]
const of = (ranker: string) => rows.find((row) => row.ranker === ranker) as RetrievalScores

beforeAll(async () => {
  set = readLabelledSet({ documents: file('documents'), queries: file('queries'), relevance: file('relevance') })
  rows = await evaluateRetrieval(set, rankersFor('en'), 10)
})

test('the labelled set that ships is large enough to tell rankers apart', () => {
  expect(set.documents.length).toBeGreaterThanOrEqual(40)
  expect(set.queries.length).toBeGreaterThanOrEqual(40)
  expect(set.unjudged).toBe(0)
})

test('what help search uses finds more than the baselines do, and more than either field alone', () => {
  const used = of('bm25 title + body').ndcg
  for (const ranker of [
    'word overlap (baseline)',
    'minisearch (baseline)',
    'bm25 title',
    'bm25 body',
    'bm25 title + body, by rank',
  ])
    expect(used, ranker).toBeGreaterThan(of(ranker).ndcg)
})

test('vectors stay off by default because they do not help on so few texts', () => {
  expect(of('bm25 title + body, lsa, by rank').ndcg).toBeLessThan(of('bm25 title + body').ndcg)
})

test('the table in docs/evaluating.md is what comes out', () => {
  const table = readFileSync('docs/evaluating.md', 'utf8')
  for (const { ranker, hitRate, mrr, map, ndcg } of rows) {
    const line = table.split('\n').find((one) => one.startsWith(`${ranker}  `)) ?? ''
    const figures = line.slice(ranker.length).trim().split(/\s+/).map(Number)
    expect(figures, ranker).toHaveLength(4)
    // Logarithms may differ in their last bit between machines, and with them the order of near equals.
    for (const [index, value] of [hitRate, mrr, map, ndcg].entries())
      expect(Math.abs((figures[index] ?? 0) - value), ranker).toBeLessThan(0.02)
  }
})
