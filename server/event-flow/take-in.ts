import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { Ack, ClientMessage, MessageKind, Outcome } from '../../contract/messages.ts'
import { messageId } from '../../contract/names.ts'
import type { Session } from '../../contract/session.ts'
import type { Speaker } from '../../contract/speaker.ts'
import { faultInAnswers } from '../../contract/survey-answers.ts'
import { openEnvelope } from '../ingest/open-envelope.ts'
import { type Received, receive, withDuplicates } from '../ingest/receive.ts'
import { givenUnder } from '../sessions/standing.ts'
import { surveyGiven } from '../sessions/survey-given.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { FlowDeps } from './flow-deps.ts'

export interface TakenIn {
  readonly ack: Ack
  /** What was appended now; empty when all of it was known or dropped. */
  readonly entries: readonly SessionEntry[]
}

const rateLimited = (message: unknown): Outcome => ({
  id: messageId.safeParse((message as { id?: unknown } | null)?.id).data ?? null,
  outcome: 'dropped',
  code: 'rate-limited',
})

const countOutcomes = (telemetry: Telemetry, outcomes: readonly Outcome[]): void => {
  const counts = new Map<string, { readonly outcome: Outcome; times: number }>()
  for (const outcome of outcomes) {
    const key = outcome.outcome === 'dropped' ? outcome.code : outcome.outcome
    const counted = counts.get(key)
    if (counted === undefined) counts.set(key, { outcome, times: 1 })
    else counted.times += 1
  }
  for (const { outcome, times } of counts.values())
    telemetry.count(
      'cairn_messages_total',
      { outcome: outcome.outcome, code: outcome.outcome === 'dropped' ? outcome.code : '' },
      times,
    )
}

/** Of what was stored now: what is sent again was counted before. */
const countFeedback = (telemetry: Telemetry, entries: readonly SessionEntry[]): void => {
  for (const entry of entries)
    if (entry.kind === 'message' && entry.body.message.kind === 'feedback')
      telemetry.count('cairn_feedback_total', { action: entry.body.message.action })
}

/** What is said of guidance that has consequences elsewhere is taken only from whom it was given to; answers only such as are asked for. */
const faultIn = (message: ClientMessage, session: Session, catalogue: CompiledCatalogue): string | null => {
  if (message.kind === 'action-ran')
    return givenUnder(session, message.decision) === undefined ? 'decision: nothing was given under it' : null
  if (message.kind !== 'survey') return null
  const given = surveyGiven(session, message.decision, catalogue)
  return given === undefined ? 'decision: no survey was given under it' : faultInAnswers(given.survey, message.answers)
}

/** Stages 4 and 5: unknown -> entries that are durable and folded, and one ack with an ordered outcome for every message. Never throws for what was sent. */
export const createTakeIn =
  ({ streams, worlds, takeTokens, ambient, telemetry }: FlowDeps) =>
  async (speaker: Speaker, raw: unknown, allowed: ReadonlySet<MessageKind> | 'all'): Promise<TakenIn> => {
    const { context, user } = speaker
    const receivedAt = ambient.now()
    const startedAt = ambient.monotonicMs()
    const opened = openEnvelope(raw)
    if (opened.outcome === 'refused') return { ack: opened.ack, entries: [] }

    const retryAfterMs = takeTokens(speaker.connection, context.tenant, opened.messages.length)
    if (retryAfterMs !== undefined) {
      const session = await streams.session(context, user)
      const outcomes = opened.messages.map(rateLimited)
      countOutcomes(telemetry, outcomes)
      return { ack: { v: limits.protocolVersion, outcomes, rev: session.rev, retryAfterMs }, entries: [] }
    }

    const { settings, catalogue } = await worlds.now(context)
    let received: Received = { outcomes: [], entries: [], strippedKeys: 0 }
    // From the session as it stands at the append: a consent that was withdrawn on another connection counts from then on.
    const stored = await streams.append(context, user, (latest) => {
      received = receive(opened.messages, {
        v: opened.v,
        sentAt: opened.sentAt,
        receivedAt,
        allowed,
        consentMode: settings.value.consent,
        session: latest,
        catalogue: catalogue.version,
        source: speaker.source,
        faultIn: (message) => faultIn(message, latest, catalogue),
        isTold: (message) =>
          message.kind === 'action-ran' && latest.ran?.some(({ key }) => key === message.key) === true,
      })
      return received.entries
    })
    const outcomes = withDuplicates(received.outcomes, stored.duplicates)

    countOutcomes(telemetry, outcomes)
    countFeedback(telemetry, stored.entries)
    telemetry.observe('cairn_ingest_seconds', (ambient.monotonicMs() - startedAt) / 1_000)
    const { strippedKeys } = received
    return {
      ack: {
        v: limits.protocolVersion,
        outcomes,
        rev: stored.session.rev,
        ...(strippedKeys === 0 ? {} : { strippedKeys }),
      },
      entries: stored.entries,
    }
  }
