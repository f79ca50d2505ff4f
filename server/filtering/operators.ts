import { Context } from 'mingo/core'
import { $eq, $gt, $gte, $in, $lt, $lte, $ne, $nin } from 'mingo/operators/query/comparison'
import { $exists } from 'mingo/operators/query/element'
import { $and, $nor, $not, $or } from 'mingo/operators/query/logical'
import { isEqual, resolve } from 'mingo/util'

type Predicate = (document: object) => boolean

const valueAt = (path: string) => (document: object) =>
  resolve(document as Record<string, unknown>, path, { unwrapArray: true }) as unknown

/** A text that begins with the operand, or a list with such an element. */
const $startsWith = (path: string, operand: unknown): Predicate => {
  const at = valueAt(path)
  const begins = (value: unknown) => typeof value === 'string' && value.startsWith(operand as string)
  return (document) => {
    const value = at(document)
    return Array.isArray(value) ? value.some(begins) : begins(value)
  }
}

/** A text that holds the operand, or a list that has it as an element. */
const $contains = (path: string, operand: unknown): Predicate => {
  const at = valueAt(path)
  return (document) => {
    const value = at(document)
    if (Array.isArray(value)) return value.some((element) => isEqual(element as never, operand as never))
    return typeof value === 'string' && typeof operand === 'string' && value.includes(operand)
  }
}

type Operators = Parameters<Context['addQueryOps']>[0]

/** Everything a filter can reach. What is not registered here does not exist: no `$where`, `$expr`, `$function`, `$regex`. */
export const allowedOperators = Context.init().addQueryOps({
  $eq,
  $ne,
  $gt,
  $gte,
  $lt,
  $lte,
  $in,
  $nin,
  $exists,
  $and,
  $or,
  $nor,
  $not,
  $startsWith,
  $contains,
} as unknown as Operators)
