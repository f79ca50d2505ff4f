import { LRUCache } from 'lru-cache'
import { defineCollection } from '../../contract/collection.ts'
import type { ControlContext, TenantContext } from '../../contract/context.ts'
import type { Store } from '../storage/store.ts'

/** When a user must be looked at again although nothing happens: a reservation to expire, a snooze to end, a window to reopen. */
interface UserWake {
  readonly id: string
  readonly at: number
}
/** The earliest of them per tenant, in the control data: idle tenants are never opened. */
interface TenantWake {
  readonly id: string
  readonly workspace: string
  readonly at: number
}

const userWakes = defineCollection<UserWake>()({ name: 'wakes', plain: ['at'], blind: [], indexes: [['at']] })
const tenantWakes = defineCollection<TenantWake>()({
  name: 'tenant-wakes',
  plain: ['at', 'workspace'],
  blind: [],
  indexes: [['at']],
})

/** Stands for "no wake is set" in memory, so that clearing it twice writes nothing. */
const never = -1

export interface WakeTimes {
  /** Sets a user's next wake; null clears it. Writes only what changed. */
  set(context: TenantContext, user: string, at: number | null): Promise<void>
  dueTenants(
    context: ControlContext,
    now: number,
    limit: number,
  ): Promise<readonly { readonly workspace: string; readonly tenant: string }[]>
  dueUsers(context: TenantContext, now: number, limit: number): Promise<readonly string[]>
  /** Moves the tenant's mark to its next wake, after its due users were seen to. */
  settle(context: TenantContext): Promise<void>
}

export const createWakeTimes = (
  stores: { tenant: Store<TenantContext>; control: Store<ControlContext> },
  controlFor: (context: TenantContext) => ControlContext,
): WakeTimes => {
  const users = new LRUCache<string, number>({ max: 50_000 })
  const tenants = new LRUCache<string, number>({ max: 20_000 })

  const markTenant = async (context: TenantContext, at: number): Promise<void> => {
    if ((tenants.get(context.tenant) ?? Number.POSITIVE_INFINITY) <= at) return
    tenants.set(context.tenant, at)
    await stores.control.put(controlFor(context), tenantWakes, { id: context.tenant, workspace: context.workspace, at })
  }

  return {
    async set(context, user, at) {
      const key = `${context.tenant}/${user}`
      if (users.get(key) === (at ?? never)) return
      users.set(key, at ?? never)
      if (at === null) {
        await stores.tenant.delete(context, userWakes, user)
        return
      }
      await stores.tenant.put(context, userWakes, { id: user, at })
      await markTenant(context, at)
    },
    async dueTenants(context, now, limit) {
      const rows = await stores.control.find(context, tenantWakes, { at: { $lte: now } }, { sort: [['at', 1]], limit })
      return rows.map(({ id, workspace }) => ({ tenant: id, workspace }))
    },
    async dueUsers(context, now, limit) {
      const rows = await stores.tenant.find(context, userWakes, { at: { $lte: now } }, { sort: [['at', 1]], limit })
      return rows.map((row) => row.id)
    },
    async settle(context) {
      tenants.delete(context.tenant)
      const earliest = async () =>
        (await stores.tenant.find(context, userWakes, {}, { sort: [['at', 1]], limit: 1 }))[0]?.at
      // A wake set between the look and the write would be overwritten, so look again until nothing came between.
      for (let next = await earliest(); ; ) {
        if (next === undefined) await stores.control.delete(controlFor(context), tenantWakes, context.tenant)
        else
          await stores.control.put(controlFor(context), tenantWakes, {
            id: context.tenant,
            workspace: context.workspace,
            at: next,
          })
        const again = await earliest()
        if (again === next) {
          if (next !== undefined) tenants.set(context.tenant, next)
          return
        }
        next = again
      }
    },
  }
}
