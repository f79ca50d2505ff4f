/** What is learnt from: what was shown (or "nothing") to somebody in some moment, and whether the outcome came. */
export interface Example {
  /** Content key, or `nothing`. */
  readonly item: string
  /** As `hashContext` made it at the decision. */
  readonly context: readonly number[]
  /** 0 to 1. */
  readonly reward: number
  /** How much it counts, 0 to 1: one user's voice is bounded (see `voice.ts`). */
  readonly weight: number
}

export interface BanditOptions {
  /** Length of a context. */
  readonly dims: number
  /** Standard deviation of what all items share, of an item's own share, and of an outcome about its expectation. */
  readonly sharedSd: number
  readonly itemSd: number
  readonly noiseSd: number
  /** After so many examples an old one counts half: the world drifts. */
  readonly halfLifeExamples: number
  /** Items that are remembered; the least known go first. */
  readonly items: number
}

export const banditOptions: BanditOptions = {
  dims: 16,
  sharedSd: 0.5,
  itemSd: 0.35,
  noiseSd: 0.5,
  halfLifeExamples: 20_000,
  items: 500,
}

/** Weighted sums over an item's examples: of x xᵀ (lower triangle, row by row) and of reward times x. */
export interface ItemSums {
  readonly weight: number
  readonly outer: readonly number[]
  readonly reward: readonly number[]
}

/** Plain data: the sums that a posterior follows from. A pure fold of the examples in their order and batches. */
export interface BanditModel {
  /** Grows by one with each batch. */
  readonly version: number
  /** Examples folded in, without decay. */
  readonly examples: number
  readonly items: Readonly<Record<string, ItemSums>>
}

export const emptyBandit: BanditModel = { version: 0, examples: 0, items: {} }

const triangle = (dims: number): number => (dims * (dims + 1)) / 2

const added = (sums: ItemSums | undefined, { context, reward, weight }: Example, dims: number): ItemSums => {
  const outer = sums === undefined ? new Array<number>(triangle(dims)).fill(0) : [...sums.outer]
  const rewards = sums === undefined ? new Array<number>(dims).fill(0) : [...sums.reward]
  for (let row = 0, place = 0; row < dims; row++) {
    const x = (context[row] ?? 0) * weight
    rewards[row] = (rewards[row] as number) + x * reward
    for (let column = 0; column <= row; column++, place++)
      outer[place] = (outer[place] as number) + x * (context[column] ?? 0)
  }
  return { weight: (sums?.weight ?? 0) + weight, outer, reward: rewards }
}

const scaled = ({ weight, outer, reward }: ItemSums, factor: number): ItemSums => ({
  weight: weight * factor,
  outer: outer.map((value) => value * factor),
  reward: reward.map((value) => value * factor),
})

/** Folds one batch in. Between batches the model, and with it every probability, stands still. */
export const learnBatch = (
  model: BanditModel,
  batch: readonly Example[],
  options: BanditOptions = banditOptions,
): BanditModel => {
  if (batch.length === 0) return model
  const fades = 0.5 ** (batch.length / options.halfLifeExamples)
  const items = new Map(Object.entries(model.items).map(([item, sums]) => [item, scaled(sums, fades)]))
  for (const example of batch) items.set(example.item, added(items.get(example.item), example, options.dims))
  const kept =
    items.size <= options.items
      ? [...items]
      : [...items].sort(([, a], [, b]) => b.weight - a.weight).slice(0, options.items)
  return { version: model.version + 1, examples: model.examples + batch.length, items: Object.fromEntries(kept) }
}
