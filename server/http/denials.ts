import type { Ambient } from '../../contract/ambient.ts'
import { AppError, type ErrorCode } from '../../contract/errors.ts'
import type { AuditContext, AuditLog } from '../audit/audit-log.ts'
import { titleOf } from './audited.ts'
import type { Route } from './route.ts'

/** A publishable key stands in every page: whoever plays with one must not be able to fill its workspace's log. */
const perMinute = 20
const windowMs = 60_000

const refusals: ReadonlySet<ErrorCode> = new Set([
  'KEY_UNKNOWN',
  'KEY_WRONG_KIND',
  'KEY_IN_BROWSER',
  'KEY_OTHER_TENANT',
])

export interface Denials {
  /**
   * Writes down that a key was refused, in the log of whose key it is.
   * @param key as its log will name it: kind and id
   */
  note(
    context: AuditContext,
    key: string,
    route: Pick<Route, 'method' | 'path' | 'action'>,
    cause: unknown,
  ): Promise<void>
}

/** Twenty a minute and log; how many more there were stands in the next entry. */
export const createDenials = (log: Pick<AuditLog, 'append'>, ambient: Pick<Ambient, 'monotonicMs'>): Denials => {
  const windows = new Map<string, { until: number; left: number; omitted: number }>()

  return {
    async note(context, key, route, cause) {
      if (!(cause instanceof AppError) || !refusals.has(cause.code)) return
      const name = 'workspace' in context ? `${context.workspace}/${'tenant' in context ? context.tenant : ''}` : ''
      const now = ambient.monotonicMs()
      let window = windows.get(name)
      if (window === undefined || window.until <= now)
        window = { until: now + windowMs, left: perMinute, omitted: window?.omitted ?? 0 }
      windows.set(name, window)
      if (window.left === 0) {
        window.omitted += 1
        return
      }
      window.left -= 1
      const { omitted } = window
      window.omitted = 0
      await log.append(context, {
        action: route.action,
        outcome: 'denied',
        by: key,
        request: context.requestId,
        route: titleOf(route),
        what: omitted === 0 ? {} : { omitted },
        why: null,
        code: cause.code,
      })
    },
  }
}
