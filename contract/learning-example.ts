/**
 * `event`: the product told it. `completed`: events ticked the last step of this checklist. `reached`: the outcome that this content is for
 * came in time after it was shown.
 */
export type DoingKind = 'event' | 'completed' | 'reached'

/** What a learning recommender is told: one thing that one user did, never who. Plain data. */
export interface LearningExample {
  readonly kind: DoingKind
  /** An event's name, or a content's key. */
  readonly name: string
  /** Epoch ms. */
  readonly at: number
  /** The one or two events right before it, oldest first; empty for none. */
  readonly previous: readonly string[]
  /** Whether the user did it for the first time. */
  readonly first: boolean
  /** With a first time: what else the user had done by then, the latest first, at most `limits.exampleBefore`. Else empty. */
  readonly before: readonly string[]
  /** The user's role, proven or else claimed; null where none is known. */
  readonly role: string | null
  /** How much it counts, above 0 to 1. One user's examples weigh a bounded sum, and doing the same again and again counts once. */
  readonly weight: number
  /** 0 to `limits.exampleVoices` - 1: a user's is always the same, and many share it. So many different ones, so many people at least. */
  readonly who: number
}

/** An example before its user's voice is known. `id` names what was done: noted twice, it stands once. */
export interface NewDoing extends Omit<LearningExample, 'who'> {
  readonly id: string
}

/** A recommender that learns, as a tenant's settings enable it. What it learns under other options, or in another version, is nothing to it. */
export interface Learner {
  readonly plugin: string
  readonly version: string
  readonly options: Readonly<Record<string, unknown>>
}
