import { seededUnits } from '../../contract/seeded-units.ts'
import type { Belief } from './posterior.ts'

/** Standard normal numbers from uniform ones, two at a time (Box and Muller, 1958). */
const normals = (unit: () => number): (() => number) => {
  let held: number | undefined
  return () => {
    if (held !== undefined) {
      const second = held
      held = undefined
      return second
    }
    // 1 - unit is never 0, whose logarithm would be infinite.
    const radius = Math.sqrt(-2 * Math.log(1 - unit()))
    const angle = 2 * Math.PI * unit()
    held = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}

/**
 * How likely each is the best of them under the posterior: the probability with which Thompson sampling would choose it, as the share of
 * `samples` joint draws that it wins. The same seed gives the same shares.
 * @returns one share per belief, in their order; they sum to 1
 */
export const winProbabilities = (beliefs: readonly Belief[], seed: number, samples = 400): readonly number[] => {
  const wins = new Array<number>(beliefs.length).fill(0)
  const [first] = beliefs
  if (first === undefined) return wins
  const normal = normals(seededUnits(seed))
  const common = new Float64Array(first.shared.length)
  for (let sample = 0; sample < samples; sample++) {
    for (let index = 0; index < common.length; index++) common[index] = normal()
    let best = 0
    let bestReward = Number.NEGATIVE_INFINITY
    for (let index = 0; index < beliefs.length; index++) {
      const { mean, shared, own } = beliefs[index] as Belief
      let reward = mean + own * normal()
      for (let k = 0; k < common.length; k++) reward += (shared[k] as number) * (common[k] as number)
      if (reward > bestReward) {
        best = index
        bestReward = reward
      }
    }
    wins[best] = (wins[best] as number) + 1
  }
  return wins.map((count) => count / samples)
}
