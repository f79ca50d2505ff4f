import type { Assessment } from './assessment.ts'
import type { Slot } from './content.ts'
import type { Device } from './device.ts'
import type { HostAction } from './host-actions.ts'
import type { DatedIntensity, Intensity } from './intensity.ts'
import type { DoingKind } from './learning-example.ts'
import type { CorrectionKind, MessageKind } from './messages.ts'
import type { Properties, TraitValue } from './names.ts'
import type { Preferences } from './preferences.ts'
import type { SurveyAnswers } from './survey-answers.ts'
import type { Trial } from './trial.ts'

/**
 * The live, folded view of one user's stream. Plain data, safe to clone and to store whole; a pure function of the stream and of the
 * catalogues its entries name. Maps are keyed by outside names: read them with `Object.hasOwn` or through `sessions/`' readers.
 */
export interface Session {
  /** Internal random id. */
  readonly user: string
  /** Seq of the last entry folded in. */
  readonly seq: number
  /** Revision of what the widget is told to show; grows by one with each change of it. */
  readonly rev: number
  readonly kind: 'visitor' | 'user'
  readonly verified: boolean
  /** The user's place among the tenant's first `limits.numberedUsers`, from 1, given before their first decision; absent for later ones. */
  readonly ordinal?: number
  readonly startedAt: number
  readonly lastAt: number
  readonly locale: string | null
  /** IANA name, as the user's browser last told it; absent while none has. */
  readonly timeZone?: string
  /** That the user came with last; absent while no browser has said so. */
  readonly device?: Device
  readonly consent: Consent | null
  readonly traits: ProvenTraits
  readonly account: { readonly id: string; readonly verified: boolean; readonly traits: ProvenTraits } | null
  readonly page: { readonly path: string; readonly at: number } | null
  /** When the user last reported to be typing; 0 for never. */
  readonly typingAt: number
  /** The pause that is going on, if any; the next thing the user does ends it. */
  readonly idle: { readonly path: string; readonly seconds: number } | null
  /** By event name; the rarest go first beyond `limits.sessionEventNames`. */
  readonly events: Readonly<Record<string, EventStats>>
  /** The last `limits.sessionRecentEvents`, oldest first. */
  readonly recent: readonly RecentEvent[]
  /** By error text, at most `limits.sessionErrorKinds`. */
  readonly errors: Readonly<Record<string, { readonly times: readonly number[]; readonly path: string }>>
  /** By checklist key. */
  readonly progress: Readonly<Record<string, ChecklistProgress>>
  /** By tour key, at most `limits.sessionTours`: where the user is in it. Absent before the first. */
  readonly tours?: Readonly<Record<string, TourProgress>>
  /** By survey key, at most `limits.sessionSurveys`: what the user answered last. Absent before the first. */
  readonly surveys?: Readonly<Record<string, SurveyGiven>>
  /** How the user wants to be treated; absent while they have not said. */
  readonly preferences?: Preferences & { readonly at: number }
  /** What the page that was heard last can run. Absent while none has said. */
  readonly hostActions?: readonly HostAction[]
  /** What the page ran for the user, oldest first; at most `limits.sessionRan`. */
  readonly ran?: readonly {
    readonly key: string
    readonly action: string
    readonly content: string
    readonly result: 'ok' | 'failed' | 'refused'
    readonly at: number
  }[]
  /** By feature: the last answer of its gate. */
  readonly gates?: Readonly<Record<string, { readonly decision: string; readonly digest: string; readonly at: number }>>
  /** By content key: what was shown, and what the user said to it. */
  readonly shown: Readonly<Record<string, ShownContent>>
  /** Reservations that guardrails asked for: unpainted ones count until they expire, painted ones for their window. */
  readonly caps: readonly CapEntry[]
  /** What stands in each slot now. A ghost is decided for a held-out user and is never pushed. */
  readonly active: Readonly<Partial<Record<Slot, ActiveGuidance>>>
  /** The last `limits.sessionGone` that stood and do no longer, oldest first: feedback that comes late still finds its content. */
  readonly gone: readonly { readonly decision: string; readonly content: string; readonly version?: string }[]
  /** The last `limits.sessionLists` lists that the user was answered with, oldest first; absent for none. */
  readonly listed?: readonly {
    readonly decision: string
    readonly items: readonly { readonly content: string; readonly version: string }[]
  }[]
  /** What the user said of guidance, oldest first, also what they took back; at most `limits.sessionCorrections`. Absent for none. */
  readonly corrections?: readonly Correction[]
  /** By event name, what the team's back end told, at most `limits.sessionToldEvents` names: the page cannot have made it up. Absent for nothing. */
  readonly told?: Readonly<Record<string, EventStats>>
  /** What the last correction took out of its slot, to be put back if it is undone soon. */
  readonly takenAway?: {
    readonly slot: Slot
    readonly at: number
    readonly kind: CorrectionKind
    readonly guidance: ActiveGuidance
  }
  /** By content key: given back unpainted, and not offered again before there is a reason to. */
  readonly resting: Readonly<Record<string, Rest>>
  /** Each slot's last decision, for "nothing" too: it stands until a decision differs. */
  readonly decided: Readonly<Partial<Record<Slot, { readonly decision: string; readonly digest: string }>>>
  /** What each slot's last record chose, and under what: the next one says what has changed since. Absent before the first. */
  readonly last?: Readonly<Partial<Record<Slot, LastChoice>>>
  /** The one tab that shows. */
  readonly lease: { readonly tab: string; readonly until: number } | null
  /** What was tried and whose outcome is awaited, oldest first; at most `limits.sessionTrials`. */
  readonly trials: readonly OpenTrial[]
  /** How much the models have heard from this user, decayed to `at`: see `sessions/voice.ts`. */
  readonly voice: { readonly weight: number; readonly at: number }
  /** What the user verifiably did last, for recommenders that learn from it. Absent for nothing. */
  readonly doings?: Doings
  /** What the host or user asked for by key and has not been decided yet, oldest first. */
  readonly asked: readonly { readonly content: string; readonly at: number }[]
  /** What the user's doings amount to; folded in constant time per entry. */
  readonly features: Features
  /** Maturity, segments and intent as they were found last; absent before the first time. */
  readonly assessed?: Assessment
}

export interface OpenTrial extends Trial {
  readonly decision: string
  readonly slot: Slot
  readonly context: readonly number[]
  /** When it was shown, or, of "nothing" and of what is held out, decided. Null until then. */
  readonly openedAt: number | null
  readonly decidedAt: number
  /** Nobody saw it: its outcome belongs to the comparison, not to the model. */
  readonly ghost: boolean
  readonly reached: boolean
}

/** Something that a user did in the product: an event that it told, a checklist that such events completed, an outcome that content was for. */
export interface Doing {
  /** Of the entry that told it. */
  readonly seq: number
  readonly at: number
  readonly kind: DoingKind
  /** The event's name, or the content's key. */
  readonly name: string
  /** Done for the first time. Absent for not. */
  readonly first?: true
  /** How much it is heard, 0 to 1; absent for 0: it was heard already, or the user has been heard enough for now. */
  readonly weight?: number
}

export interface Doings {
  /** The last `limits.sessionDoings`, oldest first. */
  readonly last: readonly Doing[]
  /** How much of this user's doings was heard, decayed to `at`: see `sessions/voice.ts`. */
  readonly heard: { readonly weight: number; readonly at: number }
}

export interface Consent {
  readonly analytics: boolean
  readonly personalisation: boolean
  readonly at: number
}

/** Verified traits come from a token or a secret key, claimed ones from the browser. */
export interface ProvenTraits {
  readonly verified: Readonly<Record<string, TraitValue>>
  readonly claimed: Readonly<Record<string, TraitValue>>
}

/** The decayed counts are as of `lastAt`; absent in what was stored before there were any. */
export interface EventStats extends Partial<Intensity> {
  readonly count: number
  readonly firstAt: number
  readonly lastAt: number
}

/** Decayed counts and sequences over the whole stream, each bounded. */
export interface Features {
  /** Everything the user did: events, pages, searches, clicks, forms. */
  readonly acts: DatedIntensity
  /** Events done for the very first time. */
  readonly firsts: DatedIntensity
  readonly errors: DatedIntensity
  readonly rageClicks: DatedIntensity
  /** Third and further clicks in a row on one thing, slower than a rage click, after which nothing else was heard. */
  readonly deadClicks: DatedIntensity
  readonly days: ActiveDays
  /** In pauses that the page reported, since a checklist step was done last. */
  readonly pausedSeconds: number
  /** The two actions before the next one, oldest first. */
  readonly lastActions: readonly string[]
  /** How often one action followed another; at most `limits.sessionPairs`, the weakest go first. */
  readonly pairs: readonly Transition[]
  /** Likewise for three in a row; at most `limits.sessionTriples`. */
  readonly triples: readonly Transition[]
}

/** Days, in UTC, on which the user did something. */
export interface ActiveDays {
  readonly count: number
  /** Days since 1970 of the latest; -1 for none. */
  readonly last: number
  /** Decayed with a half-life of 14 days, as of the latest: a daily user nears 20.7, a weekly one 3.4, a monthly one 1.3. */
  readonly recent: number
}

/** A count that halves every 14 days, as of `at`. In a list, not a map: one of few dozen is found and replaced there in a tenth of the time. */
export interface Transition {
  /** `a then b`, or `a then b then c`. */
  readonly name: string
  readonly weight: number
  readonly at: number
}

export interface RecentEvent {
  readonly at: number
  readonly kind: MessageKind
  /** The event's name for `track` and `search`, the element's hook or name for clicks, the path for pages. */
  readonly name: string
  readonly path: string | null
  readonly properties?: Properties
}

export interface ChecklistProgress {
  /** `said`: done by the user's word alone. What really happens later replaces it, and it never counts as an outcome. */
  readonly steps: Readonly<
    Record<string, { readonly at: number; readonly by: 'event' | 'click' | 'page' | 'host' | 'said' }>
  >
  readonly collapsed: boolean
}

/** Where a user is in a tour. `left` can be gone on with, when the user asks for it; `done` begins anew. */
export interface TourProgress {
  readonly state: 'running' | 'left' | 'done'
  /** Id of the step that the user is at. */
  readonly step: string
  /** The steps before it that were gone through, oldest first: what "back" goes back along. At most `limits.tourSteps`. */
  readonly trail: readonly string[]
  /** By step: the choice that was made there. */
  readonly answers: Readonly<Record<string, string>>
  readonly startedAt: number
  /** When something was last heard of it. */
  readonly at: number
  /** The step whose target the page could not find, while it has not been found. */
  readonly missing?: { readonly step: string; readonly reason: string }
}

export interface SurveyGiven {
  readonly decision: string
  readonly version: string
  readonly at: number
  /** By question; long texts are cut to `limits.propertyTextLength`. */
  readonly answers: SurveyAnswers
}

/** One thing that the user said of guidance, in force until it lapses or is undone. It changes this user's choices and nobody else's. */
export interface Correction {
  readonly at: number
  readonly kind: CorrectionKind
  readonly decision: string
  readonly content: string
  /** The version that it was said of; null where that is no longer known. */
  readonly version: string | null
  /** What "like this" means: the content's topics, else its kind. */
  readonly topics: readonly string[]
  /** When it lapses, epoch ms; absent for never. */
  readonly until?: number
  /** Of `already-done`: the one step it was said of. */
  readonly step?: string
  /** Of `already-done`: the steps that were ticked by it. */
  readonly ticked?: readonly string[]
  /** Of `not-relevant`: fingerprint of who the user was, as far as the content's audience asks. */
  readonly audience?: number
  /** When the user took it back. */
  readonly undoneAt?: number
}

export interface ShownContent {
  readonly exposures: number
  /** Exposures in a row since the user last did anything with it, in the newest of which it may still stand. Absent for none. */
  readonly unheeded?: number
  readonly lastAt: number
  readonly dismissedAt?: number
  readonly snoozedUntil?: number
  /** When the user was through with it: acknowledged, followed, answered, led to its end. */
  readonly finishedAt?: number
}

/**
 * `abstained`: the widget could not paint it; over when the user goes to another page, or after `limits.restMs`. `unpainted`: nobody was
 * there to see it; over when the user does anything.
 */
export interface Rest {
  readonly at: number
  readonly why: 'abstained' | 'unpainted'
  /** How often in a row, on this page, where it is more than once: each doubles the rest, up to `limits.longestRestMs`. */
  readonly times?: number
}

export interface LastChoice {
  readonly at: number
  /** Null for nothing. */
  readonly content: string | null
  readonly version: string | null
  /** Version of the settings it was made under; null where the entry does not say. */
  readonly settings: string | null
}

export interface Reservation {
  /** Names the cap: `fatigue:inline:day`. */
  readonly key: string
  /** At most so many within the window. */
  readonly limit: number
  readonly windowMs: number
  /** Whose showings count towards it; absent: the user's. Those of all users who are proven to be in the account, for one of them. */
  readonly scope?: 'account' | undefined
}

export interface CapEntry extends Omit<Reservation, 'scope'> {
  /** Of a reservation with the account: which one it was made with. It counts there, not here. */
  readonly account?: string
  readonly decision: string
  readonly at: number
  readonly painted: boolean
}

export interface ActiveGuidance {
  /** The decision that put it there. A later one that chooses the same version again leaves it standing under this id. */
  readonly decision: string
  readonly content: string
  readonly version: string
  readonly at: number
  readonly paintedAt: number | null
  /** Unpainted after this, it is released. */
  readonly expiresAt: number
  readonly ghost: boolean
  /** Path of the page that it was decided for; null when none was known. */
  readonly page?: string | null
  /** The host or user asked for it by key: it stays until the user says otherwise. */
  readonly asked?: boolean
  /** Id of the member's correction that put it there: it does not outlast that one. */
  readonly correction?: string
  /** Carried from the decision, so that showing it needs no second look-up. */
  readonly why: Readonly<Record<string, string>>
  readonly amended: { readonly title?: string | undefined; readonly body?: string | undefined } | null
}
