import { LRUCache } from 'lru-cache'
import type { Ambient } from '../../contract/ambient.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import { limits } from '../../contract/limits.ts'
import type { Store } from '../storage/store.ts'
import { keyedHash } from './keyed-hash.ts'
import type { Workspace } from './workspace-registry.ts'

/** The one record that holds the team's own id for its user, sealed. Everything else knows the internal random id only. */
interface UserRecord {
  /** Keyed hash of the outside id: finds the record without storing that id in the clear. */
  readonly id: string
  readonly user: string
  readonly outside: string
  readonly verified: boolean
  readonly createdAt: number
}

const users = defineCollection<UserRecord>()({
  name: 'users',
  plain: ['user', 'verified', 'createdAt'],
  blind: [],
  indexes: [['user']],
})

/** As many values as a filter's list may hold. */
const idsPerLook = limits.filterListLength

export interface UserRegistry {
  /** An unverified claim never meets a verified user of the same id: they are two records. */
  resolve(context: TenantContext, workspace: Workspace, outside: string, verified: boolean): Promise<string>
  find(context: TenantContext, workspace: Workspace, outside: string): Promise<string | undefined>
  /** The team's own ids of these users, by internal id; visitors and erased users have none. */
  outsideOf(context: TenantContext, users: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The team's own id of a user who is proven to be that one; undefined for visitors, claims and the erased. */
  provenOutside(context: TenantContext, user: string): Promise<string | undefined>
  /** All that the team's id stands for: the proven user, and whoever only claims to be them. */
  known(context: TenantContext, workspace: Workspace, outside: string): Promise<readonly string[]>
  /** From now on nobody is known by that id; whoever comes with it is new. */
  forget(context: TenantContext, workspace: Workspace, outside: string): Promise<void>
}

export const createUserRegistry = (store: Store<TenantContext>, ambient: Ambient): UserRegistry => {
  const known = new LRUCache<string, string>({ max: 50_000 })
  const idOf = (workspace: Workspace, outside: string, verified: boolean) =>
    keyedHash(workspace.identitySecret, verified ? 'user' : 'claimed', outside)

  const lookUp = async (context: TenantContext, id: string): Promise<string | undefined> => {
    const key = `${context.tenant}/${id}`
    const cached = known.get(key)
    if (cached !== undefined) return cached
    const record = await store.get(context, users, id)
    if (record !== undefined) known.set(key, record.user)
    return record?.user
  }

  return {
    find: (context, workspace, outside) => lookUp(context, idOf(workspace, outside, true)),
    async outsideOf(context, wanted) {
      const found = new Map<string, string>()
      const every = [...new Set(wanted)]
      for (let from = 0; from < every.length; from += idsPerLook) {
        const some = every.slice(from, from + idsPerLook)
        for (const { user, outside } of await store.find(context, users, { user: { $in: some } }))
          found.set(user, outside)
      }
      return found
    },
    async provenOutside(context, user) {
      const [found] = await store.find(context, users, { user }, { limit: 1 })
      return found?.verified === true ? found.outside : undefined
    },
    async known(context, workspace, outside) {
      const both = await Promise.all(
        [true, false].map((verified) => lookUp(context, idOf(workspace, outside, verified))),
      )
      return both.filter((user) => user !== undefined)
    },
    async forget(context, workspace, outside) {
      for (const verified of [true, false]) {
        const id = idOf(workspace, outside, verified)
        await store.delete(context, users, id)
        known.delete(`${context.tenant}/${id}`)
      }
    },
    async resolve(context, workspace, outside, verified) {
      const id = idOf(workspace, outside, verified)
      const existing = await lookUp(context, id)
      if (existing !== undefined) return existing
      const user = ambient.id()
      const inserted = await store.insert(context, users, { id, user, outside, verified, createdAt: ambient.now() })
      if (!inserted) return (await lookUp(context, id)) ?? user
      known.set(`${context.tenant}/${id}`, user)
      return user
    },
  }
}
