import type { Assessment } from './assessment.ts'
import type { Slot } from './content.ts'
import type { Decision } from './decision.ts'
import type { Device } from './device.ts'
import type { MessageKind, MessageOf } from './messages.ts'
import type { TraitValue } from './names.ts'
import type { ActiveGuidance, Consent, Reservation, Session } from './session.ts'
import type { Trial } from './trial.ts'

/** What a message does to the session once it stands in the stream. `at` is the repaired time: page clock corrected by its skew. */
export interface MessageBody {
  readonly message: MessageOf<MessageKind>
  readonly at: number
  /** Version of the effective catalogue in force when it was accepted: step conditions are read from that one, today and at a refold. */
  readonly catalogue: string
  /** A back end's message counts as verified. */
  readonly source: 'browser' | 'server'
}

/** The user's identity as a token, a visitor token or an unsigned claim gave it; appended when it differs from what is folded. */
export interface IdentifiedBody {
  readonly kind: 'visitor' | 'user'
  readonly verified: boolean
  readonly traits: Readonly<Record<string, TraitValue>>
  readonly account: string | null
  readonly locale: string | null
  readonly timeZone?: string
  readonly device?: Device
}

/** What a visit brings along when its visitor signs in. */
export interface LinkedBody {
  readonly visitor: string
  readonly progress: Session['progress']
  readonly shown: Session['shown']
  readonly caps: Session['caps']
  readonly events: Session['events']
  readonly consent: Consent | null
  readonly corrections?: NonNullable<Session['corrections']>
  readonly tours?: NonNullable<Session['tours']>
  readonly surveys?: NonNullable<Session['surveys']>
  readonly preferences?: NonNullable<Session['preferences']>
  /** Absent in what was linked before there were any. */
  readonly features?: Session['features']
  /** What was tried in the visit and whose outcome is awaited. Absent where user and visitor are of different tenants: each has a model of its own. */
  readonly trials?: Session['trials']
  readonly voice?: Session['voice']
}

export interface DecidedBody {
  readonly slot: Slot
  readonly decision: string
  readonly digest: string
  /** Version of the settings it was made under. */
  readonly settings?: string
  /** The content now standing in the slot; null for nothing. */
  readonly choice:
    | (Pick<ActiveGuidance, 'content' | 'version' | 'expiresAt' | 'ghost' | 'correction' | 'why' | 'amended'> & {
        readonly reserve: readonly Reservation[]
      })
    | null
  /** The feature whose gate was asked about; then nothing stands because of it. */
  readonly gate?: string
  /** Of a list: what was answered, so that what is said of one answer finds it. */
  readonly list?: readonly { readonly content: string; readonly version: string }[]
  /** What is to be learnt from it, with the moment as the model saw it. */
  readonly trial?: Trial & { readonly context: readonly number[] }
  /** The whole record, for audit and replay; the fold does not read it. Absent once retention has removed it. */
  readonly record?: Decision
  /** Random, and part of what the chain's hash covers: once it is erased with this body, nobody can find out by trying what the body was. */
  readonly salt?: string
}

/** One entry of a user's stream, as the fold reads it. */
export type SessionEntry = { readonly id: string; readonly seq: number; readonly at: number } & (
  | { readonly kind: 'message'; readonly body: MessageBody }
  | { readonly kind: 'identified'; readonly body: IdentifiedBody }
  | { readonly kind: 'linked'; readonly body: LinkedBody }
  | { readonly kind: 'decided'; readonly body: DecidedBody }
  /** A message of the visit that `linked` brought along: its id stays taken, so that sending it again is a duplicate. */
  | { readonly kind: 'brought'; readonly body: { readonly visitor: string } }
  /** Given back unpainted: it expired, or the widget abstained. */
  | { readonly kind: 'released'; readonly body: { readonly decision: string; readonly reason: string } }
  /** The window of a trial has closed: 0 to 1 for its outcome, and how much this user's voice counts in what is learnt from it. */
  | {
      readonly kind: 'attributed'
      readonly body: { readonly decision: string; readonly reward: number; readonly weight: number }
    }
  | { readonly kind: 'leased'; readonly body: { readonly tab: string; readonly until: number } }
  /** The user was the tenant's so-manieth whom anything was decided for. */
  | { readonly kind: 'numbered'; readonly body: { readonly ordinal: number } }
  /** Maturity, segments or intent have become others; with the versions whose rules said so. */
  | {
      readonly kind: 'assessed'
      readonly body: { readonly assessment: Assessment; readonly settings: string; readonly catalogue: string }
    }
  /** Time passed: a snooze ended, a window reopened. Wakes a decision, changes nothing else. */
  | { readonly kind: 'due'; readonly body: { readonly reason: string } }
)
