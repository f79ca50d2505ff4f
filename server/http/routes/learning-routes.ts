import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody, nothing, tenantParams } from './path-params.ts'

export const learningRoutes = ({ learning }: Pick<HttpServices, 'learning'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/learning',
    action: 'decision.read',
    at: 'tenant',
    params: tenantParams,
    query: nothing,
    body: noBody,
    summary: "What the tenant's ranking model has learnt from, item by item, and whether it knows enough to rank.",
    handle: async (_request, context) => ok(await learning(context)),
  }),
]
