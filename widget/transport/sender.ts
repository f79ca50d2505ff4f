import { limits } from '../../contract/limits.ts'
import type { ClientMessage, Envelope } from '../../contract/messages.ts'
import { askedPauseMs, backoffMs } from './backoff.ts'
import type { Queue } from './queue.ts'
import { readAck } from './read-ack.ts'

/** Delivers one envelope and resolves with the answer to it; rejects when none came in time. */
export type Deliver = (envelope: Envelope) => Promise<unknown>

export interface SenderPort {
  readonly queue: Queue
  /** Whose messages this connection may carry. */
  readonly owner: string
  /** The guidance revision that is shown. */
  rev(): number | undefined
  now(): number
  chance(): number
  wait(ms: number): Promise<void>
  /** The queue changed; called before each sending and after each answer. */
  persist(): void
  answered(rev: number | null): void
  refused(kind: string, code: string, detail: string): void
}

/** Takes what waits to the server: one envelope under way at a time, sent again with the same ids until it is answered. */
export interface Sender {
  /** Sends what waits now, and whatever joins until the queue is empty. */
  pump(): void
  /** Resolves when this owner's queue is empty, or the sender was stopped. */
  drained(): Promise<void>
  stop(): void
}

/** Leaves room for the frame around the messages within the `limits.envelopeBytes` that a server reads. */
const frameBytes = 2_048
const tooLarge: ReadonlySet<string> = new Set(['ENVELOPE_INVALID', 'BODY_TOO_LARGE', 'REQUEST_INVALID'])

export const envelopeOf = (messages: ClientMessage[], now: number, rev: number | undefined): Envelope => ({
  v: limits.protocolVersion,
  sentAt: now,
  ...(rev !== undefined && { rev }),
  messages,
})

export const createSender = (port: SenderPort, deliver: Deliver, envelopeBytes: number): Sender => {
  const { queue, owner } = port
  let busy = false
  let current = Promise.resolve()
  let stopped = false

  const run = async (rest: () => void) => {
    let failures = 0
    let most: number = limits.messagesPerEnvelope
    while (!stopped) {
      const batch = queue.next(owner, envelopeBytes - frameBytes).slice(0, most)
      if (batch.length === 0) return rest()
      port.persist()
      const answer = await deliver(envelopeOf(batch, port.now(), port.rev())).catch(() => null)
      const reading = readAck(batch, answer)
      if (!reading || reading.error) {
        failures += 1
        if (reading?.error && tooLarge.has(reading.error)) {
          // A refused envelope is halved until the message that no server takes stands alone; waiting for it would stop all others.
          if (batch.length === 1 && batch[0]) {
            port.refused(batch[0].kind, reading.error, '')
            queue.settle(new Set([batch[0].id]))
            port.persist()
          }
          most = Math.ceil(batch.length / 2)
        }
        const { retryAfterMs = null } = reading ?? {}
        await port.wait(
          retryAfterMs === null ? backoffMs(failures, port.chance()) : askedPauseMs(retryAfterMs, port.chance()),
        )
        continue
      }
      most = Math.min(most * 2, limits.messagesPerEnvelope)
      failures = 0
      queue.settle(reading.settled)
      port.persist()
      for (const { kind, code, detail } of reading.refused) port.refused(kind, code, detail)
      port.answered(reading.rev)
      const kept = reading.settled.size < batch.length
      if (reading.retryAfterMs !== null || kept)
        await port.wait(askedPauseMs(reading.retryAfterMs ?? 1_000, port.chance()))
    }
  }

  const pump = (): Promise<void> => {
    if (busy) return current
    busy = true
    // Free again in the same step in which the queue was found empty: a message pushed right after must start a new run.
    const rest = () => {
      busy = false
    }
    current = run(rest).catch(rest)
    return current
  }
  return {
    pump: () => void pump(),
    drained: async () => {
      while (!stopped && queue.size(owner) > 0) await pump()
    },
    stop: () => {
      stopped = true
    },
  }
}
