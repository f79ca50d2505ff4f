import type { Catalogue } from '../../../contract/content.ts'
import type { Settings } from '../../../contract/settings.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody, nothing, tenantParams } from './path-params.ts'

/** The tenant's outcomes with what hopes for them, and the names that content gives and the settings do not have: nothing is learnt of that. */
const outcomesIn = (named: Settings['outcomes'], { items }: Catalogue) => {
  const hoping = items.flatMap(({ content: { key, outcome } }) =>
    typeof outcome === 'string' ? [{ key, outcome }] : [],
  )
  return {
    outcomes: Object.entries(named).map(([name, outcome]) => ({
      name,
      ...outcome,
      contents: hoping.filter((one) => one.outcome === name).map(({ key }) => key),
    })),
    unknownOutcomes: hoping
      .filter(({ outcome }) => !Object.hasOwn(named, outcome))
      .map(({ key, outcome }) => ({ content: key, outcome })),
  }
}

export const learningRoutes = ({
  learning,
  settings,
  content,
}: Pick<HttpServices, 'learning' | 'settings' | 'content'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/learning',
    action: 'decision.read',
    at: 'tenant',
    params: tenantParams,
    query: nothing,
    body: noBody,
    summary: "What the tenant's ranking model has learnt from, item by item, and whether it knows enough to rank.",
    handle: async (_request, context) => {
      const [report, { value }, catalogue] = await Promise.all([
        learning(context),
        settings.resolve(context),
        content.effective(context),
      ])
      return ok({ ...report, ...outcomesIn(value.outcomes, catalogue) })
    },
  }),
]
