import { expect, test } from 'vitest'
import { matchExample } from './match-example.ts'

const differences = (example: unknown, actual: unknown) => matchExample(example, actual, new Map()).length

test('an example matches what it leaves open, and nothing else', () => {
  expect(differences({ a: 'x@…', '…': '…' }, { a: 'x@1', b: 2 })).toBe(0)
  expect(differences({ a: 'x@…' }, { a: 'x@1', b: 2 })).toBe(1)
  expect(differences({ a: 1, b: 2 }, { a: 1 })).toBe(1)
  expect(differences(['a', '…'], ['a', 'b'])).toBe(0)
  expect(differences(['a'], ['a', 'b'])).toBe(1)
  expect(differences({ at: 1795263513149 }, { at: 1895263513149 })).toBe(0)
  expect(differences({ at: 7 }, { at: 8 })).toBe(1)
  expect(differences(null, {})).toBe(1)
})

test('an id of an example stands for one and the same id wherever it comes again', () => {
  const id = 'yWwOFjygMV_cePpBSO4I'
  const one = 'a'.repeat(20)
  const other = 'b'.repeat(20)
  const bindings = new Map<string, string>()
  expect(matchExample([id, id], [one, one], bindings)).toEqual([])
  expect(bindings.get(id)).toBe(one)
  expect(matchExample(id, other, bindings)).toHaveLength(1)
})
