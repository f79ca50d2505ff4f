import { Query } from 'mingo/query'
import type { Filter } from '../../contract/filter.ts'
import { assertFilterShape } from './filter-shape.ts'
import { allowedOperators } from './operators.ts'

/**
 * Turns a filter into a pure predicate with MongoDB's semantics; docs/filters.md has the operators.
 * @throws {TypeError} for anything that is not a filter: it is checked here again, whoever saved it.
 */
export const compileFilter = (filter: Filter): ((document: object) => boolean) => {
  assertFilterShape(filter)
  const query = new Query(filter as never, {
    context: allowedOperators,
    scriptEnabled: false,
    useStrictMode: false,
    idKey: 'id',
  })
  return (document) => query.test(document as never)
}
