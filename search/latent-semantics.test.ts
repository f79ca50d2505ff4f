import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { seededUnits } from '../contract/seeded-units.ts'
import { queryTerms } from './bm25.ts'
import { learnLatentSemantics, placeInLatentSpace } from './latent-semantics.ts'
import { nearest } from './nearest.ts'
import { dot, orthonormalise } from './orthonormalise.ts'
import { rightSingularVectors } from './right-singular-vectors.ts'
import { sparseRows } from './sparse-rows.ts'

const signs = (seed: number) => {
  const unit = seededUnits(seed)
  return () => (unit() < 0.5 ? -1 : 1)
}
const terms = (text: string) => queryTerms(text.split(' '))

describe('learning from the texts alone', () => {
  const texts = [
    'car engine wheel',
    'automobile engine wheel',
    'car automobile repair engine',
    'wheel engine repair',
    'bread oven flour',
    'loaf oven flour',
    'bread loaf yeast oven',
    'flour yeast oven',
  ]
  const learnt = learnLatentSemantics(texts.map(terms))

  test('a text is found by a word that it does not hold, when others use the two alike', () => {
    const found = nearest(learnt.documents, placeInLatentSpace(learnt, terms('automobile')), 4)
    expect(found.map(({ document }) => document)).toContain(0)
    expect(found.every(({ document }) => document < 4)).toBe(true)
  })

  test('a query that shares no word with the texts finds nothing', () => {
    expect(nearest(learnt.documents, placeInLatentSpace(learnt, terms('zebra')), 4)).toEqual([])
  })

  test('the same texts give the same vectors, bit by bit', () => {
    expect(learnLatentSemantics(texts.map(terms))).toEqual(learnt)
  })

  test('there are never more than 128 dimensions, and never more than half as many as texts', () => {
    expect(learnt.basis.dimensions).toBe(4)
    const sign = signs(1)
    const many = Array.from({ length: 400 }, () =>
      queryTerms(Array.from({ length: 300 }, (_, word) => `w${word}`).filter(() => sign() > 0)),
    )
    expect(learnLatentSemantics(many).basis.dimensions).toBe(128)
  })

  test('no texts, or texts with nothing in common, are no trouble', () => {
    expect(learnLatentSemantics([]).documents.values).toHaveLength(0)
    const strangers = learnLatentSemantics([terms('one'), terms('two')])
    expect(nearest(strangers.documents, placeInLatentSpace(strangers, terms('one')), 5)).toEqual([])
  })
})

test('the vectors found are those of an exact decomposition', () => {
  const sign = signs(3)
  const next = () => (sign() > 0 ? sign() * 0.5 + 1 : 0)
  // Columns of falling weight, so that the leading directions stand clear of each other.
  const dense = Array.from({ length: 60 }, () => Array.from({ length: 30 }, (_, column) => next() * 0.8 ** column))
  const sparse = sparseRows(
    dense.map((row) => new Map(row.flatMap((value, column) => (value === 0 ? [] : [[column, value] as const])))),
    30,
  )
  const exact = new SingularValueDecomposition(new Matrix(dense)).rightSingularVectors
  const found = rightSingularVectors(sparse, 6)
  expect(found).toHaveLength(6)
  found.forEach((vector, index) => {
    expect(Math.abs(dot(vector, Float64Array.from(exact.getColumn(index))))).toBeCloseTo(1, 6)
  })
})

test('columns that say nothing new are left out', () => {
  const columns = [
    [1, 1, 0],
    [2, 2, 0],
    [0, 1, 1],
  ].map((column) => Float64Array.from(column))
  const kept = orthonormalise(columns)
  expect(kept).toHaveLength(2)
  expect(dot(kept[0] as Float64Array, kept[1] as Float64Array)).toBeCloseTo(0, 12)
})
