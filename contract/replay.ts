import type { Settings } from './settings.ts'

/** How a record is made again: from its own answers, with the plugins asked again, or under other settings with all of them asked. */
export type ReplayMode =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'with'; readonly settings: Settings }

/** A plugin that a replay could not ask, so that its recorded answer, if any, stood in. */
export interface Unasked {
  readonly plugin: string
  readonly why:
    | 'not-installed'
    /** Another version is installed than the one that answered then. */
    | 'other-version'
    /** It gave no proper answer then: lateness and failures are not asked for again. */
    | 'no-answer-then'
    /** What it had learnt by then is neither stored any more nor can be learnt again: some of it was erased. */
    | 'model-gone'
    /** It did not answer now, in time or at all. */
    | 'no-answer-now'
}

/** A decision made again. `unasked` stands where plugins were to be asked. */
export interface Replayed {
  readonly same: boolean
  /** One line for each part that differs. */
  readonly differences: readonly string[]
  readonly unasked?: readonly Unasked[]
  /** What is gone and cannot be replayed any more: then `same` is false, and there are no differences. */
  readonly erased?: 'record' | 'settings or catalogue'
}

/** A range of decisions, page by page, newest first. A page ends early when it has taken long enough. */
export interface ReplayedPage {
  readonly looked: number
  readonly same: number
  readonly different: number
  readonly erased: number
  /** Decisions for which some plugin could not be asked; counted beside the others. */
  readonly unasked: number
  readonly unaskedPlugins: readonly (Unasked & { readonly decisions: number })[]
  /** Those that differ. */
  readonly differing: readonly {
    readonly decision: string
    readonly at: number
    readonly differences: readonly string[]
  }[]
  readonly next: string | null
}

/** What the last decisions would have been under other settings. */
export interface DryRun {
  /** So many were made again; fewer than asked for where there are no more, or where it had taken long enough. */
  readonly looked: number
  readonly same: number
  readonly otherChoice: number
  readonly nowNothing: number
  readonly nowSomething: number
  /** The same choice, and another answer to whether the user is held out. */
  readonly otherHoldout: number
  /** Not among the counts above: some plugin could not be asked, so that nobody knows. */
  readonly unasked: number
  readonly unaskedPlugins: readonly (Unasked & { readonly decisions: number })[]
  readonly erased: number
  /** In how many decisions it was chosen; what differs most first, at most `dryRunRows`. */
  readonly byContent: readonly { readonly content: string; readonly before: number; readonly after: number }[]
  /** In how many decisions the reason stood against something, or for nothing; `plugin` is null where no guardrail gave it. */
  readonly byReason: readonly {
    readonly plugin: string | null
    readonly code: string
    readonly before: number
    readonly after: number
  }[]
  readonly examples: readonly {
    readonly decision: string
    readonly change: DryRunChange
    readonly before: string | null
    readonly after: string | null
  }[]
}
export type DryRunChange = 'other-choice' | 'now-nothing' | 'now-something' | 'other-holdout'

export const dryRunRows = 50
export const examplesPerChange = 5
