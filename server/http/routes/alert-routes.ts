import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { limits } from '../../../contract/limits.ts'
import { contentKey, epochMs, outsideId } from '../../../contract/names.ts'
import type { HttpServices } from '../http-services.ts'
import { nameOf } from '../name-of.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody, nothing, tenantParams } from './path-params.ts'

const query = z.strictObject({
  plugin: contentKey.optional(),
  code: contentKey.optional(),
  content: contentKey.optional(),
  open: z
    .enum(['true', 'false'])
    .transform((open) => open === 'true')
    .optional(),
  from: z.coerce.number().pipe(epochMs).optional(),
  to: z.coerce.number().pipe(epochMs).optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** What guardrails have found that people should look at. */
export const alertRoutes = ({ alerts }: Pick<HttpServices, 'alerts'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/alerts',
    action: 'alert.read',
    at: 'tenant',
    params: tenantParams,
    query,
    body: noBody,
    summary: "The tenant's alerts, newest first.",
    handle: async ({ query: wanted }, context) => ok(await alerts.list(context, wanted)),
  }),
  route({
    method: 'post',
    path: '/v1/tenants/:tenant/alerts/:alert/acknowledge',
    action: 'alert.write',
    at: 'tenant',
    params: z.object({ tenant: outsideId, alert: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
    query: nothing,
    body: z.strictObject({ why: z.string().min(1).max(limits.titleLength).optional() }).optional(),
    summary: 'Says that somebody has seen to an alert.',
    audit: ({ params, body }) => ({ what: { alert: params.alert }, why: body?.why }),
    handle: async ({ params, body }, context) => {
      const who = { by: nameOf(context.principal), why: body?.why ?? null }
      const acknowledged = await alerts.acknowledge(context, params.alert, who)
      if (acknowledged === undefined) throw new AppError('NOT_FOUND', { what: 'alert' })
      return ok(acknowledged)
    },
  }),
]
