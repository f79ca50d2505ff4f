import { Mutex } from 'async-mutex'
import type { TenantContext } from '../../contract/context.ts'
import { AppError } from '../../contract/errors.ts'

/**
 * Work for a whole core: one at a time, and each tenant at most once in the queue, so that whoever asks again and again waits for themselves.
 * @param waitMs how long one may take: what who is refused is told to wait
 */
export const oneForEach = (waitMs: number) => {
  const turn = new Mutex()
  const tenants = new Set<string>()
  /** @throws {AppError} RATE_LIMITED while another of the tenant's is under way or waits */
  return async <T>({ tenant }: Pick<TenantContext, 'tenant'>, work: () => Promise<T>): Promise<T> => {
    if (tenants.has(tenant)) throw new AppError('RATE_LIMITED', { retryAfterMs: waitMs })
    tenants.add(tenant)
    try {
      return await turn.runExclusive(work)
    } finally {
      tenants.delete(tenant)
    }
  }
}
