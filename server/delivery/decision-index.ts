import { defineCollection } from '../../contract/collection.ts'
import type { Slot } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Store } from '../storage/store.ts'

/** Where a decision's record stands: in its user's stream. The index is a fold of the streams and can be rebuilt. */
export interface DecisionPlace {
  readonly id: string
  readonly user: string
  readonly slot: Slot
  readonly seq: number
  readonly at: number
}

const decisions = defineCollection<DecisionPlace>()({
  name: 'decisions',
  plain: ['user', 'slot', 'seq', 'at'],
  blind: [],
  indexes: [['user', 'seq'], ['at']],
})

export interface DecisionIndex {
  /** Notes the decisions among the entries; noting one twice is harmless. */
  note(context: TenantContext, user: string, entries: readonly SessionEntry[]): Promise<void>
  place(context: TenantContext, decision: string): Promise<DecisionPlace | undefined>
  /** A user's decisions, newest first, before a seq. */
  ofUser(
    context: TenantContext,
    user: string,
    page: { before?: number | undefined; limit: number },
  ): Promise<readonly DecisionPlace[]>
}

export const createDecisionIndex = (store: Store<TenantContext>): DecisionIndex => ({
  async note(context, user, entries) {
    for (const { kind, body, seq, at } of entries)
      if (kind === 'decided') await store.put(context, decisions, { id: body.decision, user, slot: body.slot, seq, at })
  },
  place: (context, decision) => store.get(context, decisions, decision),
  ofUser: (context, user, { before, limit }) =>
    store.find(context, decisions, before === undefined ? { user } : { user, seq: { $lt: before } }, {
      sort: [['seq', -1]],
      limit,
    }),
})
