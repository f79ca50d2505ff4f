import { z } from 'zod'
import { auditOutcomes } from '../../../contract/audit.ts'
import { epochMs } from '../../../contract/names.ts'
import type { HttpServices } from '../http-services.ts'
import { type Answer, ok, type Route, route } from '../route.ts'
import { noBody, nothing, tenantParams } from './path-params.ts'

const query = z.object({
  action: z
    .string()
    .regex(/^[a-z]+\.[a-z]+$/)
    .optional(),
  by: z.string().max(100).optional(),
  outcome: z.enum(auditOutcomes).optional(),
  from: z.coerce.number().pipe(epochMs).optional(),
  to: z.coerce.number().pipe(epochMs).optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const exportQuery = z.object({ decisions: z.enum(['true', 'false']).default('false') })

async function* asText(lines: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}
const exported = (lines: AsyncIterable<unknown>): Answer => ({
  status: 200,
  lines: { type: 'application/x-ndjson', text: asText(lines) },
})

export const auditRoutes = ({ audit }: Pick<HttpServices, 'audit'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/audit',
    action: 'audit.read',
    at: 'tenant',
    params: tenantParams,
    query,
    body: noBody,
    summary: "The tenant's audit log, newest first.",
    handle: async ({ query: wanted }, context) => ok(await audit.log.find(context, wanted)),
  }),
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/audit/export',
    action: 'audit.read',
    at: 'tenant',
    params: tenantParams,
    query: exportQuery,
    body: noBody,
    summary: "The tenant's audit log and the chains of its decisions, line by line, for whoever wants to verify them.",
    handle: async ({ query: { decisions } }, context, { outside }) =>
      exported(audit.exportLines(context, outside, decisions === 'true')),
  }),
  route({
    method: 'get',
    path: '/v1/audit',
    action: 'audit.read',
    at: 'workspace',
    params: nothing,
    query,
    body: noBody,
    summary: "The workspace's own audit log, newest first.",
    handle: async ({ query: wanted }, context) => ok(await audit.log.find(context, wanted)),
  }),
  route({
    method: 'get',
    path: '/v1/audit/export',
    action: 'audit.read',
    at: 'workspace',
    params: nothing,
    query: nothing,
    body: noBody,
    summary: "The workspace's own audit log, line by line.",
    handle: async (_request, context) => exported(audit.exportLines(context, null, false)),
  }),
  route({
    method: 'get',
    path: '/v1/installation/audit',
    action: 'audit.read',
    at: 'installation',
    params: nothing,
    query,
    body: noBody,
    summary: "What was done and denied with the operator's key, newest first.",
    handle: async ({ query: wanted }, context) => ok(await audit.log.find(context, wanted)),
  }),
]
