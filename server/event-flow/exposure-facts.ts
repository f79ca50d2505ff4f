import type { Slot } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import { type ExposureFacts, groupOf } from '../../contract/exposure-shares.ts'
import type { Session } from '../../contract/session.ts'
import type { FlowDeps, World } from './flow-deps.ts'

/**
 * How the tenant's groups fared with what a slot can hold: fetched where groups are declared and an enabled guardrail reads it, and else not
 * at all. It goes into the decision's input, so that replay needs no count of that day.
 */
export const createExposureFacts = ({ plugins, exposures }: Pick<FlowDeps, 'plugins' | 'exposures'>) => {
  const readers = new Set(
    plugins
      .list()
      .filter(({ reads }) => reads?.includes('exposure-shares'))
      .map(({ name }) => name),
  )
  return async (
    context: TenantContext,
    session: Session,
    { settings, catalogue }: World,
    slot: Slot,
  ): Promise<{ readonly exposureShares?: ExposureFacts }> => {
    const { exposureGroups, guardrails } = settings.value
    if (exposureGroups.trait === null || !guardrails.some(({ plugin }) => readers.has(plugin))) return {}
    const shares = await exposures.shares(context, exposureGroups.windowDays)
    const inSlot = Object.entries(shares).filter(([key]) => catalogue.byKey.get(key)?.slot === slot)
    return {
      exposureShares: { group: groupOf(session, exposureGroups.trait), shares: Object.fromEntries(inSlot) },
    }
  }
}
