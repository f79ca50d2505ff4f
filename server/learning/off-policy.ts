/** One logged choice: how likely the logging policy was to make it, and how likely the policy in question would have been. */
export interface Logged {
  /** Above 0. */
  readonly propensity: number
  /** 0 to 1. */
  readonly target: number
  readonly reward: number
}

export interface OffPolicyValue {
  /** About 1 where propensities are true and the target stays within what was tried. */
  readonly meanWeight: number
  /** Self-normalised importance-sampling estimate of the target's mean reward (Swaminathan and Joachims, NIPS 2015); null without overlap. */
  readonly value: number | null
}

/** What another policy would have earned, from this one's log alone. */
export const offPolicyValue = (log: Iterable<Logged>): OffPolicyValue => {
  let count = 0
  let weights = 0
  let rewards = 0
  for (const { propensity, target, reward } of log) {
    count += 1
    weights += target / propensity
    rewards += (target / propensity) * reward
  }
  return { meanWeight: count === 0 ? 0 : weights / count, value: weights === 0 ? null : rewards / weights }
}
