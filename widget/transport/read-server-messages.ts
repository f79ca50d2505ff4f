import type { Answers, Guidance, ServerMessage, Welcome } from '../../contract/guidance.ts'

type Unchecked = Record<string, unknown>

const isRecord = (value: unknown): value is Unchecked => typeof value === 'object' && value !== null
const all = (value: unknown, check: (one: Unchecked) => boolean): boolean =>
  Array.isArray(value) && value.every((one) => isRecord(one) && check(one))
const isText = (value: unknown): boolean => typeof value === 'string'

const isGuidance = ({ rev, items, watches }: Unchecked): boolean =>
  typeof rev === 'number' &&
  all(items, ({ kind, key, decision }) => isText(kind) && isText(key) && isText(decision)) &&
  all(
    watches,
    ({ id, seconds, page }) => isText(id) && typeof seconds === 'number' && (page === undefined || isText(page)),
  )

const isWelcome = ({ consent, searches, theme }: Unchecked): boolean =>
  isText(consent) && all(searches, ({ name }) => isText(name)) && isRecord(theme)

/** What of a server's envelope this widget understands. Kinds of a newer server, and rubbish, are passed over. */
export const readServerMessages = (envelope: unknown): ServerMessage[] => {
  const messages = isRecord(envelope) && Array.isArray(envelope.messages) ? envelope.messages : []
  return messages.flatMap((message: unknown): ServerMessage[] => {
    if (!isRecord(message)) return []
    if (message.kind === 'welcome' && isWelcome(message)) return [message as unknown as Welcome]
    if (message.kind === 'guidance' && isGuidance(message)) return [message as unknown as Guidance]
    if (message.kind === 'answers' && all(message.results, ({ key }) => isText(key)))
      return [message as unknown as Answers]
    if (message.kind === 'goodbye' && isText(message.code)) return [{ kind: 'goodbye', code: String(message.code) }]
    return []
  })
}
