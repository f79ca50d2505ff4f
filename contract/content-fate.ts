import type { IneligibleReason } from './decision.ts'
import type { PluginOutcome } from './plugin.ts'

/** What one decision's record says of one piece of content. Content is named by its key. */
export type ContentFate =
  | { readonly outcome: 'chosen' }
  | { readonly outcome: 'held-out' }
  /** Drawn, and kept back by a guardrail that looked at its words. */
  | { readonly outcome: 'withheld'; readonly by: readonly Objection[] }
  /**
   * Could have been drawn, with this probability; `chosen` is what was, null for nothing. `wornUntil`, epoch ms: it went behind others of
   * its priority, since it had been shown again and again without being heeded.
   */
  | {
      readonly outcome: 'not-drawn'
      readonly probability: number
      readonly chosen: string | null
      readonly wornUntil?: number
    }
  | { readonly outcome: 'removed'; readonly by: readonly Objection[] }
  /** Eligible, and no recommender named it. */
  | {
      readonly outcome: 'not-proposed'
      readonly recommenders: readonly { readonly plugin: string; readonly outcome: PluginOutcome }[]
    }
  /** `correction`: the member's, where one blocked or replaced it. */
  | { readonly outcome: 'ineligible'; readonly reason: IneligibleReason; readonly correction?: string }

export interface Objection {
  readonly plugin: string
  readonly code: string
}

/** What became of chosen content in the page, or why there is nothing to say. Times are epoch ms. */
export type NotShown =
  | Exclude<ContentFate, { outcome: 'chosen' }>
  | { readonly outcome: 'shown'; readonly paintedAt: number }
  /** Sent to the page and not painted there by then; `reason` is null while nothing is known. */
  | { readonly outcome: 'not-painted'; readonly reason: string | null }
  /** A record stands, and the content was not published in that catalogue. */
  | { readonly outcome: 'not-published' }
  | { readonly outcome: 'no-record' }
  | { readonly outcome: 'erased' }

/** The answer to "why did this user not see that at that time", from stored records alone. */
export interface NotShownAnswer {
  readonly content: string
  readonly at: number
  readonly answer: NotShown
  /** The same in a sentence, English. */
  readonly says: string
  /** The decisions that stood then and were read for it. `until` is null for one that stands today. */
  readonly decisions: readonly {
    readonly id: string
    readonly slot: string
    readonly at: number
    readonly until: number | null
  }[]
}
