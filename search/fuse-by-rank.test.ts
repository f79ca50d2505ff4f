import { expect, test } from 'vitest'
import { fuseByRank } from './fuse-by-rank.ts'

const list = (...documents: number[]) => documents.map((document) => ({ document, score: 100 - document }))

test('each list adds 1 / (60 + rank), whatever its scores are', () => {
  expect(fuseByRank([list(7, 3), list(3)])).toEqual([
    { document: 3, score: 1 / 62 + 1 / 61 },
    { document: 7, score: 1 / 61 },
  ])
})

test('equals stand in the order of the documents', () => {
  expect(fuseByRank([list(9), list(4)]).map(({ document }) => document)).toEqual([4, 9])
})
