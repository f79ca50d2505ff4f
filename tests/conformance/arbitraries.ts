import fc from 'fast-check'

/** Few values, so that filters and records meet; among them everything that quoting or typing could trip over. */
export const texts = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '%', '_', "'", '"', '\\', '.', '$', '\u{1F600}'),
  maxLength: 3,
})
const numbers = fc.constantFrom(-1.5, -1, 0, 0.5, 1, 2, 3, 2 ** 40, 1e300)
export const scalars = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null))

/** Plain fields: `a` and `b` scalars of any type or missing, `tags` a list, a scalar or missing. */
export const plainRecords = fc.record(
  { a: scalars, b: fc.oneof(numbers, texts), tags: fc.oneof(fc.array(scalars, { maxLength: 3 }), scalars) },
  { requiredKeys: [] },
)

const bounds = fc.oneof(texts, numbers)

export const comparisons = fc.oneof(
  fc
    .record(
      {
        $eq: scalars,
        $ne: scalars,
        $gt: bounds,
        $gte: bounds,
        $lt: bounds,
        $lte: bounds,
        $in: fc.array(scalars, { minLength: 1, maxLength: 4 }),
        $nin: fc.array(scalars, { minLength: 1, maxLength: 4 }),
        $exists: fc.boolean(),
        $startsWith: fc.string({ unit: fc.constantFrom('a', 'b', '%', '\u{1F600}'), minLength: 1, maxLength: 2 }),
        $contains: scalars,
      },
      { requiredKeys: [] },
    )
    .filter((comparison) => Object.keys(comparison).length > 0),
  scalars,
)
const negated = fc.oneof(
  { weight: 4, arbitrary: comparisons },
  {
    weight: 1,
    arbitrary: comparisons
      .filter((comparison) => typeof comparison === 'object' && comparison !== null)
      .map(($not) => ({ $not })),
  },
)

const fields = fc
  .record({ a: negated, b: negated, tags: negated }, { requiredKeys: [] })
  .filter((filter) => Object.keys(filter).length > 0)

/** Filters as a collection's find takes them. */
export const filters = fc.oneof(
  { weight: 4, arbitrary: fields },
  { weight: 1, arbitrary: fc.array(fields, { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })) },
  { weight: 1, arbitrary: fc.array(fields, { minLength: 1, maxLength: 3 }).map(($and) => ({ $and })) },
  { weight: 1, arbitrary: fc.tuple(fields, fields, fields).map(([a, b, c]) => ({ ...a, $or: [b, { $and: [c] }] })) },
)
