import type { CairnEvent, CairnEvents } from '../api/cairn-api.ts'
import type { CapturePort } from '../capture/capture-port.ts'
import type { ConsentChoice } from '../identity/consent.ts'
import type { Identity } from '../identity/identity.ts'
import type { DeviceStore } from './device-store.ts'
import type { Queue } from './queue.ts'

/** All that the connection knows of the core, which runs before it is loaded. */
export interface ConnectionPort extends CapturePort {
  /** Cairn's origin. */
  readonly origin: string
  readonly key: string
  /** This page load. */
  readonly tab: string
  readonly queue: Queue
  readonly store: DeviceStore
  readonly mode: 'auto' | 'light' | 'dark' | undefined
  identity(): Identity
  /** The token no longer serves: go on as a visitor. */
  becomeVisitor(): void
  locale(): string
  allowed(): ConsentChoice | null
  capturing(): boolean
  /** Writes the queue to this tab's place. */
  persist(): void
  mint(): { id: string; at: number }
  emit<E extends CairnEvent>(event: E, detail: CairnEvents[E]): void
  /** Whether the host listens to an event. */
  heard(event: string): boolean
  /** The last uncaught errors of the page that were told, oldest first. */
  readonly errors: readonly string[]
  /** The key that opens help; empty for none, undefined where the page does not offer help by itself. */
  help(): string | undefined
  /** The workspace's word on consent. @returns whether the page may go on */
  consentIs(mode: 'implied' | 'required'): boolean
  navigate(url: string): void
}

/** What the core holds of the connection. */
export interface Connection {
  /** Something waits in the queue. */
  pump(): void
  /** The identity has changed: what the old one left is sent first, for a bounded time, then the new one connects. */
  switchIdentity(): Promise<void>
  /** Sends what waits, without waiting for an answer. */
  farewell(): void
  routeChanged(): void
  /** As soon as the server has said who one is. */
  openHelp(): void
  closeHelp(): void
  /** What may be shown has changed. */
  consentChanged(): void
  /** For good: consent was withdrawn. */
  close(): void
}
