import type { Ambient } from '../../contract/ambient.ts'
import type { AuditEntry, AuditNote, AuditOutcome } from '../../contract/audit.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { ControlContext, InstallationContext, TenantContext, WorkspaceContext } from '../../contract/context.ts'
import { limits } from '../../contract/limits.ts'
import type { Entry, Store } from '../storage/store.ts'
import { entryHash, logStart } from './hashes.ts'

export type AuditContext = TenantContext | WorkspaceContext | InstallationContext

/** How far a log had come, in the control data: a log that was cut short in its own database is found out by it. */
interface Anchor {
  readonly id: string
  readonly seq: number
  readonly hash: string
}
const anchors = defineCollection<Anchor>()({ name: 'audit-anchors', plain: ['seq'], blind: [], indexes: [] })

export interface AuditQuery {
  readonly action?: string | undefined
  readonly by?: string | undefined
  readonly outcome?: AuditOutcome | undefined
  /** Epoch ms, inclusive. */
  readonly from?: number | undefined
  /** Epoch ms, exclusive. */
  readonly to?: number | undefined
  /** Entries before this one. */
  readonly before?: number | undefined
  readonly limit: number
}

export interface AuditLog {
  /** Durable when it resolves. The context says whose log it is. */
  append(context: AuditContext, note: AuditNote): Promise<AuditEntry>
  /** Newest first. `next` is the `before` of the page that follows; null on the last one. A page can be short and still have one. */
  find(
    context: AuditContext,
    query: AuditQuery,
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly next: number | null }>
  /** Oldest first, after a seq. */
  read(context: AuditContext, after: number, limit: number): Promise<readonly AuditEntry[]>
  anchor(context: AuditContext): Promise<{ readonly seq: number; readonly hash: string } | null>
}

/** Entries that one search looks at, matching or not. */
const entriesPerSearch = 2_000
const entriesPerLook = 500

export const logName = (context: AuditContext): string => {
  if ('tenant' in context) return `${context.workspace}-${context.tenant}`
  return 'workspace' in context ? context.workspace : 'installation'
}

const asEntry = ({ seq, id, at, body }: Entry): AuditEntry => ({ ...(body as AuditEntry), seq, id, at })

export const createAuditLog = (
  stores: { readonly tenant: Store<TenantContext>; readonly control: Store<ControlContext> },
  controlFor: (context: TenantContext) => ControlContext,
  ambient: Ambient,
  /** A log does not hold the entry that the control data remember. */
  onBroken: (log: string, seq: number) => void,
): AuditLog => {
  const placeOf = (context: AuditContext) => {
    const [store, inside, stream] =
      'tenant' in context
        ? [stores.tenant as Store<AuditContext>, controlFor(context), 'audit']
        : [stores.control as Store<AuditContext>, context, `audit:${logName(context)}`]
    return {
      control: inside,
      head: () => store.head(context, stream),
      read: (after: number, limit: number) => store.read(context, stream, { after, limit }),
      append: (head: number, entry: Parameters<typeof store.append>[3][number]) =>
        store.append(context, stream, head, [entry]),
    }
  }

  /**
   * Only where the log still holds what is remembered: going on with a log that was cut short or written anew must not make it good again.
   * Two writers may leave the older of their entries, which is right as well.
   */
  const moveAnchor = async (context: AuditContext, next: Anchor): Promise<void> => {
    const place = placeOf(context)
    const known = await stores.control.get(place.control, anchors, next.id)
    if (known !== undefined) {
      const held = known.seq === next.seq ? undefined : (await place.read(known.seq - 1, 1))[0]
      if (held === undefined || asEntry(held).hash !== known.hash) {
        if (known.seq !== next.seq || known.hash !== next.hash) onBroken(next.id, known.seq)
        return
      }
      if (known.seq > next.seq) return
    }
    await stores.control.put(place.control, anchors, next)
  }

  return {
    async append(context, note) {
      const place = placeOf(context)
      const log = logName(context)
      const id = ambient.id()
      for (;;) {
        const head = await place.head()
        const last = head === 0 ? undefined : (await place.read(head - 1, 1))[0]
        const prev = last === undefined ? logStart(log) : asEntry(last).hash
        const at = ambient.now()
        const fields = { ...(JSON.parse(JSON.stringify(note)) as AuditNote), log, prev }
        const entry = { ...fields, seq: head + 1, id, at }
        const hash = entryHash(entry)
        const { outcome } = await place.append(head, { id, kind: note.action, at, body: { ...fields, hash } })
        if (outcome === 'conflict') continue
        await moveAnchor(context, { id: log, seq: entry.seq, hash })
        return { ...entry, hash }
      }
    },

    async find(context, { action, by, outcome, from, to, before, limit }) {
      const place = placeOf(context)
      const found: AuditEntry[] = []
      let end = before ?? (await place.head()) + 1
      for (let looked = 0; end > 1 && looked < entriesPerSearch; ) {
        const after = Math.max(0, end - 1 - entriesPerLook)
        const entries = (await place.read(after, end - 1 - after)).map(asEntry).reverse()
        for (const entry of entries) {
          end = entry.seq
          looked += 1
          // Nodes' clocks differ: an entry of another one may stand before this and be later.
          if (from !== undefined && entry.at < from - limits.clockToleranceMs) return { entries: found, next: null }
          if (
            (from === undefined || entry.at >= from) &&
            (action === undefined || entry.action === action) &&
            (by === undefined || entry.by === by) &&
            (outcome === undefined || entry.outcome === outcome) &&
            (to === undefined || entry.at < to)
          )
            found.push(entry)
          if (found.length === limit) return { entries: found, next: end > 1 ? end : null }
        }
        if (entries.length === 0) break
      }
      return { entries: found, next: end > 1 ? end : null }
    },

    read: async (context, after, limit) => (await placeOf(context).read(after, limit)).map(asEntry),

    async anchor(context) {
      const found = await stores.control.get(placeOf(context).control, anchors, logName(context))
      return found === undefined ? null : { seq: found.seq, hash: found.hash }
    },
  }
}
