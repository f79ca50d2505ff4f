import type { TenantContext } from '../../contract/context.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Nearest } from '../../contract/nearest.ts'
import type { FlowDeps, World } from './flow-deps.ts'

/** A question that nobody waits for the answer to: who answers the tenant's users is asked, with these vectors or none. */
export const createRehearseSearch = ({ rehearsal }: Pick<FlowDeps, 'rehearsal'>) => {
  return async (
    context: TenantContext,
    { settings, catalogue }: World,
    { query, locale }: { readonly query: string; readonly locale: string | null },
    nearest: Nearest | undefined,
  ): Promise<readonly string[]> => {
    // Nobody's session, and nobody outside is asked.
    const enabled = settings.value.recommenders.map((entry) => ({ ...entry, recorded: { facts: null } }))
    const items = catalogue.bySlot.get('list') ?? []
    const answers = await rehearsal.recommend(context, enabled, catalogue.source, {
      session: { ...emptySession('nobody', 0), locale },
      slot: 'list',
      eligible: items.map(({ version }) => version),
      now: 0,
      seed: 0,
      ask: { query },
      ...(nearest === undefined ? {} : { nearest }),
    })
    const found = answers.flatMap(({ value }) => value ?? []).sort((a, b) => b.score - a.score)
    return [...new Set(found.flatMap(({ content }) => catalogue.byVersion.get(content)?.key ?? []))]
  }
}
