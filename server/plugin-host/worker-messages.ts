import type { FactsRequest, FactsResponse, PluginDescription } from '../../contract/plugin.ts'
import type { Lesson, OptionsCheck, PluginRequest } from './handle.ts'

/** Whose indexes a question is about. */
export interface Walls {
  readonly workspace: string
  readonly tenant: string
}

/** Something large that many questions share, sent once to each thread. `bytes` is left out where the thread has it already. */
export interface Parcel {
  readonly number: number
  /** As `v8.serialize` writes it. */
  readonly bytes?: Uint8Array
}

type WithoutSession<R> = R extends { readonly input: infer I }
  ? Omit<R, 'input'> & { readonly input: Omit<I, 'session'> }
  : R

/** What the server's thread asks a plugin's. One question at a time; its answer carries its `id`. */
export type WorkerQuestion = { readonly id: number } & (
  | { readonly kind: 'load'; readonly code: string; readonly origin: string }
  | { readonly kind: 'validate'; readonly options: unknown }
  | { readonly kind: 'prepare'; readonly walls: Walls; readonly catalogue: Uint8Array; readonly options: unknown }
  /** Answered as soon as it is begun; what comes of it is told later, under its number. */
  | {
      readonly kind: 'facts'
      readonly number: number
      readonly session: Parcel
      readonly now: number
      readonly options: unknown
    }
  | {
      readonly kind: 'call'
      readonly walls: Walls
      readonly session: Parcel
      readonly request: WithoutSession<PluginRequest>
      /** Of one that learns and has learnt. */
      readonly model?: Parcel
    }
  | { readonly kind: 'learn'; readonly lesson: Lesson }
)

/** What a plugin's thread says. The server's believes none of it unread: a plugin may have bent whatever it could reach there. */
export type WorkerStatement =
  /** `text` is JSON. */
  | { readonly id: number; readonly kind: 'answer'; readonly text: string | undefined }
  | { readonly id: number; readonly kind: 'refusal'; readonly problem: string }
  /** A request of `prepareFacts`; its answer comes as a `FetchAnswer` with the same numbers. */
  | {
      readonly kind: 'fetch'
      readonly number: number
      readonly request: number
      readonly url: string
      readonly init: FactsRequest
    }
  /** `text` is JSON. */
  | { readonly kind: 'facts'; readonly number: number; readonly text?: string | undefined; readonly problem?: string }
  /** What the plugin wrote to the console. */
  | { readonly kind: 'said'; readonly text: string }

/** Comes between questions. */
export interface FetchAnswer {
  readonly kind: 'fetched'
  readonly number: number
  readonly request: number
  readonly response: FactsResponse | { readonly problem: string }
}

export interface LoadAnswer {
  readonly description: PluginDescription
  readonly prepares: boolean
}
/** Valid options stay in the thread; what comes back is whether they are. */
export type ValidateAnswer = Pick<OptionsCheck, 'ok'> & { readonly issues?: readonly string[] }

/** Parcels that a thread keeps. */
const parcelsKept = 16
/** Keeps a parcel and lets the oldest go. Both sides do the same, so that each knows what the other has. */
export const putParcel = <T>(parcels: Map<number, T>, number: number, value: T): void => {
  parcels.set(number, value)
  const [oldest] = parcels.keys()
  if (parcels.size > parcelsKept && oldest !== undefined) parcels.delete(oldest)
}
