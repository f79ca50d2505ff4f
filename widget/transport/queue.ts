import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'
import { messageValue } from './message-value.ts'

interface Item {
  readonly message: ClientMessage
  /** Whose it is: it is sent only over a connection of the same identity. */
  owner: string
  readonly json: string
  readonly bytes: number
}

/** Messages on their way, oldest first, bounded by `limits.queueMessages`, `queueBytes` and `queueAgeMs`. */
export interface Queue {
  /** @returns false when the message cannot be written as JSON or is too large to travel */
  push(message: ClientMessage, owner: string): boolean
  /** The next batch of this owner. What had to be dropped is reported in it, once. */
  next(owner: string, mostBytes: number): ClientMessage[]
  settle(ids: ReadonlySet<string>): void
  size(owner?: string): number
  /** A visitor who signs in takes what was not sent yet along. */
  reown(from: string, to: string): void
  clear(): void
  /** For storage; null when there is nothing to keep. */
  text(): string | null
  /** Adds what `text` wrote, skipping what is known, too old or not readable. */
  restore(text: string): void
}

/** So that one message never fills an envelope. */
const mostMessageBytes = 16 * 1024
const encoder = new TextEncoder()

/** @param mint a fresh id with the page's clock */
export const createQueue = (mint: () => { id: string; at: number }): Queue => {
  let items: Item[] = []
  let bytes = 0
  let lost = { messages: 0, oldestAt: 0 }

  const lose = (messages: number, oldestAt: number) => {
    lost = { messages: lost.messages + messages, oldestAt: Math.min(lost.oldestAt || oldestAt, oldestAt) }
  }
  const keep = (wanted: (item: Item) => boolean) => {
    items = items.filter(wanted)
    bytes = items.reduce((sum, item) => sum + item.bytes, 0)
  }
  const shrink = () => {
    while (items.length > limits.queueMessages || bytes > limits.queueBytes) {
      const lowest = Math.min(...items.map((item) => messageValue(item.message.kind)))
      const [dropped] = items.splice(
        items.findIndex((item) => messageValue(item.message.kind) === lowest),
        1,
      )
      if (!dropped) return
      bytes -= dropped.bytes
      lose(1, dropped.message.at)
    }
  }
  const add = (message: ClientMessage, owner: string): boolean => {
    const json = JSON.stringify(message)
    const size = encoder.encode(json).length
    if (size > mostMessageBytes) return false
    // What is kept is what was said: the host may change its object afterwards.
    items.push({ message: JSON.parse(json) as ClientMessage, owner, json, bytes: size })
    bytes += size
    return true
  }

  return {
    push: (message, owner) => {
      const added = add(message, owner)
      shrink()
      return added
    },
    next: (owner, mostBytes) => {
      const { id, at } = mint()
      const expired = items.filter((item) => item.message.at < at - limits.queueAgeMs)
      if (expired[0]) {
        lose(expired.length, expired[0].message.at)
        keep((item) => !expired.includes(item))
      }
      if (lost.messages > 0) {
        add({ id, at, kind: 'loss', ...lost }, owner)
        lost = { messages: 0, oldestAt: 0 }
      }
      const batch: ClientMessage[] = []
      let left = mostBytes
      for (const item of items) {
        if (item.owner !== owner) continue
        left -= item.bytes + 1
        if (left < 0 || batch.length === limits.messagesPerEnvelope) break
        batch.push(item.message)
      }
      return batch
    },
    settle: (ids) => keep((item) => !ids.has(item.message.id)),
    size: (owner) => (owner === undefined ? items : items.filter((item) => item.owner === owner)).length,
    reown: (from, to) => {
      for (const item of items) if (item.owner === from) item.owner = to
    },
    clear: () => {
      lost = { messages: 0, oldestAt: 0 }
      keep(() => false)
    },
    text: () => {
      if (items.length === 0 && lost.messages === 0) return null
      const list = items.map((item) => `[${JSON.stringify(item.owner)},${item.json}]`).join()
      return `{"at":${mint().at},"lost":${JSON.stringify(lost)},"items":[${list}]}`
    },
    restore: (text) => {
      const known = new Set(items.map((item) => item.message.id))
      const mine = items
      items = []
      try {
        const stored = JSON.parse(text) as { lost?: typeof lost; items: [string, ClientMessage][] }
        for (const [owner, message] of stored.items)
          if (typeof owner === 'string' && typeof message.kind === 'string' && message.at > 0 && !known.has(message.id))
            add(message, owner)
        if (stored.lost && stored.lost.messages > 0) lose(stored.lost.messages, stored.lost.oldestAt)
      } catch {
        // Cut off or written by somebody else: what could be read was taken.
      }
      items.push(...mine)
      shrink()
    },
  }
}
