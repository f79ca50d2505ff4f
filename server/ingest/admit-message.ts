import { limits } from '../../contract/limits.ts'
import { type ClientMessage, clientMessage, type DropCode, type MessageKind } from '../../contract/messages.ts'
import { messageId, prototypeNames } from '../../contract/names.ts'
import { plainMessage } from './plain-message.ts'
import { repairClock } from './repair-clock.ts'

export type Admitted =
  | {
      readonly outcome: 'admitted'
      readonly id: string
      readonly message: ClientMessage
      readonly at: number
      readonly strippedKeys: number
    }
  | { readonly outcome: 'dropped'; readonly id: string | null; readonly code: DropCode; readonly detail?: string }

const kinds: ReadonlySet<unknown> = new Set(clientMessage.options.map((option) => option.shape.kind.value))

/** What no schema sees: how deep it nests, and names that would reach a prototype. */
const structureFault = (value: unknown, depth: number): DropCode | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > limits.messageDepth) return 'too-deep'
  for (const key of Object.keys(value)) {
    if (prototypeNames.has(key)) return 'reserved-name'
    const inner = structureFault((value as Record<string, unknown>)[key], depth + 1)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** A newer peer's unknown keys are taken out, at the top of the message only: deeper ones are its words, not ours. */
const stripUnknown = (
  raw: object,
  issues: readonly { code: string; keys?: readonly string[]; path: readonly PropertyKey[] }[],
): { rest: object; count: number } => {
  const unknown = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? (issue.keys ?? []) : [],
    ),
  )
  return { rest: Object.fromEntries(Object.entries(raw).filter(([key]) => !unknown.has(key))), count: unknown.size }
}

/**
 * Unknown -> a message that may be stored, or the reason why not. Never throws.
 * @param allowed kinds that this sender may send
 * @param clock page clock at sending and server clock at receiving, epoch ms
 */
export const admitMessage = (
  raw: unknown,
  protocolVersion: number,
  allowed: ReadonlySet<MessageKind> | 'all',
  clock: { readonly sentAt: number; readonly receivedAt: number },
): Admitted => {
  const plain = plainMessage(raw)
  const read = plain === undefined ? readMessage(raw, protocolVersion) : { message: plain, strippedKeys: 0 }
  if ('outcome' in read) return read
  const { message, strippedKeys } = read
  const { id } = message
  if (allowed !== 'all' && !allowed.has(message.kind)) return { outcome: 'dropped', id, code: 'not-allowed-here' }
  const at = repairClock(message.at, clock.sentAt, clock.receivedAt)
  if (at === undefined) return { outcome: 'dropped', id, code: 'clock-out-of-range' }
  return { outcome: 'admitted', id, message, at, strippedKeys }
}

const readMessage = (
  raw: unknown,
  protocolVersion: number,
): { readonly message: ClientMessage; readonly strippedKeys: number } | Extract<Admitted, { outcome: 'dropped' }> => {
  const claimed = typeof raw === 'object' && raw !== null ? (raw as { id?: unknown; kind?: unknown }) : {}
  const drop = (code: DropCode, detail?: string) => ({
    outcome: 'dropped' as const,
    id: messageId.safeParse(claimed.id).data ?? null,
    code,
    ...(detail === undefined ? {} : { detail }),
  })

  const fault = structureFault(raw, 1)
  if (fault !== undefined) return drop(fault)
  if (typeof claimed.kind === 'string' && !kinds.has(claimed.kind)) return drop('unknown-kind')

  let strippedKeys = 0
  let parsed = clientMessage.safeParse(raw)
  if (!parsed.success && protocolVersion > limits.protocolVersion) {
    const { rest, count } = stripUnknown(raw as object, parsed.error.issues)
    strippedKeys = count
    parsed = clientMessage.safeParse(rest)
  }
  if (parsed.success) return { message: parsed.data, strippedKeys }
  const issue = parsed.error.issues[0]
  return drop('invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`.slice(0, limits.titleLength))
}
