import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Session } from '../../contract/session.ts'
import type { WrongReport } from '../../contract/wrong-report.ts'
import type { Store } from '../storage/store.ts'

const reports = defineCollection<WrongReport & { readonly id: string }>()({
  name: 'wrong-reports',
  plain: ['content', 'user', 'at'],
  blind: [],
  indexes: [['content', 'at'], ['at'], ['user']],
})

/** What users say is wrong, for the team to look at: a fold of the streams, one row for each user and content. It can be rebuilt. */
export interface WrongReports {
  /** Makes the rows agree with what the user says now; doing it twice is harmless. */
  settle(context: TenantContext, session: Session): Promise<void>
  /** Newest first; `before` in epoch ms. */
  list(
    context: TenantContext,
    page: { content?: string | undefined; before?: number | undefined; limit: number },
  ): Promise<readonly WrongReport[]>
  /** For the erasure of a user. */
  forget(context: TenantContext, user: string): Promise<void>
}

/** Whether the entries may have changed what is reported: said, taken back, or brought along by a visitor who signed in. */
export const mayReport = (entries: readonly SessionEntry[]): boolean =>
  entries.some((entry) => {
    if (entry.kind === 'linked') return true
    if (entry.kind !== 'message' || entry.body.message.kind !== 'feedback') return false
    const { action, undoes } = entry.body.message
    return action === 'wrong' || undoes === 'wrong'
  })

const rowId = (user: string, content: string): string => `${user}/${content}`

export const createWrongReports = (store: Store<TenantContext>): WrongReports => ({
  async settle(context, { user, corrections = [] }) {
    const said = corrections.filter(({ kind }) => kind === 'wrong')
    for (const content of new Set(said.map((one) => one.content))) {
      const standing = said.findLast((one) => one.content === content && one.undoneAt === undefined)
      const id = rowId(user, content)
      if (standing === undefined) await store.delete(context, reports, id)
      else {
        const { version, at, decision } = standing
        await store.put(context, reports, { id, user, content, version, at, decision })
      }
    }
  },
  async list(context, { content, before, limit }) {
    const found = await store.find(
      context,
      reports,
      { ...(content === undefined ? {} : { content }), ...(before === undefined ? {} : { at: { $lt: before } }) },
      { sort: [['at', -1]], limit },
    )
    return found.map(({ id: _, ...report }) => report)
  },
  async forget(context, user) {
    for (;;) {
      const found = await store.find(context, reports, { user }, { limit: 100 })
      for (const { id } of found) await store.delete(context, reports, id)
      if (found.length < 100) return
    }
  },
})
