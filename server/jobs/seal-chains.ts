import type { InstallationContext, TenantContext } from '../../contract/context.ts'
import type { DecisionChains } from '../audit/decision-chains.ts'
import type { Store } from '../storage/store.ts'
import { takeTurn } from './lease.ts'
import type { Job } from './runner.ts'

/** A decision is in a sealed block at most about so long after it was made, ms. */
const everyMs = 60_000
const tenantsPerPortion = 50

/**
 * Seals the chains of users for whom something was decided. Tenants in which nothing was are never opened. Its cursor is the marks: sealing
 * twice adds nothing.
 */
export const sealChainsJob = (deps: {
  readonly chains: Pick<DecisionChains, 'seal' | 'unsealedTenants'>
  readonly tenant: Store<TenantContext>
  readonly installation: InstallationContext
  readonly contextFor: (workspace: string, tenant: string) => TenantContext
  readonly now: () => number
}): Job => ({
  name: 'seal-chains',
  everyMs,
  async run(isOver) {
    const failures: unknown[] = []
    for (const { workspace, tenant } of await deps.chains.unsealedTenants(deps.installation, tenantsPerPortion)) {
      if (isOver()) return
      const context = deps.contextFor(workspace, tenant)
      try {
        if (await takeTurn(deps.tenant, context, 'seal-chains', deps.now(), everyMs))
          await deps.chains.seal(context, isOver)
      } catch (cause) {
        failures.push(cause)
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `the chains of ${failures.length} tenants were not sealed`)
  },
})
