import type { ControlContext, TenantContext } from '../../contract/context.ts'
import type { Log } from '../telemetry/telemetry.ts'
import type { Faults } from './faults.ts'
import type { Store } from './store.ts'

/** `directory` holds the master key, and in the embedded form everything else too. */
export type StorageConfig =
  | { readonly form: 'embedded'; readonly directory: string }
  | {
      readonly form: 'mongodb'
      readonly url: string
      readonly directory: string
      /** First part of every database's name, `cairn` unless said otherwise: two installations can share a server. */
      readonly prefix?: string
    }

export interface StorageDependencies {
  readonly log?: Log
  /** Embedded form: delays around a commit, for tests that kill the process there. */
  readonly faults?: Faults
  /** MongoDB form: sees every command as it is sent, for tests of what reaches the server. */
  readonly onCommand?: (name: string, command: Readonly<Record<string, unknown>>) => void
}

export interface Storage {
  readonly name: StorageConfig['form']
  readonly tenant: Store<TenantContext>
  readonly control: Store<ControlContext>
  /** Readiness: a round trip to where the data is. Rejects when it cannot be made. */
  check(): Promise<void>
  /** Resolves when everything asked before is answered and let go of. */
  close(): Promise<void>
}
