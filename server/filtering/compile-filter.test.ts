import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Filter, Scalar } from '../../contract/filter.ts'
import { compileFilter } from './compile-filter.ts'

// A second, naive reading of the same semantics, straight from MongoDB's manual, to hold the evaluator against.

type Value = Scalar | undefined | readonly Value[] | { readonly [key: string]: Value }

const valueAt = (document: Value, path: string): Value =>
  path.split('.').reduce<Value>((value, segment) => {
    if (Array.isArray(value)) return /^\d+$/.test(segment) ? (value[Number(segment)] as Value) : undefined
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
    return (value as Record<string, Value>)[segment]
  }, document)

/** A list matches through its elements. */
const some = (value: Value, test: (one: Value) => boolean): boolean =>
  Array.isArray(value) ? value.some((one) => test(one as Value)) : test(value)

const same = (value: Value, operand: Scalar): boolean => value === operand || (operand === null && value === undefined)
const equals = (value: Value, operand: Scalar): boolean => some(value, (one) => same(one, operand))
const ordered = (value: Value, operand: unknown, holds: (order: number) => boolean): boolean =>
  some(value, (one) => {
    if (typeof one !== typeof operand || (typeof one !== 'number' && typeof one !== 'string')) return false
    return holds(one < (operand as typeof one) ? -1 : one > (operand as typeof one) ? 1 : 0)
  })

const compares = (value: Value, operator: string, operand: unknown): boolean => {
  switch (operator) {
    case '$eq':
      return equals(value, operand as Scalar)
    case '$ne':
      return !equals(value, operand as Scalar)
    case '$gt':
      return ordered(value, operand, (order) => order > 0)
    case '$gte':
      return ordered(value, operand, (order) => order >= 0)
    case '$lt':
      return ordered(value, operand, (order) => order < 0)
    case '$lte':
      return ordered(value, operand, (order) => order <= 0)
    case '$in':
      return (operand as Scalar[]).some((one) => equals(value, one))
    case '$nin':
      return !(operand as Scalar[]).some((one) => equals(value, one))
    case '$exists':
      return (value !== undefined) === operand
    case '$startsWith':
      return some(value, (one) => typeof one === 'string' && one.startsWith(operand as string))
    case '$contains':
      return Array.isArray(value)
        ? value.includes(operand)
        : typeof value === 'string' && typeof operand === 'string' && value.includes(operand)
    case '$not':
      return !Object.entries(operand as object).every(([inner, part]) => compares(value, inner, part))
    default:
      throw new Error(operator)
  }
}

const matches = (filter: Filter, document: Value): boolean =>
  Object.entries(filter).every(([key, part]) => {
    if (key === '$and') return (part as Filter[]).every((inner) => matches(inner, document))
    if (key === '$or') return (part as Filter[]).some((inner) => matches(inner, document))
    if (key === '$nor') return !(part as Filter[]).some((inner) => matches(inner, document))
    const value = valueAt(document, key)
    if (typeof part !== 'object' || part === null) return equals(value, part as Scalar)
    return Object.entries(part).every(([operator, operand]) => compares(value, operator, operand))
  })

const texts = fc.string({ unit: fc.constantFrom('a', 'b', '$', '.', 'é'), maxLength: 3 })
const numbers = fc.constantFrom(-1, 0, 0.5, 1, 2, 1e300)
const scalars = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null))
const lists = fc.array(scalars, { maxLength: 3 })
const bounds = fc.oneof(texts, numbers)
const comparison = fc
  .record(
    {
      $eq: scalars,
      $ne: scalars,
      $gt: bounds,
      $gte: bounds,
      $lt: bounds,
      $lte: bounds,
      $in: fc.array(scalars, { minLength: 1, maxLength: 3 }),
      $nin: fc.array(scalars, { minLength: 1, maxLength: 3 }),
      $exists: fc.boolean(),
      $startsWith: fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 2 }),
      $contains: scalars,
    },
    { requiredKeys: [] },
  )
  .filter((made) => Object.keys(made).length > 0)
const part = fc.oneof(
  scalars,
  comparison,
  comparison.map(($not) => ({ $not })),
)
const fields = fc
  .dictionary(fc.constantFrom('a', 'b', 'list', 'inner.a', 'inner.deep.b', 'list.1', 'absent'), part, {
    maxKeys: 2,
    noNullPrototype: true,
  })
  .map((made) => made as Filter)
const listsOf = (inner: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> =>
  fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(inner, { minLength: 1, maxLength: 2 }), fields)
    .map(([operator, filters, beside]) => ({ ...beside, [operator]: filters }))
const sparse = fc.oneof(fields, listsOf(fields), listsOf(listsOf(fields)))
const documents = fc.record(
  {
    a: fc.oneof(scalars, lists),
    b: scalars,
    list: fc.oneof(lists, scalars),
    inner: fc.oneof(
      scalars,
      fc.record({ a: scalars, deep: fc.record({ b: lists }, { requiredKeys: [] }) }, { requiredKeys: [] }),
    ),
  },
  { requiredKeys: [] },
)

describe('a compiled filter', () => {
  test('matches exactly what a naive reading of the semantics matches', () => {
    let matched = 0
    fc.assert(
      fc.property(sparse, documents, (filter, document) => {
        const expected = matches(filter, document as Value)
        if (expected) matched += 1
        expect(compileFilter(filter)(document)).toBe(expected)
      }),
      { numRuns: 3_000 },
    )
    expect(matched).toBeGreaterThan(500)
  })

  test('cannot reach an operator that runs code, backtracks or is unknown', () => {
    for (const operator of [
      '$where',
      '$expr',
      '$function',
      '$regex',
      '$jsonSchema',
      '$elemMatch',
      '$type',
      '$mod',
      '$x',
    ]) {
      expect(() => compileFilter({ [operator]: 'true' } as Filter), operator).toThrow(TypeError)
      expect(() => compileFilter({ a: { [operator]: 'true' } } as Filter), operator).toThrow(TypeError)
      expect(() => compileFilter({ a: { $not: { [operator]: 'true' } } } as Filter), operator).toThrow(TypeError)
      expect(() => compileFilter({ $or: [{ a: { [operator]: 'true' } }] } as Filter), operator).toThrow(TypeError)
    }
  })

  test('takes no operator, list, function or pattern where a value belongs', () => {
    for (const value of [{ $gt: '' }, ['a'], () => true, /a/, new Date(0), Number.NaN, undefined, Symbol('s'), 1n])
      for (const operator of ['$eq', '$ne', '$gt', '$contains', '$startsWith', '$in', '$exists'])
        if (!(operator === '$in' && Array.isArray(value)))
          expect(() => compileFilter({ a: { [operator]: value } } as Filter)).toThrow(TypeError)
  })

  test('sees own fields only: a prototype, a method or a length is not there', () => {
    for (const path of ['toString', 'hasOwnProperty', 'list.length', 'text.length', 'inner.valueOf'])
      expect(compileFilter({ [path]: { $exists: true } })({ list: [1], text: 'abc', inner: {} }), path).toBe(false)
    for (const path of ['__proto__', 'constructor', 'a.__proto__.b', 'a.constructor', 'prototype.x'])
      expect(() => compileFilter(JSON.parse(`{${JSON.stringify(path)}: 1}`) as Filter), path).toThrow(TypeError)
  })

  test('leaves prototypes as they were, whatever it was given', () => {
    const attempts = [
      '{"__proto__": {"polluted": 1}}',
      '{"a": {"__proto__": {"polluted": 1}}}',
      '{"constructor": {"$eq": 1}}',
    ]
    for (const attempt of attempts) expect(() => compileFilter(JSON.parse(attempt) as Filter)).toThrow(TypeError)
    compileFilter({ a: 1 })(JSON.parse('{"__proto__": {"polluted": 1}}') as object)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('works on documents without a prototype, and changes neither filter nor document', () => {
    const document = Object.freeze(Object.assign(Object.create(null), { a: Object.freeze(['x']) })) as object
    const filter = Object.freeze({ a: Object.freeze({ $in: Object.freeze(['x']) }) }) as unknown as Filter
    expect(compileFilter(filter)(document)).toBe(true)
  })

  test('is refused when it nests without end', () => {
    let deep: Filter = { a: 1 }
    for (let level = 0; level < 10_000; level += 1) deep = { $and: [deep] }
    expect(() => compileFilter(deep)).toThrow(TypeError)
    let not: object = { $eq: 1 }
    for (let level = 0; level < 10_000; level += 1) not = { $not: not }
    expect(() => compileFilter({ a: not } as Filter)).toThrow(TypeError)
  })
})
