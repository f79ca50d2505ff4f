import type { Answers, Guidance, Welcome } from '../../contract/guidance.ts'
import type { MessageKind, MessageOf } from '../../contract/messages.ts'

/** What a message says beside its kind; the core mints the id and reads the page's clock. */
export type FieldsOf<K extends MessageKind> = Omit<MessageOf<K>, 'id' | 'at' | 'kind'>

/** All that the views know of the rest of the widget. */
export interface WidgetPort {
  /** Queues a message for the server. Never throws. */
  send<K extends MessageKind>(kind: K, fields: FieldsOf<K>): void
  /** Tells the host's listeners (`cairn.on`). Their errors stay theirs. */
  emit(event: string, detail: unknown): void
  /** Whether the host listens to an event: what nobody hears is not offered. */
  listens(event: string): boolean
  /** Asks for help, or without a question for whatever fits now. @returns the question's id, which its answers name; null where it may not be asked */
  ask(query: string | null): string | null
  /** The page's last uncaught errors, oldest first, without what may be personal. */
  errors(): readonly string[]
  /** Follows a route of the host, by its own router where it has given one. */
  navigate(url: string): void
  readonly theme: Welcome['theme']
  /** BCP 47 tag for the widget's own words; content arrives translated. */
  readonly locale: string
  /** The page offers help by itself: surfaces may lead there. */
  readonly offersHelp: boolean
}

/** What the core holds of the views. */
export interface GuidanceView {
  /** Replaces the whole state; a lower revision than the last one is ignored. Another user needs another view. */
  show(guidance: Guidance): void
  /** The answers to one of the port's own questions. */
  hear(answers: Answers): void
  /** @param closing closes it where it is open already */
  openHelp(closing?: boolean): void
  closeHelp(): void
  /** Takes everything off the page, for good. */
  destroy(): void
}
