import { describe, expect, test } from 'vitest'
import { filter, isFieldPath } from './filter.ts'
import { limits } from './limits.ts'

const reasonAgainst = (value: unknown): string | undefined => {
  const parsed = filter.safeParse(value)
  return parsed.success ? undefined : parsed.error.issues.map(({ message }) => message).join('; ')
}

describe('saving a filter', () => {
  test('everything the language has is taken as it is', () => {
    const all = {
      a: 'x',
      'b.c': { $eq: null, $ne: 1, $in: [1, 'x', true, null], $nin: ['y'], $exists: true },
      d: { $gt: 1, $gte: 1, $lt: 'x', $lte: 'y', $startsWith: '/', $contains: false, $not: { $not: { $eq: 1 } } },
      $and: [{ a: 1 }, {}],
      $or: [{ $nor: [{ a: 1 }] }],
    }
    expect(filter.parse(all)).toEqual(all)
  })

  test.each([
    ['code', { $where: 'this.a' }],
    ['an expression', { $expr: { $eq: ['$a', 1] } }],
    ['a function', { a: { $function: { body: 'x' } } }],
    ['a real function', { a: () => true }],
    ['a pattern', { a: { $regex: 'x' } }],
    ['a real pattern', { a: /x/ }],
    ['an unknown operator', { a: { $near: 1 } }],
    ['an unknown operator at the top', { $text: { $search: 'x' } }],
    ['an operator as a value', { a: { $eq: { $gt: 1 } } }],
    ['a nested document', { a: { b: 1 } }],
    ['a list as a value', { a: [1] }],
    ['a range on null', { a: { $gt: null } }],
    ['a range on a boolean', { a: { $lt: true } }],
    ['an empty list', { a: { $in: [] } }],
    ['an empty prefix', { a: { $startsWith: '' } }],
    ['an empty comparison', { a: {} }],
    ['an empty $or', { $or: [] }],
    ['$and without a list', { $and: { a: 1 } }],
    ['a list of no filters', { $and: [1, null, 'x'] }],
    ['a missing value', { a: undefined }],
    ['not a number', { a: Number.NaN }],
    ['an endless number', { a: { $gt: Number.POSITIVE_INFINITY } }],
    ['a list', []],
    ['null', null],
    ['a text', '{}'],
  ])('%s is refused, with a reason', (_, value) => {
    expect(reasonAgainst(value)).toBeTruthy()
  })

  test.each([
    '__proto__',
    'a.__proto__',
    'constructor',
    'a.constructor.b',
    'prototype',
    '$a',
    'a.$b',
    'a..b',
    '.a',
    'a.',
    '',
    ' a',
    '1a',
    'a\u0000',
  ])('the path %j is refused', (path) => {
    expect(isFieldPath(path)).toBe(false)
    expect(reasonAgainst(JSON.parse(`{${JSON.stringify(path)}: 1}`))).toBeTruthy()
  })

  test('each limit holds to the digit: one at the limit is taken, one over it is not', () => {
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]))
    const nested = (depth: number): object => (depth === 1 ? { a: 1 } : { $and: [nested(depth - 1)] })
    const negated = (depth: number): object => (depth === 1 ? { $eq: 1 } : { $not: negated(depth - 1) })
    const values = (count: number) => Array.from({ length: count }, (_, index) => index)
    const cases: [number, (size: number) => unknown][] = [
      [limits.filterFields, fields],
      [limits.filterDepth, nested],
      [limits.filterDepth, (depth) => ({ a: negated(depth) })],
      [limits.filterListLength, (count) => ({ a: { $in: values(count) } })],
      [limits.filterListLength, (count) => ({ $or: values(count).map(() => ({ a: 1 })) })],
      [limits.filterTextLength, (length) => ({ a: 'x'.repeat(length) })],
      [limits.filterTextLength, (length) => ({ a: { $contains: 'x'.repeat(length) } })],
      [limits.filterPathLength, (length) => ({ ['x'.repeat(length)]: 1 })],
    ]
    for (const [limit, make] of cases) {
      expect(reasonAgainst(make(limit)), `${make} at ${limit}`).toBeUndefined()
      expect(reasonAgainst(make(limit + 1)), `${make} over ${limit}`).toBeTruthy()
    }
  })

  test('nesting without end is refused without exhausting the stack', () => {
    let and: object = { a: 1 }
    let not: object = { $eq: 1 }
    for (let level = 0; level < 20_000; level += 1) {
      and = { $and: [and] }
      not = { $not: not }
    }
    expect(reasonAgainst(and)).toContain('levels deep')
    expect(reasonAgainst({ a: not })).toContain('levels deep')
  })
})
