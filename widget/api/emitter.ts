import type { CairnEvent, CairnEvents } from './cairn-api.ts'

type AnyListener = (detail: unknown) => void

export interface Emitter {
  on(event: string, listener: unknown): boolean
  off(event: string, listener: unknown): boolean
  heard(event: string): boolean
  emit<E extends CairnEvent>(event: E, detail: CairnEvents[E]): void
}

/** The host's listeners. What one of them throws is reported to nobody but the others still hear. */
export const createEmitter = (): Emitter => {
  const listeners = new Map<string, Set<AnyListener>>()
  return {
    on: (event, listener) => {
      if (typeof listener !== 'function') return false
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener as AnyListener))
      return true
    },
    off: (event, listener) => listeners.get(event)?.delete(listener as AnyListener) ?? false,
    heard: (event) => (listeners.get(event)?.size ?? 0) > 0,
    emit: (event, detail) => {
      for (const listener of [...(listeners.get(event) ?? [])]) {
        try {
          const result: unknown = listener(detail)
          if (result instanceof Promise) result.catch(() => undefined)
        } catch {
          // The listener's failure is the host's; it must not stop the widget or the next listener.
        }
      }
    },
  }
}
