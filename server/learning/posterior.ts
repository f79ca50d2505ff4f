import { cholesky, inverse, type Matrix, solve, solveLower } from '../../contract/cholesky.ts'
import { type BanditModel, type BanditOptions, banditOptions, type ItemSums } from './bandit-model.ts'

/**
 * The posterior of a hierarchical linear model: a reward is x·(β + δ) plus noise, β shared by all items, δ an item's own, both normal about
 * zero. It is the hybrid model of Li et al. (A Contextual-Bandit Approach, WWW 2010, algorithm 2) with the same features for both parts,
 * written as Bayesian regression, whose draws are Thompson sampling (Agrawal and Goyal, ICML 2013).
 */
export interface Posterior {
  readonly options: BanditOptions
  /** Cholesky factor of β's precision, and β's mean. */
  readonly sharedFactor: Matrix
  readonly sharedMean: Float64Array
  /** By item: (Σ x xᵀ + κI)⁻¹ and Σ reward x. An item that is not here has the prior. */
  readonly items: ReadonlyMap<string, { readonly inverse: Matrix; readonly reward: readonly number[] }>
}

/** One item's expected reward as `mean + shared·z + own·ε`, with z (one per dimension, common to all items) and ε standard normal. */
export interface Belief {
  readonly mean: number
  readonly shared: Float64Array
  readonly own: number
}

/** Noise to own variance: how many times an item's own data must speak before it is heard over what is shared. */
const shrinkage = ({ noiseSd, itemSd }: BanditOptions): number => (noiseSd / itemSd) ** 2

const unpacked = ({ outer }: ItemSums, dims: number, diagonal: number): Matrix => {
  const full = new Float64Array(dims * dims)
  for (let row = 0, place = 0; row < dims; row++)
    for (let column = 0; column <= row; column++, place++) {
      const value = (outer[place] as number) + (row === column ? diagonal : 0)
      full[row * dims + column] = value
      full[column * dims + row] = value
    }
  return full
}

const times = (matrix: Matrix, vector: ArrayLike<number>): Float64Array => {
  const size = vector.length
  const result = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let sum = 0
    for (let column = 0; column < size; column++)
      sum += (matrix[row * size + column] as number) * (vector[column] as number)
    result[row] = sum
  }
  return result
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number)
  return sum
}

/** Solved once per model version; what a decision then needs is a few small products. */
export const posteriorOf = (model: BanditModel, options: BanditOptions = banditOptions): Posterior => {
  const { dims, sharedSd, noiseSd } = options
  const kappa = shrinkage(options)
  const noise = noiseSd ** 2
  const precision = new Float64Array(dims * dims)
  const weighted = new Float64Array(dims)
  for (let index = 0; index < dims; index++) precision[index * dims + index] = 1 / sharedSd ** 2

  const items = new Map<string, { inverse: Matrix; reward: readonly number[] }>()
  for (const [item, sums] of Object.entries(model.items)) {
    const inverted = inverse(cholesky(unpacked(sums, dims, kappa), dims), dims)
    items.set(item, { inverse: inverted, reward: sums.reward })
    // What an item says of β once its own δ is integrated out: κ/σ² (I - κ (S + κI)⁻¹) and κ/σ² (S + κI)⁻¹ r.
    const spoken = times(inverted, sums.reward)
    for (let row = 0; row < dims; row++) {
      weighted[row] = (weighted[row] as number) + (kappa / noise) * (spoken[row] as number)
      for (let column = 0; column < dims; column++) {
        const place = row * dims + column
        const own = (row === column ? 1 : 0) - kappa * (inverted[place] as number)
        precision[place] = (precision[place] as number) + (kappa / noise) * own
      }
    }
  }
  const sharedFactor = cholesky(precision, dims)
  return { options, sharedFactor, sharedMean: solve(sharedFactor, weighted), items }
}

/** What the posterior says of showing an item in a context. */
export const beliefOf = (posterior: Posterior, item: string, context: readonly number[]): Belief => {
  const { options, sharedFactor, sharedMean } = posterior
  const kappa = shrinkage(options)
  const known = posterior.items.get(item)
  const u = known === undefined ? Float64Array.from(context, (value) => value / kappa) : times(known.inverse, context)
  const shared = u.map((value) => value * kappa)
  return {
    mean: dot(shared, sharedMean) + (known === undefined ? 0 : dot(u, known.reward)),
    shared: solveLower(sharedFactor, shared),
    own: options.noiseSd * Math.sqrt(Math.max(0, dot(u, context))),
  }
}
