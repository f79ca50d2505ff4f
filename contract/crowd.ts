import { decay } from './intensity.ts'
import type { LearningExample } from './learning-example.ts'
import { limits } from './limits.ts'

/** Within two spans, this one and the one before, people are told apart; who did something longer ago is forgotten. */
const spanMs = 28 * 86_400_000
const halfLifeMs = 28 * 86_400_000
const voices = limits.exampleVoices

/**
 * How many people did something, without a trace of who. `lately` and `earlier` have a bit for each of the voices (`limits.exampleVoices`) that
 * were heard in this span and in the one before, as two unsigned words each. Plain data, of constant size.
 */
export interface Crowd {
  /** Decayed sum of the examples' weights, as of `at`; half counts after 28 days. */
  readonly weight: number
  readonly at: number
  readonly span: number
  readonly lately: readonly [number, number]
  readonly earlier: readonly [number, number]
}

const nobody = [0, 0] as const

/** Adds one example. Constant time. */
export const addVoice = (
  crowd: Crowd | undefined,
  { at, weight, who }: Pick<LearningExample, 'at' | 'weight' | 'who'>,
): Crowd => {
  const latest = Math.max(at, crowd?.at ?? 0)
  const span = Math.floor(latest / spanMs)
  const passed = crowd === undefined ? 2 : span - crowd.span
  const heard = crowd !== undefined && passed === 0 ? crowd.lately : nobody
  const before = crowd === undefined || passed > 1 ? nobody : passed === 1 ? crowd.lately : crowd.earlier
  const bit = 1 << (who & 31)
  const sum = (crowd === undefined ? 0 : decay(crowd.weight, latest - crowd.at, halfLifeMs)) + weight
  return {
    weight: Math.round(sum * 1_000) / 1_000,
    at: latest,
    span,
    lately: who < 32 ? [(heard[0] | bit) >>> 0, heard[1]] : [heard[0], (heard[1] | bit) >>> 0],
    earlier: before,
  }
}

const bitsIn = (word: number): number => {
  let left = word >>> 0
  let count = 0
  for (; left !== 0; left &= left - 1) count += 1
  return count
}

/** Different voices of late: never more than there are people, and fewer where two share one. */
const voicesIn = ({ span, lately, earlier }: Crowd, at: number): number => {
  const passed = Math.floor(at / spanMs) - span
  if (passed > 1) return 0
  const older = passed === 1 ? nobody : earlier
  return bitsIn(lately[0] | older[0]) + bitsIn(lately[1] | older[1])
}

/**
 * At least so many people did it within the last one or two months; 64 at most. Compare this with the least number that may be told: it
 * cannot be raised by one user, however much they do.
 */
export const leastPeople = (crowd: Crowd | undefined, at: number): number =>
  crowd === undefined ? 0 : voicesIn(crowd, at)

/**
 * How many people it is like: the decayed weight, but no more than can have been heard by as many voices (linear counting: Whang et al., A
 * Linear-Time Probabilistic Counting Algorithm for Database Applications, 1990). One user moves it by little more than one.
 */
export const crowdSize = (crowd: Crowd | undefined, at: number): number => {
  if (crowd === undefined) return 0
  const heard = voicesIn(crowd, at)
  const most = heard >= voices ? Number.POSITIVE_INFINITY : voices * Math.log(voices / (voices - heard))
  return Math.min(decay(crowd.weight, at - crowd.at, halfLifeMs), most)
}
