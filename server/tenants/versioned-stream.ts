import type { Entry, NewEntry, Store } from '../storage/store.ts'

/** How long another node's append may go unnoticed, ms. */
const freshnessMs = 3_000

/**
 * A small stream kept folded in memory: settings and publications of a workspace or tenant. Read again from where it stood when the last
 * look is older than `freshnessMs`; written by append, so that two writers cannot overwrite each other.
 */
export interface VersionedStream<Context, State> {
  state(context: Context): Promise<{ readonly head: number; readonly state: State }>
  /** Appends what `make` builds from the latest state, again if somebody came between. */
  append(context: Context, make: (state: State, head: number) => NewEntry): Promise<Entry>
}

export const createVersionedStream = <Context, State>(
  store: Store<Context>,
  options: {
    stream: (context: Context) => string
    scope: (context: Context) => string
    empty: State
    fold: (state: State, entry: Entry) => State
    now: () => number
    /** Something was appended by this process, and can be read. */
    onAppended?: (() => void) | undefined
  },
): VersionedStream<Context, State> => {
  const held = new Map<string, { head: number; state: State; lookedAt: number; looking: Promise<void> | undefined }>()

  const slotOf = (context: Context) => {
    const scope = options.scope(context)
    const existing = held.get(scope)
    if (existing !== undefined) return existing
    const fresh = {
      head: 0,
      state: options.empty,
      lookedAt: Number.NEGATIVE_INFINITY,
      looking: undefined as Promise<void> | undefined,
    }
    held.set(scope, fresh)
    return fresh
  }

  const look = (context: Context): Promise<void> => {
    const slot = slotOf(context)
    slot.looking ??= (async () => {
      try {
        for (;;) {
          const entries = await store.read(context, options.stream(context), { after: slot.head })
          for (const entry of entries) {
            slot.state = options.fold(slot.state, entry)
            slot.head = entry.seq
          }
          if (entries.length < 1_000) break
        }
        slot.lookedAt = options.now()
      } finally {
        slot.looking = undefined
      }
    })()
    return slot.looking
  }

  /** A look that began before an append may end without it. */
  const lookAnew = async (context: Context): Promise<void> => {
    await slotOf(context).looking?.catch(() => undefined)
    return look(context)
  }

  return {
    async state(context) {
      const slot = slotOf(context)
      if (options.now() - slot.lookedAt > freshnessMs) await look(context)
      return { head: slot.head, state: slot.state }
    },
    async append(context, make) {
      const slot = slotOf(context)
      for (;;) {
        await look(context)
        const entry = make(slot.state, slot.head)
        const result = await store.append(context, options.stream(context), slot.head, [entry])
        await lookAnew(context)
        if (result.outcome !== 'appended') continue
        options.onAppended?.()
        return { ...entry, seq: result.head }
      }
    },
  }
}
