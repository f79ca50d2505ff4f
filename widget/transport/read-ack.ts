import type { Ack, ClientMessage } from '../../contract/messages.ts'

/** What an answer means for the batch that it answers. */
export interface AckReading {
  /** These are settled, for good or ill. */
  readonly settled: ReadonlySet<string>
  /** Refused for good; their sender may like to know. */
  readonly refused: readonly { readonly kind: string; readonly code: string; readonly detail: string }[]
  readonly retryAfterMs: number | null
  /** Null when the answer carries none. */
  readonly rev: number | null
  /** The envelope as a whole was refused. */
  readonly error: string | null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** @returns null for what is no answer at all; it is then as if none had come. */
export const readAck = (batch: readonly ClientMessage[], answer: unknown): AckReading | null => {
  if (!isRecord(answer)) return null
  const ack = answer as Partial<Extract<Ack, { outcomes: unknown }> & Extract<Ack, { error: unknown }>>
  const retryAfterMs = typeof ack.retryAfterMs === 'number' ? ack.retryAfterMs : null
  const settled = new Set<string>()
  const refused: { kind: string; code: string; detail: string }[] = []
  if (isRecord(ack.error)) return { settled, refused, retryAfterMs, rev: null, error: String(ack.error.code) }
  if (!Array.isArray(ack.outcomes) || ack.outcomes.length !== batch.length) return null
  for (const [index, message] of batch.entries()) {
    const outcome: unknown = ack.outcomes[index]
    if (!isRecord(outcome)) return null
    if (outcome.outcome === 'dropped') {
      if (outcome.code === 'rate-limited') continue
      refused.push({ kind: message.kind, code: String(outcome.code), detail: String(outcome.detail ?? '') })
    } else if (outcome.outcome !== 'accepted' && outcome.outcome !== 'duplicate') return null
    settled.add(message.id)
  }
  return { settled, refused, retryAfterMs, rev: typeof ack.rev === 'number' ? ack.rev : null, error: null }
}
