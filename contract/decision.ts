import type { Slot } from './content.ts'
import type { Candidate, CheckAnswer, Evidence, RecommendAnswer } from './plugin.ts'
import type { Reservation, Session } from './session.ts'

/** Why a piece of content was not even proposed. */
export type IneligibleReason =
  | 'outside-schedule'
  | 'audience'
  | 'completed'
  | 'dismissed'
  | 'snoozed'
  | 'resting'
  | 'blocked'
  | 'replaced'
  | 'no-locale'
  /** The user's own word: see docs/feedback.md. */
  | 'not-relevant'
  | 'reported-wrong'
  | 'fewer-like-this'

/** Content that was not proposed. `by` is the id of the member's correction that blocked or replaced it; absent where none did. */
export interface Ineligible {
  readonly content: string
  readonly reason: IneligibleReason
  readonly by?: string
}

/** Why a candidate was taken out: a guardrail's veto with its code, or the guardrail's own trouble. */
export interface Removal {
  readonly content: string
  readonly by: string
  readonly code: string
}

/**
 * Why the user is held out or not. `off`: the tenant holds nobody out. `asked`: the host or user asked for it. `trait`: a verified trait
 * spares them. `first-users`: they were among the tenant's first. `not-drawn` and `drawn`: outside and inside the share.
 */
export type HoldoutStanding = 'off' | 'asked' | 'trait' | 'first-users' | 'not-drawn' | 'drawn'

/** Everything a choice was made from, so that it can be made again. */
export interface DecisionInput {
  readonly slot: Slot
  readonly session: Session
  /** Epoch ms. */
  readonly now: number
  /** 32 bits, unsigned; the only source of chance. */
  readonly seed: number
  readonly settings: string
  readonly catalogue: string
}

export interface DecisionAnswers {
  readonly recommenders: readonly RecommendAnswer[]
  readonly eligibility: readonly CheckAnswer[]
  /** Of the drawn candidate alone. */
  readonly content: readonly CheckAnswer[]
}

export interface DecisionResult {
  readonly eligible: readonly string[]
  readonly ineligible: readonly Ineligible[]
  readonly candidates: readonly Candidate[]
  readonly removals: readonly Removal[]
  /** Over the kept candidates and, last, `nothing`; sums to 1. */
  readonly probabilities: readonly { readonly content: string | null; readonly probability: number }[]
  readonly choice: {
    readonly content: string
    readonly version: string
    readonly source: string
    readonly evidence: readonly Evidence[]
    readonly reserve: readonly Reservation[]
    readonly amended: { readonly title?: string | undefined; readonly body?: string | undefined } | null
  } | null
  /** Why nothing was chosen, when nothing was. */
  readonly nothing: 'no-candidates' | 'all-removed' | 'drawn' | 'withheld' | null
  readonly heldOut: boolean
  readonly holdout: HoldoutStanding
  /** The earliest moment at which the same question may be answered differently by time alone; null when only events can. */
  readonly retryAt: number | null
}

/** The stored record of one choice for one slot. */
export interface Decision {
  readonly id: string
  readonly user: string
  readonly at: number
  /** Id of the entry that made it necessary. */
  readonly trigger: string
  readonly input: DecisionInput
  readonly answers: DecisionAnswers
  readonly result: DecisionResult
  /** Hash over eligible set, removals with reasons and choice: an equal one means that the last record still stands. */
  readonly digest: string
  /** What the end user reads under "why am I seeing this", by locale. */
  readonly why: Readonly<Record<string, string>>
  /** Milliseconds spent, by stage. Recorded, never compared. */
  readonly cost: { readonly gatherMs: number; readonly guardMs: number; readonly totalMs: number }
}
