import type { BanditModel } from './bandit-model.ts'

/** What a tenant's log must hold before its model may rank. */
export const enough = { examples: 300, items: 2, examplesPerItem: 50, rewards: 20 } as const

export interface Knowledge {
  readonly examples: number
  /** Items with examples enough of their own. */
  readonly items: number
  /** Sum of rewards, decayed like the rest. */
  readonly rewards: number
  readonly enough: boolean
}

/**
 * Whether the bandit has something to gain: with less than this its choices would be chance under another name. At 50 examples an outcome
 * of one in five is known to about 6 points either way; fewer than 20 successes in all cannot tell two items apart.
 */
export const knowledgeOf = (model: BanditModel): Knowledge => {
  const sums = Object.values(model.items)
  const items = sums.filter(({ weight }) => weight >= enough.examplesPerItem).length
  // The first place of a context is the constant 1, so there the sum of reward times context is the sum of rewards.
  const rewards = sums.reduce((total, { reward }) => total + (reward[0] ?? 0), 0)
  return {
    examples: model.examples,
    items,
    rewards,
    enough: model.examples >= enough.examples && items >= enough.items && rewards >= enough.rewards,
  }
}
