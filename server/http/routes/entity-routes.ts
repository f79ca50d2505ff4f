import { z } from 'zod'
import type { TenantContext } from '../../../contract/context.ts'
import { productEntities, productKinds, type TenantKind, tenantEntities } from '../../../contract/entities.ts'
import { AppError } from '../../../contract/errors.ts'
import { epochMs, outsideId } from '../../../contract/names.ts'
import type { Workspace } from '../../tenants/workspace-registry.ts'
import type { HttpServices } from '../http-services.ts'
import { nameOf } from '../name-of.ts'
import { type Answer, type Describe, ok, type Route, route } from '../route.ts'
import { noBody, nothing } from './path-params.ts'

const productParams = z.object({ kind: z.enum(productKinds), key: z.string().min(1).max(64) })
const personParams = z.object({
  tenant: outsideId,
  kind: z.enum(Object.keys(tenantEntities) as TenantKind[]),
  id: outsideId,
})
const at = z.object({ at: z.coerce.number().pipe(epochMs).optional() })
const done: Answer = { status: 204 }

const read = <V>(schema: z.ZodType<V>, value: unknown): V => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('REQUEST_INVALID', {
    details: parsed.error.issues.slice(0, 10).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  })
}

const asEntity =
  (act: 'written' | 'removed'): Describe<z.infer<typeof productParams>, unknown, unknown> =>
  ({ params: { kind, key } }) => ({ what: { kind, key, act } })

/** The team's own ids stay out of the log; what was written stands in the entity's versions. */
const asPerson =
  (act: 'written' | 'removed'): Describe<z.infer<typeof personParams>, unknown, unknown> =>
  ({ params: { kind } }) => ({ what: { kind, act } })

/** What a product is made of, and what is known of a tenant's accounts and users: golden entities, each with its versions. */
export const entityRoutes = ({
  product,
  people,
  users,
  flow,
}: Pick<HttpServices, 'product' | 'people' | 'users' | 'flow'>): readonly Route[] => {
  /** Into the user's stream, so that decisions see it like a verified trait from anywhere else. */
  const tellUser = async (context: TenantContext, workspace: Workspace, outside: string): Promise<void> => {
    const traits = (await people.traits(context, 'user', outside)) ?? {}
    if (Object.keys(traits).length === 0) return
    const user = await users.resolve(context, workspace, outside, true)
    const ack = await flow.receiveFromBackEnd(context, user, [{ kind: 'identify', traits }])
    // Written is written; to be told to the user it must be sent again.
    if (ack.retryAfterMs !== undefined) throw new AppError('RATE_LIMITED', { retryAfterMs: ack.retryAfterMs })
  }
  return [
    route({
      method: 'get',
      path: '/v1/entities',
      action: 'entity.read',
      at: 'workspace',
      params: nothing,
      query: at,
      body: noBody,
      summary: 'The features, plans, roles, events and entitlements of the product, as they are or were.',
      handle: async ({ query }, context) => ok({ entities: await product.all(context, query.at) }),
    }),
    route({
      method: 'get',
      path: '/v1/entities/:kind/:key',
      action: 'entity.read',
      at: 'workspace',
      params: productParams,
      query: at,
      body: noBody,
      summary: 'One of them, as it is or was.',
      handle: async ({ params, query }, context) => ok(await product.get(context, params.kind, params.key, query.at)),
    }),
    route({
      method: 'put',
      path: '/v1/entities/:kind/:key',
      action: 'entity.write',
      at: 'workspace',
      params: productParams,
      query: nothing,
      body: noBody,
      summary: 'Writes a new version of one.',
      audit: asEntity('written'),
      handle: async ({ params, body }, context) => {
        const { key, value } = productEntities[params.kind]
        return ok(
          await product.put(
            context,
            params.kind,
            read(key, params.key),
            read(value, body ?? {}),
            nameOf(context.principal),
          ),
        )
      },
    }),
    route({
      method: 'delete',
      path: '/v1/entities/:kind/:key',
      action: 'entity.write',
      at: 'workspace',
      params: productParams,
      query: nothing,
      body: noBody,
      summary: 'Removes one from now on; its past can still be read.',
      audit: asEntity('removed'),
      handle: async ({ params }, context) => {
        await product.remove(context, params.kind, params.key, nameOf(context.principal))
        return done
      },
    }),
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/entities/:kind/:id',
      action: 'entity.read',
      at: 'tenant',
      params: personParams,
      query: at,
      body: noBody,
      summary: 'What your back end has written of an account or user, as it is or was.',
      handle: async ({ params, query }, context) => {
        const found = await people.find(context, params.kind, params.id, query.at)
        if (found === undefined) throw new AppError('NOT_FOUND', { what: 'entity', kind: params.kind })
        return ok(found)
      },
    }),
    route({
      method: 'put',
      path: '/v1/tenants/:tenant/entities/:kind/:id',
      action: 'entity.write',
      at: 'tenant',
      params: personParams,
      query: nothing,
      body: noBody,
      summary: 'Writes what your back end knows of an account or user; it counts as verified.',
      audit: asPerson('written'),
      handle: async ({ params, body }, context, _tenant, workspace) => {
        const value = read(tenantEntities[params.kind].value, body ?? {})
        const written = await people.put(context, params.kind, params.id, value, nameOf(context.principal))
        if (params.kind === 'user') await tellUser(context, workspace, params.id)
        return ok(written)
      },
    }),
    route({
      method: 'delete',
      path: '/v1/tenants/:tenant/entities/:kind/:id',
      action: 'entity.write',
      at: 'tenant',
      params: personParams,
      query: nothing,
      body: noBody,
      summary: 'Removes it from now on; its past can still be read.',
      audit: asPerson('removed'),
      handle: async ({ params }, context, _tenant, workspace) => {
        await people.put(context, params.kind, params.id, null, nameOf(context.principal))
        if (params.kind === 'user') await tellUser(context, workspace, params.id)
        return done
      },
    }),
  ]
}
