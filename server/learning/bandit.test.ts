import { describe, expect, test } from 'vitest'
import { seededUnits } from '../../contract/seeded-units.ts'
import { isUniformDraw, mixed } from '../decision/explore.ts'
import { type BanditModel, banditOptions, type Example, emptyBandit, learnBatch } from './bandit-model.ts'
import { hashContext } from './hash-context.ts'
import { type Logged, offPolicyValue } from './off-policy.ts'
import { beliefOf, type Posterior, posteriorOf } from './posterior.ts'
import { winProbabilities } from './win-probabilities.ts'

/**
 * A product whose users want different things: who gains from which item depends on role and plan, and each item's chance of success is
 * known. Chances: a base by item, raised where the item is made for the role, lowered for those whose plan has it already.
 */
const roles = ['owner', 'engineer', 'support'] as const
const plans = ['free', 'team'] as const
const arms = ['import', 'invite', 'report', 'automate', 'nothing'] as const
type Moment = { readonly role: number; readonly plan: number; readonly context: readonly number[] }

const momentFrom = (unit: () => number): Moment => {
  const role = Math.floor(unit() * roles.length)
  const plan = Math.floor(unit() * plans.length)
  const names = [`role=${roles[role]}`, `plan=${plans[plan]}`]
  return {
    role,
    plan,
    context: hashContext(
      names.map((name) => [name, 0.7] as const),
      'salt',
      banditOptions.dims,
    ),
  }
}
const chance = ({ role, plan }: Moment, arm: number): number => {
  if (arm === arms.length - 1) return 0.15
  const madeFor = arm % roles.length === role ? 0.35 : 0
  return 0.12 + madeFor + (plan === 1 && arm === 1 ? -0.08 : 0) + (arm === 3 && role === 0 ? 0.1 : 0)
}
const bestChance = (moment: Moment): number => Math.max(...arms.map((_, arm) => chance(moment, arm)))

type Chooser = (posterior: Posterior, moment: Moment, seed: number) => readonly number[]

const samples = 100
const flat = [1, ...new Array(banditOptions.dims - 1).fill(0)]
const believe = (posterior: Posterior, context: readonly number[]) =>
  arms.map((arm) => beliefOf(posterior, arm, context))
const share = 0.05

const contextual: Chooser = (posterior, { context }, seed) =>
  mixed(winProbabilities(believe(posterior, context), seed, samples), share)
const choosers: Readonly<Record<string, { readonly choose: Chooser; readonly blind?: true }>> = {
  contextual: { choose: contextual },
  uniform: { choose: () => arms.map(() => 1 / arms.length) },
  'epsilon-greedy': {
    choose: (posterior, { context }) => {
      const means = believe(posterior, context).map(({ mean }) => mean)
      const best = means.indexOf(Math.max(...means))
      return mixed(
        arms.map((_, arm) => (arm === best ? 1 : 0)),
        0.1,
      )
    },
  },
  'Thompson sampling without context': {
    choose: (posterior, _, seed) => mixed(winProbabilities(believe(posterior, flat), seed, samples), share),
    blind: true,
  },
}

const drawFrom = (probabilities: readonly number[], point: number): number => {
  let reached = 0
  for (let arm = 0; arm < probabilities.length; arm++) {
    reached += probabilities[arm] as number
    if (point < reached) return arm
  }
  return probabilities.length - 1
}

interface Step {
  readonly moment: Moment
  readonly arm: number
  readonly probabilities: readonly number[]
  readonly reward: number
}

/** Plays one life of a tenant: chooses, sees the outcome of what was chosen only, learns in batches of 25. */
const play = (name: string, seed: number, rounds: number, onStep: (step: Step) => void): BanditModel => {
  const { choose, blind } = choosers[name] as (typeof choosers)[string]
  const unit = seededUnits(seed)
  let model = emptyBandit
  let posterior = posteriorOf(model)
  let batch: Example[] = []
  for (let round = 0; round < rounds; round++) {
    const moment = momentFrom(unit)
    const probabilities = choose(posterior, moment, Math.floor(unit() * 2 ** 32))
    const arm = drawFrom(probabilities, unit())
    const reward = unit() < chance(moment, arm) ? 1 : 0
    onStep({ moment, arm, probabilities, reward })
    batch.push({ item: arms[arm] as string, context: blind ? flat : moment.context, reward, weight: 1 })
    if (batch.length < 25) continue
    model = learnBatch(model, batch)
    posterior = posteriorOf(model)
    batch = []
  }
  return model
}

const regretOf = (name: string, seed: number, rounds: number): number => {
  let regret = 0
  play(name, seed, rounds, ({ moment, arm }) => {
    regret += bestChance(moment) - chance(moment, arm)
  })
  return regret
}

describe('over twenty tenants with known chances', { timeout: 60_000 }, () => {
  const seeds = Array.from({ length: 20 }, (_, index) => 1_000 + index)
  const rounds = 1_500
  const own = seeds.map((seed) => regretOf('contextual', seed, rounds))

  test.each(['uniform', 'epsilon-greedy', 'Thompson sampling without context'])(
    'the contextual bandit regrets less than %s with the same budget, by more than chance explains',
    (other) => {
      const gains = seeds.map((seed, index) => regretOf(other, seed, rounds) - (own[index] as number))
      const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
      const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1)
      // The lower end of the 95 % interval of the mean paired difference: Student's t with 19 degrees of freedom.
      const lower = mean - 2.093 * Math.sqrt(variance / gains.length)
      expect(lower).toBeGreaterThan(0)
    },
    // Twenty simulations: two seconds alone, more than the usual five on a busy machine.
    60_000,
  )
})

describe('the logs of three tenants', () => {
  /** Gives each role what is made for it in six cases of ten, and anything otherwise. */
  const known = (moment: Moment): readonly number[] =>
    mixed(
      arms.map((_, arm) => (arm === moment.role ? 1 : 0)),
      0.4,
    )
  const logged: Logged[] = []
  const uniform: Logged[] = []
  let truth = 0
  const unit = seededUnits(77)
  for (const tenant of [5, 6, 7])
    play('contextual', tenant, 40_000, ({ moment, arm, probabilities, reward }) => {
      const propensity = probabilities[arm] as number
      const entry = { propensity, target: known(moment)[arm] as number, reward }
      logged.push(entry)
      if (isUniformDraw(propensity, share, arms.length, unit())) uniform.push({ ...entry, propensity: 1 / arms.length })
      truth += known(moment).reduce((sum, p, each) => sum + p * chance(moment, each), 0)
    })
  truth /= logged.length

  test('holds propensities whose mean importance weight is 1 within 5 %', () => {
    const { meanWeight } = offPolicyValue(logged)
    expect(Math.abs(meanWeight - 1)).toBeLessThan(0.05)
  })

  test('values a known policy within 3 % of the truth', () => {
    const { value } = offPolicyValue(logged)
    expect(Math.abs((value as number) / truth - 1)).toBeLessThan(0.03)
  })

  test('has as many draws marked uniform as the uniform share, spread evenly over what could be shown', () => {
    expect(uniform.length / logged.length).toBeCloseTo(share, 2)
    expect(Math.abs(offPolicyValue(uniform).meanWeight - 1)).toBeLessThan(0.1)
  })
})

describe('a model', () => {
  const learnt = play('contextual', 3, 500, () => {})

  test('is plain data: stored and read again it says the same', () => {
    const again = JSON.parse(JSON.stringify(learnt)) as BanditModel
    const { context } = momentFrom(seededUnits(1))
    expect(beliefOf(posteriorOf(again), 'invite', context)).toEqual(beliefOf(posteriorOf(learnt), 'invite', context))
  })

  test('is the same when it is built again from the log in the same batches', () => {
    expect(play('contextual', 3, 500, () => {})).toEqual(learnt)
    expect(learnt).toMatchObject({ version: 20, examples: 500 })
  })

  test('gives an item that nobody has seen the benefit of the doubt: it wins sometimes, and not always', () => {
    const { context } = momentFrom(seededUnits(1))
    const posterior = posteriorOf(learnt)
    const [, fresh] = winProbabilities([beliefOf(posterior, 'import', context), beliefOf(posterior, 'new', context)], 9)
    expect(fresh).toBeGreaterThan(0.02)
    expect(fresh).toBeLessThan(0.9)
  })

  test('forgets by half within its half-life, and keeps only the items it knows best', () => {
    const options = { ...banditOptions, halfLifeExamples: 10, items: 2 }
    const example = (item: string): Example => ({ item, context: flat, reward: 1, weight: 1 })
    const first = learnBatch(
      emptyBandit,
      Array.from({ length: 10 }, () => example('a')),
      options,
    )
    const second = learnBatch(first, [...Array.from({ length: 9 }, () => example('b')), example('c')], options)
    expect(second.items.a?.weight).toBeCloseTo(5)
    expect(Object.keys(second.items).sort()).toEqual(['a', 'b'])
  })

  test('heeds an example by its weight', () => {
    const loud = learnBatch(emptyBandit, [{ item: 'a', context: flat, reward: 1, weight: 1 }])
    const quiet = learnBatch(emptyBandit, [{ item: 'a', context: flat, reward: 1, weight: 0.1 }])
    const meanOf = (model: BanditModel) => beliefOf(posteriorOf(model), 'a', flat).mean
    expect(meanOf(loud)).toBeGreaterThan(meanOf(quiet) * 3)
  })
})
