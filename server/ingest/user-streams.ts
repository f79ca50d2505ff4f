import { LRUCache } from 'lru-cache'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Session } from '../../contract/session.ts'
import type { Store } from '../storage/store.ts'

/** An entry before it has its place in the stream. */
export type NewSessionEntry = SessionEntry extends infer E ? (E extends SessionEntry ? Omit<E, 'seq'> : never) : never

/** What the pure fold is given by main: how a session starts and goes on, and which catalogue an entry names. */
export interface Folding<Compiled> {
  /** Grows when the same stream folds to another session: snapshots of another version are made again from the log. Absent for 1. */
  readonly version?: number
  empty(user: string, at: number): Session
  fold(session: Session, entry: SessionEntry, catalogueOf: (version: string) => Compiled | undefined): Session
  /** Brings a catalogue version into reach of the fold. */
  compiled(context: TenantContext, version: string): Promise<Compiled | undefined>
}

export interface Appended {
  readonly session: Session
  readonly entries: readonly SessionEntry[]
  /** Ids that stood in the stream already. */
  readonly duplicates: ReadonlySet<string>
}

/** One user's stream with its live session: read once, folded on, and repaired from the log after a crash or another node's append. */
export interface UserStreams {
  session(context: TenantContext, user: string): Promise<Session>
  /**
   * Appends what `make` builds from the session as it stands, durably; again with the newer session if somebody came between. Appends
   * nothing when `make` returns nothing. One at a time per user, so that acks keep their order.
   */
  append(
    context: TenantContext,
    user: string,
    make: (session: Session) => readonly NewSessionEntry[],
  ): Promise<Appended>
  entries(
    context: TenantContext,
    user: string,
    options?: { after?: number; limit?: number },
  ): Promise<readonly SessionEntry[]>
  /** @param rescue what must be done with the session first, while nothing more can be appended to it */
  erase(context: TenantContext, user: string, rescue?: (session: Session) => Promise<void>): Promise<void>
  /** Visitors whose last snapshot is older than `before`, epoch ms; at most `limit`, longest gone first. */
  visitorsGone(context: TenantContext, before: number, limit: number): Promise<readonly string[]>
  /** Writes a user's snapshot now, if it is behind. */
  snapshot(context: TenantContext, user: string): Promise<void>
  /** Writes the snapshots that are behind. The log is the truth without them too. */
  close(): Promise<void>
}

interface Snapshot {
  readonly id: string
  readonly seq: number
  readonly kind: Session['kind']
  /** As of the snapshot; the user may have come back since. */
  readonly lastAt: number
  readonly session: Session
  /** The folding's version; absent on the first ones written. */
  readonly fold?: number
}
const snapshots = defineCollection<Snapshot>()({
  name: 'sessions',
  plain: ['seq', 'kind', 'lastAt'],
  blind: [],
  indexes: [['kind', 'lastAt']],
})

/** A snapshot is written with a stream's first entries, so that the stream can be found, and when so many lie behind the last one. */
const snapshotEvery = 512

interface Held {
  readonly context: TenantContext
  /** Resolves when the last of those that stand in line is done; undefined when nobody is. */
  last: Promise<void> | undefined
  /** Calls that are at work on it. */
  uses: number
  session: Session | undefined
  snapshotSeq: number
}

const streamOf = (user: string): string => `user:${user}`

export const createUserStreams = <Compiled>(
  store: Store<TenantContext>,
  folding: Folding<Compiled>,
  options: {
    readonly now: () => number
    readonly sessionsInMemory: number
    readonly onSnapshotFailure: (cause: unknown) => void
    /** Entries that were folded in from the log: what a crash, or another node, left behind. */
    readonly onCaughtUp: (context: TenantContext, user: string, entries: readonly SessionEntry[]) => void
    /** A stream is about to be erased: what is kept about it elsewhere goes first, so that a crash in between leaves nothing behind. */
    readonly onErase?: (context: TenantContext, user: string) => Promise<void>
  },
): UserStreams => {
  const foldVersion = folding.version ?? 1
  const saving = new Set<Promise<void>>()
  const save = (held: Held): Promise<void> => {
    const { session } = held
    if (session === undefined || session.seq === held.snapshotSeq) return Promise.resolve()
    held.snapshotSeq = session.seq
    const saved = store
      .put(held.context, snapshots, {
        id: session.user,
        seq: session.seq,
        kind: session.kind,
        lastAt: session.lastAt,
        session,
        fold: foldVersion,
      })
      .catch(options.onSnapshotFailure)
    saving.add(saved)
    return saved.finally(() => saving.delete(saved))
  }
  const held = new LRUCache<string, Held>({ max: options.sessionsInMemory, dispose: (evicted) => void save(evicted) })

  /** Those at work, also when memory had to let go of them: a second one beside them would overtake what waits at the first. */
  const working = new Map<string, Held>()
  const holdOf = (context: TenantContext, key: string): Held => {
    const existing = held.get(key)
    if (existing !== undefined) return existing
    const hold: Held = working.get(key) ?? { context, last: undefined, uses: 0, session: undefined, snapshotSeq: 0 }
    held.set(key, hold)
    return hold
  }

  /** One at a time per user. */
  const alone = async <T>(context: TenantContext, user: string, work: (hold: Held) => Promise<T>): Promise<T> => {
    const key = `${context.tenant}/${user}`
    const hold = holdOf(context, key)
    hold.uses += 1
    working.set(key, hold)
    const before = hold.last
    let leave = (): void => undefined
    const turn = new Promise<void>((resolve) => {
      leave = resolve
    })
    hold.last = turn
    try {
      await before
      return await work(hold)
    } finally {
      leave()
      if (hold.last === turn) hold.last = undefined
      hold.uses -= 1
      if (hold.uses === 0) {
        working.delete(key)
        if (held.peek(key) !== hold) void save(hold)
      }
    }
  }

  const foldOn = async (
    context: TenantContext,
    session: Session,
    entries: readonly SessionEntry[],
  ): Promise<Session> => {
    const compiled = new Map<string, Compiled | undefined>()
    for (const entry of entries) {
      if (entry.kind !== 'message' || compiled.has(entry.body.catalogue)) continue
      compiled.set(entry.body.catalogue, await folding.compiled(context, entry.body.catalogue))
    }
    return entries.reduce((folded, entry) => folding.fold(folded, entry, (version) => compiled.get(version)), session)
  }

  /** Folds in what stands in the log after the held session: a crash's remainder, or another node's entries. */
  const catchUp = async (hold: Held, user: string): Promise<Session> => {
    let session = hold.session
    if (session === undefined) {
      const stored = await store.get(hold.context, snapshots, user)
      const snapshot = (stored?.fold ?? 1) === foldVersion ? stored : undefined
      session = snapshot?.session ?? folding.empty(user, options.now())
      hold.snapshotSeq = snapshot?.seq ?? 0
    }
    for (;;) {
      const entries = (await store.read(hold.context, streamOf(user), { after: session.seq })) as SessionEntry[]
      session = await foldOn(hold.context, session, entries)
      if (entries.length > 0) options.onCaughtUp(hold.context, user, entries)
      if (entries.length < 1_000) break
    }
    hold.session = session
    return session
  }

  return {
    session(context, user) {
      const session = held.get(`${context.tenant}/${user}`)?.session
      return session === undefined
        ? alone(context, user, async (hold) => hold.session ?? catchUp(hold, user))
        : Promise.resolve(session)
    },

    append: (context, user, make) =>
      alone(context, user, async (hold) => {
        let session = hold.session ?? (await catchUp(hold, user))
        const duplicates = new Set<string>()
        for (;;) {
          const made = make(session)
          const wanted = duplicates.size === 0 ? made : made.filter((entry) => !duplicates.has(entry.id))
          if (wanted.length === 0) return { session, entries: [], duplicates }
          const result = await store.append(context, streamOf(user), session.seq, wanted)
          if (result.outcome === 'appended') {
            const before = session.seq
            const entries = wanted.map((entry, index) => ({ ...entry, seq: before + index + 1 }) as SessionEntry)
            session = await foldOn(context, session, entries)
            hold.session = session
            if (before === 0 || session.seq - hold.snapshotSeq >= snapshotEvery) void save(hold)
            return { session, entries, duplicates }
          }
          if (result.outcome === 'duplicate') for (const id of result.ids) duplicates.add(id)
          // Shorter than what is held: another process has erased it, and nothing that was held counts any more.
          if (result.head < session.seq) {
            hold.session = folding.empty(user, options.now())
            hold.snapshotSeq = 0
          }
          if (result.head !== session.seq) session = await catchUp(hold, user)
        }
      }),

    async entries(context, user, page) {
      return (await store.read(context, streamOf(user), page)) as SessionEntry[]
    },

    async erase(context, user, rescue) {
      await alone(context, user, async (hold) => {
        if (rescue !== undefined) await rescue(hold.session ?? (await catchUp(hold, user)))
        await options.onErase?.(context, user)
        await store.eraseStream(context, streamOf(user))
        await store.delete(context, snapshots, user)
        hold.session = undefined
        hold.snapshotSeq = 0
      })
    },

    async visitorsGone(context, before, limit) {
      const found = await store.find(
        context,
        snapshots,
        { kind: 'visitor', lastAt: { $lt: before } },
        { sort: [['lastAt', 1]], limit },
      )
      return found.map(({ id }) => id)
    },

    async snapshot(context, user) {
      await alone(context, user, async (hold) => {
        await catchUp(hold, user)
        await save(hold)
      })
    },

    async close() {
      await Promise.all([...held.values()].map(save))
      await Promise.all(saving)
    },
  }
}
