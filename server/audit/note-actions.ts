import type { TenantContext } from '../../contract/context.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { AuditLog } from './audit-log.ts'

/** Entries of one kind that are looked through for one that may stand already. */
const lookedThrough = 100

/**
 * Writes down what pages ran for their users: which action of which decision, with what result; never its parameters, nor whose it was in the
 * team's words. After a crash, or where another process may have written it, it looks first; between the two it may stand twice, and `entry`
 * says that it is one.
 */
export const createNoteActions =
  (log: Pick<AuditLog, 'append' | 'find'>) =>
  async (context: TenantContext, entries: readonly SessionEntry[], mayStand: boolean): Promise<void> => {
    for (const entry of entries) {
      if (entry.kind !== 'message' || entry.body.message.kind !== 'action-ran') continue
      const { action, decision, key, result } = entry.body.message
      if (mayStand) {
        const found = await log.find(context, { action: 'action.run', from: entry.at, limit: lookedThrough })
        if (found.entries.some(({ what }) => what.entry === entry.id)) continue
      }
      await log.append(context, {
        action: 'action.run',
        outcome: 'noted',
        by: 'user',
        request: context.requestId,
        route: null,
        what: { entry: entry.id, action, decision, key, result },
        why: null,
        code: null,
      })
    }
  }
