import type { Comparison, Scalar } from './filter.ts'

/**
 * What a collection is made of. `plain` fields can be filtered, sorted and indexed; `blind` fields are stored as a keyed hash beside
 * their sealed value and match exactly only; every other field of the record is sealed.
 */
export interface Collection<
  R extends { id: string },
  P extends keyof R & string = keyof R & string,
  B extends keyof R & string = never,
> {
  readonly name: string
  readonly plain: readonly P[]
  readonly blind: readonly B[]
  readonly indexes: readonly (readonly (P | B)[])[]
  /** Never set: carries the record's type. */
  readonly record?: R
}

/** `defineCollection<Decision>()({ name: 'decisions', plain: ['user', 'at'], blind: [], indexes: [['user', 'at']] })` */
export const defineCollection =
  <R extends { id: string }>() =>
  <const P extends keyof R & string, const B extends keyof R & string = never>(definition: {
    name: string
    plain: readonly P[]
    blind: readonly B[]
    indexes: readonly (readonly (P | B)[])[]
  }): Collection<R, P, B> =>
    definition

/** Only plain and blind fields can be named: filtering on a sealed one is a type error. A blind field takes one exact value. */
export type CollectionFilter<R extends { id: string }, P extends keyof R & string, B extends keyof R & string> = {
  readonly [K in P | 'id']?: Scalar | Comparison
} & { readonly [K in B]?: string } & {
  readonly $and?: readonly CollectionFilter<R, P, B>[]
  readonly $or?: readonly CollectionFilter<R, P, B>[]
}
