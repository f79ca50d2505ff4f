import { LRUCache } from 'lru-cache'
import type { Alert, AlertQuery, ListedAlert } from '../../contract/alert.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Entry, NewEntry, Store } from '../storage/store.ts'

interface Acknowledgement {
  readonly alert: number
  readonly by: string
  readonly why: string | null
}

/** A fold of the stream, which is caught up with when somebody looks; it can be rebuilt. */
interface AlertRow extends Alert {
  readonly id: string
  /** Of the alert's own entry. */
  readonly seq: number
  /** Of the last entry that concerned it: the stream is folded up to the largest. */
  readonly foldedTo: number
  readonly at: number
  readonly open: boolean
  readonly acknowledged: ListedAlert['acknowledged']
}
const rows = defineCollection<AlertRow>()({
  name: 'alerts',
  plain: ['seq', 'foldedTo', 'at', 'plugin', 'code', 'content', 'open'],
  blind: [],
  indexes: [['seq'], ['foldedTo']],
})

/** A tenant's alerts, kept in a stream of their own, in order, once a day for each content; and who has seen to them. */
export interface Alerts {
  /** @returns whether it is the first of its day */
  raise(context: TenantContext, alert: Alert): Promise<boolean>
  /** Newest first. `next` is the `before` of the page that follows; null on the last one. */
  list(
    context: TenantContext,
    query: AlertQuery,
  ): Promise<{ readonly alerts: readonly ListedAlert[]; readonly next: number | null }>
  /** The first who does so stands. @returns undefined where there is no such alert */
  acknowledge(
    context: TenantContext,
    alert: number,
    who: { readonly by: string; readonly why: string | null },
  ): Promise<ListedAlert | undefined>
}

const stream = 'alerts'
const dayMs = 86_400_000
const entriesPerRead = 1_000

const rowId = (seq: number): string => String(seq)

const listed = ({ seq, at, plugin, code, content, decision, acknowledged }: AlertRow): ListedAlert => ({
  id: seq,
  at,
  plugin,
  code,
  content,
  decision,
  acknowledged,
})

export const createAlerts = (store: Store<TenantContext>, now: () => number): Alerts => {
  const raised = new LRUCache<string, true>({ max: 20_000 })

  const append = async (context: TenantContext, entry: NewEntry): Promise<boolean> => {
    for (let head = await store.head(context, stream); ; ) {
      const result = await store.append(context, stream, head, [entry])
      if (result.outcome !== 'conflict') return result.outcome === 'appended'
      head = result.head
    }
  }

  const fold = async (context: TenantContext, { seq, at, kind, body }: Entry): Promise<void> => {
    if (kind === 'alert') {
      const id = rowId(seq)
      // Another process may be further on: what it has written stands.
      await store.insert(context, rows, {
        id,
        ...(body as Alert),
        seq,
        foldedTo: seq,
        at,
        open: true,
        acknowledged: null,
      })
      return
    }
    const { alert, by, why } = body as Acknowledgement
    const row = await store.get(context, rows, rowId(alert))
    if (row !== undefined)
      await store.put(context, rows, { ...row, foldedTo: seq, open: false, acknowledged: { at, by, why } })
  }

  const catchUp = async (context: TenantContext): Promise<void> => {
    const [furthest] = await store.find(context, rows, {}, { sort: [['foldedTo', -1]], limit: 1 })
    for (let after = furthest?.foldedTo ?? 0; ; ) {
      const entries = await store.read(context, stream, { after, limit: entriesPerRead })
      for (const entry of entries) await fold(context, entry)
      if (entries.length < entriesPerRead) return
      after += entries.length
    }
  }

  return {
    async raise(context, alert) {
      const at = now()
      const id = `${alert.plugin}.${alert.code}.${alert.content}.${Math.floor(at / dayMs)}`
      const key = `${context.tenant}/${id}`
      if (raised.has(key)) return false
      const isFirst = await append(context, { id, kind: 'alert', at, body: alert })
      raised.set(key, true)
      return isFirst
    },

    async list(context, { before, from, to, limit, ...wanted }) {
      await catchUp(context)
      const given = Object.entries({ ...wanted, seq: before === undefined ? undefined : { $lt: before } })
      const time = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) }
      const conditions = [...given, ['at', Object.keys(time).length === 0 ? undefined : time] as const]
      const filter = Object.fromEntries(conditions.filter(([, condition]) => condition !== undefined))
      const found = await store.find(context, rows, filter, { sort: [['seq', -1]], limit })
      return { alerts: found.map(listed), next: found.length < limit ? null : (found.at(-1)?.seq ?? null) }
    },

    async acknowledge(context, alert, { by, why }) {
      await catchUp(context)
      const row = await store.get(context, rows, rowId(alert))
      if (row === undefined || !row.open) return row && listed(row)
      const body: Acknowledgement = { alert, by, why }
      await append(context, { id: `acknowledged-${alert}`, kind: 'acknowledged', at: now(), body })
      await catchUp(context)
      const after = await store.get(context, rows, rowId(alert))
      return after && listed(after)
    },
  }
}
