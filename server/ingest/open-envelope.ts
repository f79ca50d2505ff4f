import { limits } from '../../contract/limits.ts'
import { type Ack, envelope } from '../../contract/messages.ts'

export type Opened =
  | {
      readonly outcome: 'opened'
      readonly v: number
      readonly sentAt: number
      readonly rev: number | undefined
      readonly messages: readonly unknown[]
    }
  | { readonly outcome: 'refused'; readonly ack: Ack }

/** Made once: zod compiles each derived schema anew, which costs more than reading an envelope with it. */
const looseEnvelope = envelope.loose()

/** An envelope as a whole; its messages are looked at one by one. A newer peer may add fields to it. */
export const openEnvelope = (raw: unknown): Opened => {
  const parsed = looseEnvelope.safeParse(raw)
  const unknownField =
    parsed.success && parsed.data.v <= limits.protocolVersion
      ? Object.keys(parsed.data).find((field) => !Object.hasOwn(envelope.shape, field))
      : undefined
  if (parsed.success && unknownField === undefined) {
    const { v, sentAt, rev, messages } = parsed.data
    return { outcome: 'opened', v, sentAt, rev, messages }
  }
  const issue = parsed.success
    ? `unknown field ${unknownField}`
    : `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? ''}`
  return {
    outcome: 'refused',
    ack: {
      v: limits.protocolVersion,
      error: { code: 'ENVELOPE_INVALID', message: issue.slice(0, limits.titleLength) },
    },
  }
}
