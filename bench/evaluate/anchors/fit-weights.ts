import type { Chosen, Seen } from './finding.ts'

/** Where the fit begins, and what it is drawn back to: set by hand before anything was measured, nats. */
export const prior: Chosen = {
  weights: {
    hook: [6, -3, -0.5],
    id: [5, -1.5, -0.3],
    attributes: [3, -1.5, -0.5],
    name: [4, -3, -2],
    role: [0.5, -1, -0.5],
    heading: [1.5, -0.7, -0.3],
    item: [2, -2, -0.3],
    near: [1.5, -0.5, -0.2],
    landmark: [0.7, -0.7, -0.3],
    place: [1, -0.3, -0.2],
  },
  amongNamesakes: { name: -0.7, item: -0.7, heading: -0.3 },
  enough: 5,
  margin: 1.5,
}

const fields = Object.keys(prior.weights)
const among = Object.keys(prior.amongNamesakes)

/** A candidate as figures, whose product with the weights in one row is what speaks for it. */
export const asRow = (compared: Seen['candidates'][number]['compared'], namesakes: number): readonly number[] => [
  ...fields.flatMap((field) => {
    const share = compared[field]
    if (share === undefined) return [0, 0, 0]
    return share === null ? [0, 0, 1] : [share, 1 - share, 0]
  }),
  ...among.map((field) => {
    const share = compared[field]
    if (share === undefined) return 0
    return Math.log(namesakes) * (field === 'name' ? (share ?? 0) : 1 - (share ?? 0))
  }),
]

export const weightsInOneRow = ({ weights, amongNamesakes }: Pick<Chosen, 'weights' | 'amongNamesakes'>): number[] => [
  ...fields.flatMap((field) => weights[field] ?? [0, 0, 0]),
  ...among.map((field) => amongNamesakes[field] ?? 0),
]

export const dot = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0)

export interface Case {
  readonly rows: readonly (readonly number[])[]
  /** Place of the right one among the rows; -1 where there is none. */
  readonly right: number
}

/** Each target as it was seen and, where it is there, once more as if it had been taken out. */
export const casesOf = (seen: readonly Seen[]): Case[] =>
  seen.flatMap(({ namesakes, candidates }) => {
    const rows = candidates.map(({ compared }) => asRow(compared, namesakes))
    const right = candidates.findIndex(({ isRight }) => isRight)
    return right < 0
      ? [{ rows, right }]
      : [
          { rows, right },
          { rows: rows.toSpliced(right, 1), right: -1 },
        ]
  })

const steps = 1_500
const rate = 0.05
/** To point at the wrong thing is worse than to stay silent. */
const costOfNone = 2

/**
 * Conditional logit over the candidates and "none of these", by Adam (Kingma and Ba, 2015), drawn to the prior by `pull`. What is alike never
 * speaks against, what differs or is gone never for.
 */
export const fitWeights = (
  cases: readonly Case[],
  pull: number,
): Pick<Chosen, 'weights' | 'amongNamesakes' | 'enough'> => {
  const start = [...weightsInOneRow(prior), prior.enough]
  const last = start.length - 1
  const weights = [...start]
  const [first, second] = [start.map(() => 0), start.map(() => 0)]
  for (let step = 1; step <= steps; step += 1) {
    const slope = weights.map((weight, at) => 2 * pull * (weight - (start[at] ?? 0)))
    for (const { rows, right } of cases) {
      const cost = right < 0 ? costOfNone : 1
      const all = [...rows.map((row) => dot(row, weights)), weights[last] ?? 0]
      const top = Math.max(...all)
      const total = all.reduce((sum, value) => sum + Math.exp(value - top), 0)
      const excess = all.map((value, at) => {
        const isRight = right < 0 ? at === rows.length : at === right
        return cost * (Math.exp(value - top) / total - (isRight ? 1 : 0))
      })
      rows.forEach((row, at) => {
        for (let i = 0; i < row.length; i += 1) slope[i] = (slope[i] ?? 0) + (excess[at] ?? 0) * (row[i] ?? 0)
      })
      slope[last] = (slope[last] ?? 0) + (excess[rows.length] ?? 0)
    }
    for (let i = 0; i <= last; i += 1) {
      first[i] = 0.9 * (first[i] ?? 0) + 0.1 * (slope[i] ?? 0)
      second[i] = 0.999 * (second[i] ?? 0) + 0.001 * (slope[i] ?? 0) ** 2
      const move = (first[i] ?? 0) / (1 - 0.9 ** step) / (Math.sqrt((second[i] ?? 0) / (1 - 0.999 ** step)) + 1e-8)
      const moved = (weights[i] ?? 0) - rate * move
      const isForAlike = i < fields.length * 3 && i % 3 === 0
      weights[i] = i === last ? moved : isForAlike ? Math.max(0, moved) : Math.min(0, moved)
    }
  }
  const rounded = weights.map((weight) => Math.round(weight * 10) / 10 + 0)
  const at = (i: number) => rounded[i] ?? 0
  return {
    weights: Object.fromEntries(fields.map((field, i) => [field, [at(i * 3), at(i * 3 + 1), at(i * 3 + 2)]])),
    amongNamesakes: Object.fromEntries(among.map((field, i) => [field, at(fields.length * 3 + i)])),
    enough: at(last),
  }
}

export interface Tally {
  readonly found: number
  readonly wrong: number
  readonly abstained: number
  /** Of cases without a right one. */
  readonly mistaken: number
}

/** What would have come of it. */
export const tally = (cases: readonly Case[], chosen: Chosen): Tally => {
  const weights = weightsInOneRow(chosen)
  const sum = { found: 0, wrong: 0, abstained: 0, mistaken: 0 }
  for (const { rows, right } of cases) {
    const order = rows.map((row, at) => ({ at, weight: dot(row, weights) })).sort((a, b) => b.weight - a.weight)
    const [best, next] = order
    const isSure =
      best !== undefined && best.weight >= chosen.enough && best.weight - (next?.weight ?? -Infinity) >= chosen.margin
    if (right < 0) sum.mistaken += isSure ? 1 : 0
    else if (!isSure) sum.abstained += 1
    else if (best.at === right) sum.found += 1
    else sum.wrong += 1
  }
  return sum
}
