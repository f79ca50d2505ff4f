import { learnEase, scoreByEase } from '../../../plugins/recommenders/peer-patterns/ease.ts'

/** What a user did so far -> a score by item; items without one are never proposed. */
export type Score = (items: readonly string[]) => ReadonlyMap<string, number>

/** A way to propose what comes next. What is to be compared joins `recommenders` below. */
export interface EvaluatedRecommender {
  readonly name: string
  /** @param histories items of every user, oldest first, without what is hidden */
  learn(histories: readonly (readonly string[])[]): Score
}

const raise = <K>(counts: Map<K, number>, key: K): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** What most users did. */
export const popularity: EvaluatedRecommender = {
  name: 'popularity (baseline)',
  learn(histories) {
    const users = new Map<string, number>()
    for (const items of histories) for (const item of new Set(items)) raise(users, item)
    return () => users
  },
}

/** What most users did who also did what this one did last. */
export const lastItem: EvaluatedRecommender = {
  name: 'together with the last item',
  learn(histories) {
    const together = new Map<string, Map<string, number>>()
    for (const items of histories) {
      const distinct = new Set(items)
      for (const one of distinct) {
        const counts = together.get(one) ?? new Map<string, number>()
        together.set(one, counts)
        for (const other of distinct) if (other !== one) raise(counts, other)
      }
    }
    return (items) => together.get(items.at(-1) ?? '') ?? new Map()
  },
}

/** What most users did right after what this one did last. */
const following: EvaluatedRecommender = {
  name: 'right after the last item',
  learn(histories) {
    const after = new Map<string, Map<string, number>>()
    for (const items of histories)
      for (const [place, item] of items.slice(1).entries()) {
        const before = items[place] as string
        const counts = after.get(before) ?? new Map<string, number>()
        after.set(before, counts)
        raise(counts, item)
      }
    return (items) => after.get(items.at(-1) ?? '') ?? new Map()
  },
}

const ease: EvaluatedRecommender = {
  name: 'EASE over the whole history',
  learn(histories) {
    const model = learnEase(histories)
    return (items) => scoreByEase(model, items)
  },
}

export const recommenders: readonly EvaluatedRecommender[] = [popularity, lastItem, following, ease]
