import type { InstallationContext, TenantContext } from '../../contract/context.ts'
import type { WakeTimes } from '../delivery/wake-times.ts'
import type { Store } from '../storage/store.ts'
import { takeTurn } from './lease.ts'
import type { Job } from './runner.ts'

/** How often the earliest marks are looked at; a snooze or window ends at most this much late, ms. */
const everyMs = 1_000
const tenantsPerPortion = 50
const usersPerPortion = 200
/** Whoever could not be seen to is tried again after so long, and holds nobody up meanwhile. */
const failedAgainMs = 60_000

/**
 * Time-driven triggers: expires unpainted reservations, ends snoozes, reopens windows. Tenants with nothing due are never opened. Its cursor
 * is the marks themselves: a user's is moved only after they were seen to.
 */
export const wakeUsersJob = (deps: {
  readonly wakes: WakeTimes
  readonly tenant: Store<TenantContext>
  readonly installation: InstallationContext
  readonly contextFor: (workspace: string, tenant: string) => TenantContext
  readonly wake: (context: TenantContext, user: string) => Promise<void>
  readonly now: () => number
}): Job => ({
  name: 'wake-users',
  everyMs,
  async run(isOver) {
    const failures: unknown[] = []
    const seeTo = async (context: TenantContext): Promise<void> => {
      for (const user of await deps.wakes.dueUsers(context, deps.now(), usersPerPortion)) {
        if (isOver()) return
        await deps.wake(context, user).catch((cause: unknown) => {
          failures.push(cause)
          return deps.wakes.set(context, user, deps.now() + failedAgainMs)
        })
      }
      await deps.wakes.settle(context)
    }
    for (const { workspace, tenant } of await deps.wakes.dueTenants(deps.installation, deps.now(), tenantsPerPortion)) {
      if (isOver()) return
      const context = deps.contextFor(workspace, tenant)
      try {
        if (await takeTurn(deps.tenant, context, 'wake-users', deps.now(), everyMs)) await seeTo(context)
      } catch (cause) {
        failures.push(cause)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} could not be woken`)
  },
})
