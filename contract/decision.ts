import type { AccountCaps } from './account-caps.ts'
import type { ContentKind, DecidedSlot, Slot } from './content.ts'
import type { ExposureFacts } from './exposure-shares.ts'
import type { Has } from './feature-rights.ts'
import type { Nearest } from './nearest.ts'
import type { Candidate, CheckAnswer, Evidence, RecommendAnswer } from './plugin.ts'
import type { Reservation, Session } from './session.ts'
import type { Trial } from './trial.ts'

/** Why a piece of content was not even proposed. */
export type IneligibleReason =
  | 'outside-schedule'
  | 'audience'
  | 'completed'
  /** A tour that the user left; it goes on when they ask for it. */
  | 'left'
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
  /** One of its topics is one that the user wants nothing of. */
  | 'topic-off'
  /** The tab that shows has a widget that cannot paint this kind. */
  | 'not-paintable'
  /** Its button runs what the page has not registered, or with parameters that are not those of the content. */
  | 'action-missing'
  /** What is in another slot, or in this one, goes first. */
  | 'slot-conflict'
  /** A new user's checklist is open and not begun. */
  | 'checklist-first'

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
  /** Where groups are declared and a guardrail reads them: how those groups had fared with what the slot can hold. */
  readonly exposureShares?: ExposureFacts
  /** Of a user who is proven to be in an account, where a guardrail reads it: what counted towards the account's caps. */
  readonly accountCaps?: AccountCaps
  /** Of a list that the user asked for: their question (null for "whatever fits now"), and how many answers are wanted at most. */
  /** `spare`: so many more are looked at, to take the places of what is withheld; absent in older records, where places stayed empty. */
  readonly ask?: { readonly query: string | null; readonly k: number; readonly spare?: number }
  /** Of a question where the tenant goes by vectors: what they had found by then. Absent where it went by words alone. */
  readonly nearest?: Nearest
  /** Of a gate: the feature that the host asked about, and whether the user verifiably has it. What is listed sells it. */
  readonly gate?: { readonly feature: string; readonly has: Has }
  /** Kinds that the tab which shows can paint. Absent, as in older records: checklist and tip. */
  readonly paints?: readonly ContentKind[]
  /** By other slot, the version that was chosen for it a moment ago, or stands there still to be decided. Absent in older records. */
  readonly taken?: Readonly<Partial<Record<DecidedSlot, string>>>
}

/**
 * How a tenant's model ranks what lots are drawn over. Recorded like a plugin's answer: a replay reads it instead of asking the model, which
 * has learnt since.
 */
export interface RankAnswer {
  /** `weighted`: too little is known yet, or the tenant chose it; the model was not asked, but will learn from what follows. */
  readonly ranker: 'weighted' | 'bandit'
  /** Version of the model; 0 before it has learnt anything. */
  readonly model: number
  /** The moment, hashed: what the model sees of it, and what it will learn with. */
  readonly context: readonly number[]
  /** Keys of the contestants, in the order of `wins`. */
  readonly over: readonly string[]
  /** One per contestant, in their order, and last one for "nothing": how likely each is the best. Null from `weighted`. */
  readonly wins: readonly number[] | null
}

export interface DecisionAnswers {
  readonly recommenders: readonly RecommendAnswer[]
  readonly eligibility: readonly CheckAnswer[]
  /** Of the drawn candidate alone; in a list, one verdict for each of the first `k` and the spare ones, in their order. */
  readonly content: readonly CheckAnswer[]
  /** Absent where there was nothing to draw lots over, or nothing to learn from it. */
  readonly ranking?: RankAnswer
}

export interface Chosen {
  readonly content: string
  readonly version: string
  readonly source: string
  readonly evidence: readonly Evidence[]
  readonly reserve: readonly Reservation[]
  /** What is said in place of the content's own words: its variant in the tenant's tone, and what a guardrail has amended. */
  readonly amended: { readonly title?: string | undefined; readonly body?: string | undefined } | null
  /** The tone whose variant was taken; absent where the content has none for it. */
  readonly tone?: string
}

/** One position of a list, with what its reader learns of why it is there, by locale. */
export type ListedContent = Chosen & {
  readonly why: Readonly<Record<string, string>>
  /** Its place, from 1, before anything above it was withheld. Absent where it is the place that it has. */
  readonly rank?: number
}

export interface DecisionResult {
  readonly eligible: readonly string[]
  readonly ineligible: readonly Ineligible[]
  readonly candidates: readonly Candidate[]
  readonly removals: readonly Removal[]
  /** Over the kept candidates and, last, `nothing`; sums to 1. In a list each of them is certain, in or out: no lots are drawn. */
  readonly probabilities: readonly { readonly content: string | null; readonly probability: number }[]
  /** In a list the first of it. */
  readonly choice: Chosen | null
  /** Only in a list: all of it, best first. */
  readonly list?: readonly ListedContent[]
  /** Where the choice is another than the last record's: what brought that about, the most telling first. Absent for nothing known. */
  readonly changed?: readonly Evidence[]
  /** Why nothing was chosen, when nothing was. */
  readonly nothing: 'no-candidates' | 'all-removed' | 'drawn' | 'withheld' | null
  /** Only where something can be learnt from what was drawn. While nothing is shown, it hopes for the outcome of what came first. */
  readonly trial?: Trial
  /** Whether the draw counts as a uniform one: such draws are a fair sample to evaluate other policies on. */
  readonly uniform?: true
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
