import { LRUCache } from 'lru-cache'
import type { TenantContext } from '../../contract/context.ts'
import type { Store } from '../storage/store.ts'

/** Something that a guardrail found and that people should look at. */
export interface Alert {
  readonly plugin: string
  readonly code: string
  /** Key of the content concerned. */
  readonly content: string
  /** The first decision that day in which it was found. */
  readonly decision: string
}

/** A tenant's alerts, kept in a stream of their own: who audits finds them there, in order, once a day for each content. */
export interface Alerts {
  /** @returns whether it is the first of its day */
  raise(context: TenantContext, alert: Alert): Promise<boolean>
}

const stream = 'alerts'
const dayMs = 86_400_000

export const createAlerts = (store: Store<TenantContext>, now: () => number): Alerts => {
  const raised = new LRUCache<string, true>({ max: 20_000 })
  return {
    async raise(context, alert) {
      const at = now()
      const id = `${alert.plugin}.${alert.code}.${alert.content}.${Math.floor(at / dayMs)}`
      const key = `${context.tenant}/${id}`
      if (raised.has(key)) return false
      raised.set(key, true)
      for (let head = await store.head(context, stream); ; ) {
        const result = await store.append(context, stream, head, [{ id, kind: 'alert', at, body: alert }])
        if (result.outcome !== 'conflict') return result.outcome === 'appended'
        head = result.head
      }
    },
  }
}
