import type { InstallationContext, TenantContext } from '../../contract/context.ts'
import type { Store } from '../storage/store.ts'
import { takeTurn } from './lease.ts'
import type { Job } from './runner.ts'

const everyMs = 3_600_000
const visitorsPerPortion = 200
/** A bound on one turn's work: 240,000 visitors a day. */
const portionsPerTurn = 50

/** The part of the user streams that it needs. */
interface VisitorStreams {
  visitorsGone(context: TenantContext, before: number, limit: number): Promise<readonly string[]>
  session(context: TenantContext, user: string): Promise<{ readonly lastAt: number }>
  snapshot(context: TenantContext, user: string): Promise<void>
  erase(context: TenantContext, user: string): Promise<void>
}

/**
 * Erases visitors who have not been seen for so long that their token has ended. It needs no cursor: whoever was erased, or has a newer
 * snapshot now, is not found again.
 */
export const expireVisitorsJob = (deps: {
  readonly streams: VisitorStreams
  readonly tenant: Store<TenantContext>
  readonly installation: InstallationContext
  /** The tenants in which visitors live: each workspace's default one. */
  readonly visitorTenants: (installation: InstallationContext) => Promise<readonly TenantContext[]>
  readonly days: number
  readonly now: () => number
}): Job => ({
  name: 'expire-visitors',
  everyMs,
  async run(isOver) {
    const before = deps.now() - deps.days * 86_400_000
    for (const context of await deps.visitorTenants(deps.installation)) {
      if (isOver()) return
      if (!(await takeTurn(deps.tenant, context, 'expire-visitors', deps.now(), everyMs))) continue
      for (let portion = 0; portion < portionsPerTurn; portion++) {
        const gone = await deps.streams.visitorsGone(context, before, visitorsPerPortion)
        for (const user of gone) {
          if (isOver()) return
          const { lastAt } = await deps.streams.session(context, user)
          if (lastAt < before) await deps.streams.erase(context, user)
          else await deps.streams.snapshot(context, user)
        }
        if (gone.length < visitorsPerPortion) break
      }
    }
  },
})
