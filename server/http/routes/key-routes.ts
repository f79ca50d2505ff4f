import { z } from 'zod'
import { limits } from '../../../contract/limits.ts'
import { epochMs } from '../../../contract/names.ts'
import type { TenantKey } from '../../tenants/tenant-keys.ts'
import type { HttpServices } from '../http-services.ts'
import { nameOf } from '../name-of.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody, nothing, tenantKeyIdParams, tenantParams } from './path-params.ts'

/** Never its salt and hash. */
const shown = ({ id, name, createdAt, createdBy, expiresAt, revokedAt }: TenantKey) => ({
  id,
  name,
  createdAt,
  createdBy,
  expiresAt,
  revokedAt,
})

/** Keys for the customers' own admins, each for one tenant. */
export const keyRoutes = ({ tenantKeys }: Pick<HttpServices, 'tenantKeys'>): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/tenants/:tenant/keys',
    action: 'key.write',
    at: 'tenant',
    params: tenantParams,
    query: nothing,
    body: z.strictObject({ name: z.string().min(1).max(limits.titleLength), expiresAt: epochMs.optional() }),
    summary: "Makes a key for the tenant's own admin; it is shown this once.",
    // Whom it was given to stands with the key, and goes with it.
    audit: ({ body }, answer) => ({
      what: {
        act: 'minted',
        ...(answer === null ? {} : { key: (answer.json as { readonly id: string }).id }),
        expiresAt: body.expiresAt ?? null,
      },
    }),
    handle: async ({ body: { name, expiresAt = null } }, context) => {
      const { text, stored } = await tenantKeys.mint(context, { name, expiresAt, by: nameOf(context.principal) })
      return { status: 201, json: { key: text, ...shown(stored) } }
    },
  }),
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/keys',
    action: 'key.read',
    at: 'tenant',
    params: tenantParams,
    query: nothing,
    body: noBody,
    summary: "The keys of the tenant's admins, newest first, the revoked ones too.",
    handle: async (_request, context) => ok({ keys: (await tenantKeys.list(context)).map(shown) }),
  }),
  route({
    method: 'delete',
    path: '/v1/tenants/:tenant/keys/:id',
    action: 'key.write',
    at: 'tenant',
    params: tenantKeyIdParams,
    query: nothing,
    body: z.strictObject({ why: z.string().min(1).max(limits.titleLength).optional() }).optional(),
    summary: 'Revokes a key for good.',
    audit: ({ params, body }) => ({ what: { act: 'revoked', key: params.id }, why: body?.why }),
    handle: async ({ params }, context) => {
      await tenantKeys.revoke(context, params.id)
      return { status: 204 }
    },
  }),
]
