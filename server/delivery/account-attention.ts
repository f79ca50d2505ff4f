import { Mutex } from 'async-mutex'
import { LRUCache } from 'lru-cache'
import type { AccountCaps } from '../../contract/account-caps.ts'
import type { Ambient } from '../../contract/ambient.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Store } from '../storage/store.ts'
import {
  type AccountEntry,
  type AccountOffer,
  type AccountState,
  capsAt,
  emptyAccount,
  fits,
  foldAccount,
} from './fold-account.ts'

/**
 * What the users of an account are shown together, in a stream that they share: reserved in it before their own, so that however many of
 * them are decided for at once, in however many processes, a cap holds.
 */
export interface AccountAttention {
  /** What counts now. Another process's entries may be missing for `freshnessMs`; `reserve` never misses one. */
  caps(context: TenantContext, account: string): Promise<AccountCaps>
  /** @returns whether all of it found room; if not, nothing is reserved, and `caps` tells what took it */
  reserve(context: TenantContext, account: string, offers: readonly AccountOffer[]): Promise<boolean>
  /** Once per decision, however often it is told. */
  painted(context: TenantContext, account: string, offer: AccountOffer & { readonly offeredAt: number }): Promise<void>
  /** Gives back what is still only offered. */
  release(context: TenantContext, account: string, decisions: readonly string[]): Promise<void>
}

interface Snapshot {
  readonly id: string
  readonly state: AccountState
}
const snapshots = defineCollection<Snapshot>()({ name: 'account-attention', plain: [], blind: [], indexes: [] })

const freshnessMs = 2_000
const snapshotEvery = 128

interface Held {
  readonly mutex: Mutex
  state: AccountState | undefined
  lookedAt: number
  snapshotSeq: number
}

/** @param nameOf what an account's stream is called: unguessable, since the team's own id for it must not stand in the clear */
export const createAccountAttention = (
  store: Store<TenantContext>,
  {
    now,
    id,
    nameOf,
    onSnapshotFailure,
  }: Pick<Ambient, 'now' | 'id'> & {
    readonly nameOf: (context: TenantContext, account: string) => Promise<string>
    readonly onSnapshotFailure: (cause: unknown) => void
  },
): AccountAttention => {
  const held = new LRUCache<string, Held>({ max: 5_000 })

  const alone = async <T>(
    context: TenantContext,
    account: string,
    work: (hold: Held, name: string) => Promise<T>,
  ): Promise<T> => {
    const name = await nameOf(context, account)
    const key = `${context.tenant}/${name}`
    const hold = held.get(key) ?? { mutex: new Mutex(), state: undefined, lookedAt: 0, snapshotSeq: 0 }
    held.set(key, hold)
    return hold.mutex.runExclusive(() => work(hold, name))
  }
  const streamOf = (name: string) => `account:${name}`

  /** Folds in what stands in the log after the held state. */
  const catchUp = async (context: TenantContext, hold: Held, name: string): Promise<AccountState> => {
    let state = hold.state
    if (state === undefined) {
      state = (await store.get(context, snapshots, name))?.state ?? emptyAccount
      hold.snapshotSeq = state.seq
    }
    for (;;) {
      const entries = await store.read(context, streamOf(name), { after: state.seq })
      state = (entries as (AccountEntry & { seq: number })[]).reduce(foldAccount, state)
      if (entries.length < 1_000) break
    }
    hold.lookedAt = now()
    return keep(context, hold, name, state)
  }

  const keep = (context: TenantContext, hold: Held, name: string, state: AccountState): AccountState => {
    hold.state = state
    if (state.seq - hold.snapshotSeq >= snapshotEvery) {
      hold.snapshotSeq = state.seq
      store.put(context, snapshots, { id: name, state }).catch(onSnapshotFailure)
    }
    return state
  }

  /** Appends what `make` builds from the state as it stands, again if somebody came between; nothing when it builds nothing. */
  const append = (
    context: TenantContext,
    account: string,
    make: (state: AccountState) => AccountEntry | undefined,
  ): Promise<'appended' | 'nothing' | 'known'> =>
    alone(context, account, async (hold, name) => {
      let state = hold.state ?? (await catchUp(context, hold, name))
      for (;;) {
        const entry = make(state)
        if (entry === undefined) return 'nothing'
        const { outcome, head } = await store.append(context, streamOf(name), state.seq, [entry])
        if (outcome === 'appended') {
          keep(context, hold, name, foldAccount(state, { ...entry, seq: head }))
          return 'appended'
        }
        if (outcome === 'duplicate') return 'known'
        state = await catchUp(context, hold, name)
      }
    })

  return {
    caps: (context, account) =>
      alone(context, account, async (hold, name) => {
        const isFresh = hold.state !== undefined && now() - hold.lookedAt < freshnessMs
        const state = isFresh && hold.state !== undefined ? hold.state : await catchUp(context, hold, name)
        return capsAt(state, now())
      }),

    async reserve(context, account, offers) {
      const entryId = `offered-${id()}`
      const done = await append(context, account, (state) => {
        const at = now()
        return fits(state, offers, at) ? { id: entryId, kind: 'offered', at, body: { offers } } : undefined
      })
      return done !== 'nothing'
    },

    async painted(context, account, offer) {
      await append(context, account, () => ({
        id: `painted-${offer.decision}`,
        kind: 'painted',
        at: now(),
        body: offer,
      }))
    },

    async release(context, account, decisions) {
      const entryId = `released-${id()}`
      await append(context, account, ({ offered }) => {
        const left = decisions.filter((decision) => offered.some((offer) => offer.decision === decision))
        return left.length === 0 ? undefined : { id: entryId, kind: 'released', at: now(), body: { decisions: left } }
      })
    },
  }
}
