import type { Filter } from './filter.ts'

/** Plain data -> whether it matches. Pure. */
export type Predicate = (document: object) => boolean
/** Turns a filter of the documented language into a predicate; handed in, so that nothing here knows an evaluator. */
export type CompileFilter = (filter: Filter) => Predicate
