import { decay, halfLivesMs } from '../../contract/intensity.ts'
import { limits } from '../../contract/limits.ts'
import type { Features, Transition } from '../../contract/session.ts'

const halfLifeMs = halfLivesMs.fortnight

/** Comparable between times: the logarithm of what a transition would be worth at one common moment. */
const strength = ({ weight, at }: Transition): number => Math.log2(weight) + at / halfLifeMs

const sum = (a: Transition, b: Transition): Transition => {
  const at = Math.max(a.at, b.at)
  const weight = decay(a.weight, at - a.at, halfLifeMs) + decay(b.weight, at - b.at, halfLifeMs)
  // Never to nothing: what was worth keeping has a logarithm.
  return { name: a.name, weight: Math.max(0.001, Math.round(weight * 1_000) / 1_000), at }
}

type Transitions = readonly Transition[]

const weakest = (all: Transitions): number => {
  let found = 0
  let least = Number.POSITIVE_INFINITY
  for (const [index, transition] of all.entries()) {
    const weight = strength(transition)
    if (weight < least) {
      least = weight
      found = index
    }
  }
  return found
}

/** One too many pushes out the weakest of the others. */
export const addTransition = (all: Transitions, added: Transition, most: number): Transitions => {
  const index = all.findIndex(({ name }) => name === added.name)
  const before = all[index]
  if (before !== undefined) return all.with(index, sum(before, added))
  return all.length < most ? [...all, added] : all.with(weakest(all), added)
}

/** Counts the sequences of two and of three actions that end with this one; bounded, and constant in time. */
export const noteTransition = (features: Features, action: string, at: number): Features => {
  const { lastActions, pairs, triples } = features
  const once = (names: readonly string[]): Transition => ({ name: names.join(' then '), weight: 1, at })
  return {
    ...features,
    pairs:
      lastActions.length < 1
        ? pairs
        : addTransition(pairs, once([...lastActions.slice(-1), action]), limits.sessionPairs),
    triples:
      lastActions.length < 2 ? triples : addTransition(triples, once([...lastActions, action]), limits.sessionTriples),
    lastActions: [...lastActions.slice(-1), action],
  }
}
