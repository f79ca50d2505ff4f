import { laterConsent } from '../../contract/later-consent.ts'
import type { ClientMessage, MessageKind, Outcome } from '../../contract/messages.ts'
import type { Consent, Session } from '../../contract/session.ts'
import { type Admitted, admitMessage } from './admit-message.ts'
import type { NewSessionEntry } from './user-streams.ts'

/** Still let through when a user has refused analytics: what they say about consent and about guidance itself. */
const withoutConsent: ReadonlySet<ClientMessage['kind']> = new Set([
  'consent',
  'exposure',
  'feedback',
  'step-done',
  'abstained',
  'tour',
  'survey',
  'actions',
  'action-ran',
  'gate',
  'preferences',
  'about-me',
  'loss',
])

export interface Received {
  readonly outcomes: readonly Outcome[]
  readonly entries: readonly NewSessionEntry[]
  readonly strippedKeys: number
}

export interface ReceiveOptions {
  readonly v: number
  readonly sentAt: number
  readonly receivedAt: number
  readonly allowed: ReadonlySet<MessageKind> | 'all'
  readonly consentMode: 'implied' | 'required'
  readonly session: Session
  /** Version of the effective catalogue in force. */
  readonly catalogue: string
  readonly source: 'browser' | 'server'
  /** What is wrong with a message for this user, that its form does not tell; null for nothing. */
  readonly faultIn?: (message: ClientMessage) => string | null
  /** Whether it tells, under an id of its own, what was told before. */
  readonly isTold?: (message: ClientMessage) => boolean
}

/** Before the choice, where it is required, nothing is stored but the choice itself. */
const consentAllows = (message: ClientMessage, consent: Consent | null, mode: 'implied' | 'required'): boolean =>
  consent === null
    ? mode === 'implied' || message.kind === 'consent'
    : consent.analytics || withoutConsent.has(message.kind)

/** Unknown -> outcomes in order, and the entries to append. Consent given earlier in the same envelope counts for what follows it. */
export const receive = (raw: readonly unknown[], options: ReceiveOptions): Received => {
  const outcomes: Outcome[] = []
  const entries: NewSessionEntry[] = []
  const seen = new Set<string>()
  let { consent } = options.session
  let strippedKeys = 0
  for (const one of raw) {
    const admitted: Admitted = admitMessage(one, options.v, options.allowed, options)
    if (admitted.outcome === 'dropped') {
      outcomes.push(admitted)
      continue
    }
    const { id, message, at } = admitted
    strippedKeys += admitted.strippedKeys
    if (message.kind === 'consent') consent = laterConsent(consent, message, at)
    const fault = options.faultIn?.(message) ?? null
    if (!consentAllows(message, consent, options.consentMode))
      outcomes.push({ id, outcome: 'dropped', code: 'consent-missing' })
    else if (fault !== null) outcomes.push({ id, outcome: 'dropped', code: 'invalid', detail: fault })
    else if (seen.has(id) || options.isTold?.(message) === true) outcomes.push({ id, outcome: 'duplicate' })
    else {
      seen.add(id)
      outcomes.push({ id, outcome: 'accepted' })
      entries.push({
        id,
        kind: 'message',
        at: options.receivedAt,
        body: { message, at, catalogue: options.catalogue, source: options.source },
      })
    }
  }
  return { outcomes, entries, strippedKeys }
}

/** What the append found to stand already was accepted before. */
export const withDuplicates = (outcomes: readonly Outcome[], duplicates: ReadonlySet<string>): readonly Outcome[] =>
  duplicates.size === 0
    ? outcomes
    : outcomes.map((one) =>
        one.outcome === 'accepted' && one.id !== null && duplicates.has(one.id)
          ? { id: one.id, outcome: 'duplicate' }
          : one,
      )
