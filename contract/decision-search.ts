import { z } from 'zod'
import { slots } from './content.ts'
import { contentKey, epochMs, type mintedId } from './names.ts'

/** What became of a decision: something to show, something kept from a held-out user, or nothing; of an erased one it is not known. */
export const decisionOutcomes = ['shown', 'held-out', 'nothing', 'erased'] as const
export type DecisionOutcome = (typeof decisionOutcomes)[number]

/** What a plugin did in a decision: a recommender proposed, a guardrail vetoed, either of them gave no proper answer. */
export const pluginDeeds = ['proposed', 'vetoed', 'failed'] as const
export type PluginDeed = (typeof pluginDeeds)[number]

/** Where the next page goes on: time and id of the last decision that was looked at. */
export const decisionCursor = z.string().regex(/^\d{1,13}~[A-Za-z0-9_-]{1,64}$/, 'not the "next" of a page')

/** Every condition that is given must hold. `from` belongs to the range, `to` does not; epoch ms. */
export const decisionConditions = z.strictObject({
  /** Chosen, or among the candidates. */
  content: contentKey.optional(),
  chosen: contentKey.optional(),
  plugin: contentKey.optional(),
  did: z.enum(pluginDeeds).optional(),
  /** A guardrail's code, a reason why content was not eligible, or why nothing was chosen. */
  reason: contentKey.optional(),
  slot: z.enum(slots).optional(),
  outcome: z.enum(decisionOutcomes).optional(),
  from: z.coerce.number().pipe(epochMs).optional(),
  to: z.coerce.number().pipe(epochMs).optional(),
  cursor: decisionCursor.optional(),
})
/** `user` is the internal id. */
export type DecisionQuery = z.infer<typeof decisionConditions> & {
  readonly user?: z.infer<typeof mintedId> | undefined
  readonly limit: number
}

/** What the index says of a decision, without its record. */
export interface FoundDecision {
  readonly id: string
  readonly user: string
  readonly seq: number
  readonly at: number
  readonly slot: (typeof slots)[number]
  readonly outcome: DecisionOutcome
  /** Key of what was chosen. */
  readonly chosen: string | null
  readonly contents: readonly string[]
  readonly plugins: readonly { readonly plugin: string; readonly did: PluginDeed }[]
  readonly reasons: readonly string[]
}

/** Newest first. A page may hold fewer than asked for, or none, and still have a `next`: each call looks at so many and no more. */
export interface FoundDecisions {
  readonly decisions: readonly FoundDecision[]
  readonly next: string | null
}
