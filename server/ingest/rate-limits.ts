import { createTokenBuckets } from './token-bucket.ts'

export interface RateLimits {
  /** Messages a second that one connection may send, sustained; ten seconds' worth may come at once. */
  readonly perConnection: number
  /** The same for all connections of one tenant. */
  readonly perTenant: number
}

/** @returns undefined when within limits, else after how many ms to try again. */
export type TakeTokens = (connection: string, tenant: string, messages: number) => number | undefined

const burstSeconds = 10

/** Counted in this process: each node of several grants the whole limit. */
export const createRateLimits = ({ perConnection, perTenant }: RateLimits, nowMs: () => number): TakeTokens => {
  const connections = createTokenBuckets(perConnection, perConnection * burstSeconds)
  const tenants = createTokenBuckets(perTenant, perTenant * burstSeconds)
  return (connection, tenant, messages) => {
    const now = nowMs()
    return connections.take(connection, messages, now) ?? tenants.take(tenant, messages, now)
  }
}

/** Requests a second that one secret key may make. */
export const createRequestLimit = (perSecond: number, nowMs: () => number): ((key: string) => number | undefined) => {
  const keys = createTokenBuckets(perSecond, perSecond * burstSeconds)
  return (key) => keys.take(key, 1, nowMs())
}
