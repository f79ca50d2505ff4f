import type { ServerEnvelope } from '../../contract/guidance.ts'
import type { Ack } from '../../contract/messages.ts'
import type { Speaker } from '../../contract/speaker.ts'
import type { Action } from '../tenants/permissions.ts'

/** What realtime hands on. main gives the event flow. */
export interface RealtimeFlow {
  receive(speaker: Speaker, envelope: unknown): Promise<Ack>
  /** The full state for this tab, again. */
  sync(speaker: Speaker): Promise<ServerEnvelope>
}

export interface MessageRoute {
  readonly event: string
  readonly action: Action
  /** What the sender's acknowledgement callback gets. */
  readonly handle: (flow: RealtimeFlow, speaker: Speaker, body: unknown) => Promise<Ack | ServerEnvelope>
}

/** Every message that a socket may send; the server feeds its listeners from this table and answers all else as unknown. */
export const messageRoutes: readonly MessageRoute[] = [
  { event: 'envelope', action: 'widget.talk', handle: (flow, speaker, body) => flow.receive(speaker, body) },
  { event: 'sync', action: 'widget.talk', handle: (flow, speaker) => flow.sync(speaker) },
]
