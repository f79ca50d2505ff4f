import type { Likeness } from '../../../contract/likeness.ts'

export type Field = Exclude<keyof Likeness, 'language' | 'namesakes'>
/** For a field that is alike, that differs, and that is gone: log odds, in nats. */
export type Weights = readonly [alike: number, differs: number, gone: number]

/**
 * How much each field speaks for an element being the one that was described (Fellegi and Sunter, "A Theory for Record Linkage", 1969).
 * `npm run evaluate -- anchors --fit` finds these figures on one half of its page pairs; docs/decisions/0027-anchors.md says how.
 */
export const weights: Readonly<Record<Field, Weights>> = {
  hook: [6, -3, -0.9],
  id: [5, -3.1, -3],
  attributes: [3.4, -2.1, -0.3],
  name: [8.7, -2, -2.1],
  role: [0.9, -1.4, -0.5],
  heading: [1.7, 0, -0.3],
  item: [3.1, -2.5, -0.6],
  near: [1.9, 0, -0.2],
  landmark: [2, 0, -0.3],
  place: [2.1, -1.6, -0.2],
}

/** A name says less the more had it, and what is around says more: nats for each e-fold of namesakes. */
export const amongNamesakes: Readonly<Partial<Record<Field, number>>> = { name: -2.5, item: -0.6, heading: -4.9 }

const words = (text: string): Set<string> => new Set(text.toLowerCase().split(/\s+/))

/** The share of words that two texts have in common, 0..1 (Dice, 1945); of a row, the share of the words looked for. */
const alike = (field: Field, one: string, other: string): number => {
  const [left, right] = [words(one), words(other)]
  const shared = [...left].filter((word) => right.has(word)).length
  return field === 'item' ? shared / left.size : (2 * shared) / (left.size + right.size)
}

/** @returns 0..1; null where the element has no such thing; undefined where there is nothing to compare, as of texts in two languages */
export const compare = (field: Field, wanted: Likeness, given: Likeness): number | null | undefined => {
  const [was, is] = [wanted[field], given[field]]
  if (!was || (wanted.language !== given.language && /^(name|heading|item|near)$/.test(field))) return undefined
  return is ? alike(field, was, is) : null
}

/** How much speaks for `given` being what `wanted` describes, in nats; what `wanted` does not say counts neither way, another row rules out. */
export const weigh = (wanted: Likeness, given: Likeness): number => {
  let sum = 0
  for (const field of Object.keys(weights) as Field[]) {
    const [same, differs, gone] = weights[field]
    const share = compare(field, wanted, given)
    if (share === undefined) continue
    const isAlike = share ?? 0
    // A row is known by its words: whatever else agrees, the same button of another row is another.
    if (field === 'item' && wanted.namesakes && isAlike < 0.5) return Number.NEGATIVE_INFINITY
    sum += share === null ? gone : differs + (same - differs) * isAlike
    sum += (amongNamesakes[field] ?? 0) * Math.log(wanted.namesakes ?? 1) * (field === 'name' ? isAlike : 1 - isAlike)
  }
  return sum
}
