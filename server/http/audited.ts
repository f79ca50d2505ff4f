import type { AuditNote } from '../../contract/audit.ts'
import { AppError, type ErrorCode } from '../../contract/errors.ts'
import type { AuditContext, AuditLog } from '../audit/audit-log.ts'
import { nameOf } from './name-of.ts'
import type { Answer, Describe, Route } from './route.ts'

export const titleOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method.toUpperCase()} ${path}`

/**
 * Makes a change and writes it down, before and after. Fails closed: what cannot be written down is not done. A crash in between leaves
 * what was begun.
 */
export const audited = async (
  log: Pick<AuditLog, 'append'>,
  context: AuditContext,
  route: Pick<Route, 'method' | 'path' | 'action'>,
  describe: (answer: Answer | null) => ReturnType<Describe<never, never, never>>,
  change: () => Promise<Answer>,
): Promise<Answer> => {
  const note = (outcome: AuditNote['outcome'], answer: Answer | null, code: ErrorCode | null): AuditNote => {
    const { what, why = null } = describe(answer)
    const by = nameOf(context.principal)
    return { action: route.action, outcome, by, request: context.requestId, route: titleOf(route), what, why, code }
  }
  await log.append(context, note('begun', null, null))
  const answer = await change().catch(async (cause: unknown) => {
    await log.append(context, note('failed', null, cause instanceof AppError ? cause.code : 'INTERNAL'))
    throw cause
  })
  await log.append(context, note('done', answer, null))
  return answer
}
