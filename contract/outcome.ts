import { z } from 'zod'
import { type Filter, filter } from './filter.ts'
import { limits } from './limits.ts'
import { contentKey, eventName } from './names.ts'

const dayMs = 86_400_000

/** An event that shows that something helped. */
export const outcome = z.strictObject({
  event: eventName,
  /** Over the event's properties. Absent: any such event. */
  where: filter
    .refine(
      (where) => JSON.stringify(where).length <= limits.outcomeFilterLength,
      `at most ${limits.outcomeFilterLength} characters: it is kept with everything that waits for it`,
    )
    .optional(),
  /** How long after it was shown the event still counts. */
  withinDays: z.number().min(0.01).max(30).default(7),
  /** Weighs it against other outcomes. */
  value: z.number().min(0).max(1).default(1),
})
export type Outcome = z.infer<typeof outcome>

/** Outcomes that content can name; part of a tenant's settings. */
export const outcomes = z
  .record(contentKey, outcome)
  .refine((named) => Object.keys(named).length <= limits.namedOutcomes, `at most ${limits.namedOutcomes} outcomes`)

/** By name. */
export type Outcomes = Readonly<Record<string, Outcome>>

/** What content hopes for: one written in it, or one of the tenant's by its name. */
export const hopedOutcome = z.union([outcome, contentKey])

/** What is recorded of an outcome when something is tried for it. */
export interface Hope {
  /** Under this name in the settings; absent for one that content brought itself. */
  readonly outcome?: string
  readonly event: string
  readonly where?: Filter
  readonly withinMs: number
  /** 0 to 1. */
  readonly value: number
}

/** @returns undefined for no outcome, and for a name that the settings do not have: nothing can be learnt from that */
export const hopeOf = (
  hoped: z.infer<typeof hopedOutcome> | undefined,
  named: Readonly<Record<string, Outcome>>,
): Hope | undefined => {
  if (hoped === undefined) return undefined
  const found = typeof hoped !== 'string' ? hoped : Object.hasOwn(named, hoped) ? named[hoped] : undefined
  if (found === undefined) return undefined
  const { event, where, withinDays, value } = found
  return {
    ...(typeof hoped === 'string' ? { outcome: hoped } : {}),
    event,
    ...(where === undefined ? {} : { where }),
    withinMs: Math.round(withinDays * dayMs),
    value,
  }
}
