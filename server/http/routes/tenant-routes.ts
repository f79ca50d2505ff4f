import { z } from 'zod'
import { limits } from '../../../contract/limits.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody, nothing, tenantParams } from './path-params.ts'

export const tenantRoutes = ({ tenants }: Pick<HttpServices, 'tenants'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants',
    action: 'tenant.list',
    at: 'workspace',
    params: nothing,
    query: nothing,
    body: noBody,
    summary: 'The registered tenants.',
    handle: async (_request, context) =>
      ok({
        tenants: (await tenants.all(context, context.workspace)).map(({ outside, name, createdAt }) => ({
          tenant: outside,
          name,
          createdAt,
        })),
      }),
  }),
  route({
    method: 'put',
    path: '/v1/tenants/:tenant',
    action: 'tenant.register',
    at: 'workspace',
    params: tenantParams,
    query: nothing,
    body: z.strictObject({ name: z.string().min(1).max(limits.titleLength).optional() }).optional(),
    summary: 'Registers a tenant, or names it.',
    audit: ({ params, body }) => ({ what: { tenant: params.tenant, name: body?.name ?? null } }),
    handle: async ({ params, body }, context, workspace) => {
      const { outside, name, createdAt } = await tenants.register(context, workspace, params.tenant, body?.name)
      return ok({ tenant: outside, name, createdAt })
    },
  }),
]
