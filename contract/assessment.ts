import { z } from 'zod'
import { type Filter, filter } from './filter.ts'
import { contentKey, eventName, traitName } from './names.ts'

/** From the first steps to mastery, and away again; `docs/session-intelligence.md` has the rules. */
export const maturities = ['new', 'activating', 'regular', 'expert', 'lapsing'] as const
export type Maturity = (typeof maturities)[number]

/** Names that rules give, and triggers and filters ask for: `at-risk`. */
export const ruleName = contentKey

const differ = (rules: readonly { readonly name: string }[]): boolean =>
  new Set(rules.map(({ name }) => name)).size === rules.length

const minuteMs = 60_000
const dayMs = 86_400_000

/** Read from the top: trouble before danger, danger before progress. Over decayed counts, so a half less than a whole number of happenings. */
const defaultIntents: readonly { name: string; when: Filter; holdMs: number }[] = [
  {
    name: 'stuck',
    when: {
      $or: [
        { 'features.rageClicks.hour': { $gte: 1.5 } },
        { 'features.errors.hour': { $gte: 2.5 } },
        { 'features.deadClicks.hour': { $gte: 2.5 } },
      ],
    },
    holdMs: 10 * minuteMs,
  },
  {
    name: 'at-risk',
    when: { $or: [{ maturity: 'lapsing' }, { 'features.support.day': { $gte: 2.5 } }] },
    holdMs: dayMs,
  },
  { name: 'setting-up', when: { maturity: { $in: ['new', 'activating'] } }, holdMs: 0 },
  {
    name: 'ready-to-expand',
    when: { maturity: 'expert', 'features.errors.day': { $lt: 1.5 }, 'features.acts.day': { $gte: 20 } },
    holdMs: dayMs,
  },
  { name: 'exploring', when: { 'features.firsts.day': { $gte: 1.5 } }, holdMs: 10 * minuteMs },
]

/** How a session is assessed; part of a tenant's settings. */
export const assessmentSettings = {
  /** The first that holds is the user's intent. It stays for `holdMs` after it began, unless one above it holds. */
  intents: z
    .array(
      z.strictObject({
        name: ruleName,
        when: filter,
        holdMs: z
          .number()
          .int()
          .min(0)
          .max(30 * dayMs)
          .default(0),
      }),
    )
    .max(20)
    .refine(differ, 'the names of intents must differ')
    .default([...defaultIntents]),
  /** Saved filters. A user is in each that holds. */
  segments: z
    .array(z.strictObject({ name: ruleName, when: filter }))
    .max(50)
    .refine(differ, 'the names of segments must differ')
    .default([]),
  /** Thresholds of the maturity rules, in active days. */
  maturity: z
    .strictObject({
      regularDays: z.number().int().min(2).max(365).default(5),
      expertDays: z.number().int().min(2).max(1_000).default(20),
      /** Of the decayed active days: a weekly user nears 3.4, one of every other day 10.6. */
      expertRecentDays: z.number().min(0).max(20).default(4),
      /** Of different events. */
      expertEvents: z.number().int().min(0).max(200).default(8),
      /** Of the decayed active days: a user of once a month nears 1.3, of every other week 2. */
      lapsingRecentDays: z.number().min(0).max(20).default(1.5),
    })
    .prefault({}),
  /** Traits that say what the user is here for; verified or claimed. */
  goalTraits: z.array(traitName).max(10).default(['goal', 'goals']),
  /** Events that mean that the user needed the team's help. */
  supportEvents: z.array(eventName).max(10).default([]),
}

/** What is held of a user under the settings in force; a stream entry puts it there, so that decisions and their replay only read it. */
export interface Assessment {
  readonly maturity: Maturity
  readonly intent: { readonly name: string; readonly since: number } | null
  /** By name: since when, and whether the user was seen to enter it; else they were in it when it was defined. */
  readonly segments: Readonly<Record<string, { readonly since: number; readonly entered: boolean }>>
  /** The segments there were to be in. */
  readonly known: readonly string[]
  readonly goals: readonly string[]
  /** Features of the product by when the user was seen to have adopted them first. Kept when the event is forgotten. */
  readonly adopted: Readonly<Record<string, number>>
  /** Names of the team's support events, whose decayed counts make up `features.support`. */
  readonly support: readonly string[]
}
