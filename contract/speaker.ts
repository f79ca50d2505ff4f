import type { TenantContext } from './context.ts'

/** Who speaks on a socket or through the beacon, as admission has proven it. */
export interface Speaker {
  readonly context: TenantContext
  readonly user: string
  readonly tab: string
  /** Names the connection for rate limits. */
  readonly connection: string
  readonly source: 'browser' | 'server'
}
