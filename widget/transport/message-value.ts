import type { MessageKind } from '../../contract/messages.ts'

const ambient: ReadonlySet<MessageKind> = new Set<MessageKind>(['typing', 'focus', 'idle'])
const observed: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'click',
  'rage-click',
  'page',
  'submit',
  'error',
  'search',
])

/** What a full queue gives up first: 0 signals of the moment, 1 what was observed, 2 what the host or user said. */
export const messageValue = (kind: MessageKind): 0 | 1 | 2 => (ambient.has(kind) ? 0 : observed.has(kind) ? 1 : 2)

/** How long a message may wait for company, ms. What was said goes at once; what was observed lets the host's own handlers speak first. */
export const flushDelayMs = (kind: MessageKind): 0 | 10 | 250 => ([250, 10, 0] as const)[messageValue(kind)]
