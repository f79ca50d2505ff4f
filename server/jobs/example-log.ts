import { Mutex } from 'async-mutex'
import { LRUCache } from 'lru-cache'
import { type Collection, defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Store } from '../storage/store.ts'
import { takeTurn } from './lease.ts'

/** One thing that was observed. The id names what it was: noted twice, it stands once. */
export interface LoggedExample {
  readonly id: string
  readonly user: string
  readonly at: number
  /** The batch that it is in, from 1; 0 for none yet. */
  readonly batch: number
}

interface Batch {
  /** Of its log and number. */
  readonly id: string
  readonly log: string
  readonly number: number
  readonly size: number
  /** Of its examples, until each of them says so itself: should the process end before, the next turn goes on from here. Then empty. */
  readonly unmarked: readonly string[]
  readonly at: number
}
const batches = defineCollection<Batch>()({
  name: 'example-batches',
  plain: ['log', 'number'],
  blind: [],
  indexes: [['log', 'number']],
})

export interface ReadBatch<E> {
  /** By id, so that everybody folds them in the same order. */
  readonly examples: readonly E[]
  /** False where something of it was erased since. */
  readonly complete: boolean
}

export interface ExampleLog<E extends LoggedExample> {
  note(context: TenantContext, noted: readonly Omit<E, 'batch'>[]): Promise<void>
  /** Puts what has come since into a batch, once there is enough. @returns how much; `wait` while another has this window's turn */
  cut(context: TenantContext): Promise<number | 'wait'>
  /** Number of the last batch; 0 for none. */
  last(context: TenantContext): Promise<number>
  /** Number of the oldest batch that is still there; 1 as long as none was let go. */
  first(context: TenantContext): Promise<number>
  /** Undefined while it is still being put together, and of one that was let go. */
  read(context: TenantContext, batch: number): Promise<ReadBatch<E> | undefined>
  forget(context: TenantContext, user: string): Promise<void>
}

/** Fewer wait for more to come; more are left for the next batch. */
const smallestBatch = 20
const largestBatch = 500
/** One batch per tenant and window: between them every model stands still. */
const batchEveryMs = 60_000
const walls = 1_000

/**
 * A tenant's log of examples, in its own database, cut into numbered batches. A model is a fold of batches in their order, so that its version
 * is the number of its last one, and whoever folds them again has the same.
 * @param batchesKept older ones are let go
 */
export const createExampleLog = <E extends LoggedExample>(
  store: Store<TenantContext>,
  examples: Collection<E, 'user' | 'at' | 'batch'>,
  now: () => number,
  batchesKept = Number.POSITIVE_INFINITY,
): ExampleLog<E> => {
  const log = examples.name
  // Marking writes whole examples again: one that is erased meanwhile must not come back by it.
  const mutexes = new LRUCache<string, Mutex>({ max: walls })
  const alone = <T>({ tenant }: TenantContext, work: () => Promise<T>): Promise<T> => {
    const mutex = mutexes.get(tenant) ?? new Mutex()
    mutexes.set(tenant, mutex)
    return mutex.runExclusive(work)
  }
  const idOf = (number: number): string => `${log}.${number}`
  const find = (context: TenantContext, filter: object, limit: number): Promise<E[]> =>
    store.find(context, examples, filter as Parameters<typeof store.find<E, 'user' | 'at' | 'batch', never>>[2], {
      limit,
    })

  const lastBatch = async (context: TenantContext): Promise<Batch | undefined> =>
    (await store.find(context, batches, { log }, { sort: [['number', -1]], limit: 1 }))[0]

  const mark = async (context: TenantContext, waiting: readonly E[], batch: Batch): Promise<void> => {
    const wanted = new Set(batch.unmarked)
    // All at once, here and below: the store commits what comes together in one go.
    const marked = waiting.filter(({ id }) => wanted.has(id))
    await Promise.all(marked.map((example) => store.put(context, examples, { ...example, batch: batch.number })))
    await store.put(context, batches, { ...batch, unmarked: [] })
  }

  /** One at a time: each cut lets go of as many as it adds. The record goes last, so that a crash in between leaves nothing behind. */
  const letGo = async (context: TenantContext, number: number): Promise<void> => {
    const found = await find(context, { batch: number }, largestBatch)
    await Promise.all(found.map(({ id }) => store.delete(context, examples, id)))
    await store.delete(context, batches, idOf(number))
  }

  return {
    async note(context, noted) {
      await Promise.all(noted.map((example) => store.insert(context, examples, { ...example, batch: 0 } as E)))
    },

    cut: (context) =>
      alone(context, async () => {
        if ((await find(context, { batch: 0 }, smallestBatch)).length < smallestBatch) {
          const last = await lastBatch(context)
          if (last === undefined || last.unmarked.length === 0) return 0
        }
        if (!(await takeTurn(store, context, log, now(), batchEveryMs))) return 'wait'
        const last = await lastBatch(context)
        if (last !== undefined && last.unmarked.length > 0)
          await mark(context, await find(context, { batch: 0 }, 2 * largestBatch), last)
        const waiting = await find(context, { batch: 0 }, largestBatch)
        if (waiting.length < smallestBatch) return 0
        const number = (last?.number ?? 0) + 1
        const batch: Batch = {
          id: idOf(number),
          log,
          number,
          size: waiting.length,
          unmarked: waiting.map(({ id }) => id),
          at: now(),
        }
        // Of two that put one together only one's counts.
        if (!(await store.insert(context, batches, batch))) return 'wait'
        await mark(context, waiting, batch)
        if (number > batchesKept) await letGo(context, number - batchesKept)
        return waiting.length
      }),

    last: async (context) => (await lastBatch(context))?.number ?? 0,

    async first(context) {
      const [oldest] = await store.find(context, batches, { log }, { sort: [['number', 1]], limit: 1 })
      return oldest?.number ?? 1
    },

    async read(context, number) {
      const batch = await store.get(context, batches, idOf(number))
      if (batch === undefined || batch.unmarked.length > 0) return undefined
      const found = await find(context, { batch: number }, largestBatch)
      return { examples: found.sort((a, b) => (a.id < b.id ? -1 : 1)), complete: found.length === batch.size }
    },

    forget: (context, user) =>
      alone(context, async () => {
        for (;;) {
          const found = await find(context, { user }, largestBatch)
          await Promise.all(found.map(({ id }) => store.delete(context, examples, id)))
          if (found.length < largestBatch) return
        }
      }),
  }
}
