import type { TenantContext } from '../../contract/context.ts'
import type { Store } from '../storage/store.ts'
import { takeTurn } from './lease.ts'
import type { Job } from './runner.ts'

const lookEveryMs = 60_000
/** A tenant's answers are compared once a day at most, on the days on which its users ask. */
const everyMs = 24 * 3_600_000

export interface CompareVectorsJob extends Job {
  /** A user of this tenant has asked. */
  note(context: TenantContext): void
}

/** Keeps `retrieval.vectors: auto` up with what tenants write and ask. */
export const compareVectorsJob = ({
  store,
  evaluate,
  now,
}: {
  readonly store: Store<TenantContext>
  readonly evaluate: (context: TenantContext) => Promise<unknown>
  readonly now: () => number
}): CompareVectorsJob => {
  const waiting = new Map<string, TenantContext>()
  /** Tenants that were looked at today, by day: no turn is asked for twice. */
  const done = new Map<string, number>()
  return {
    name: 'compare-vectors',
    everyMs: lookEveryMs,
    note(context) {
      if (done.get(context.tenant) !== Math.floor(now() / everyMs)) waiting.set(context.tenant, context)
    },
    async run(isOver) {
      const today = Math.floor(now() / everyMs)
      for (const [tenant, day] of done) if (day !== today) done.delete(tenant)
      for (const [tenant, context] of [...waiting]) {
        if (isOver()) return
        waiting.delete(tenant)
        done.set(tenant, today)
        if (await takeTurn(store, context, 'compare-vectors', now(), everyMs)) await evaluate(context)
      }
    },
  }
}
