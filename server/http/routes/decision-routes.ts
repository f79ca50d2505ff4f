import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { findUser } from './find-user.ts'
import { decisionParams, noBody, nothing, userParams } from './path-params.ts'

export const decisionRoutes = ({ users, flow }: Pick<HttpServices, 'users' | 'flow'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/users/:user/decisions',
    action: 'decision.read',
    at: 'tenant',
    params: userParams,
    query: z.object({
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    body: noBody,
    summary: "The user's decision records, newest first.",
    handle: async ({ params, query }, context, _tenant, workspace) =>
      ok(await flow.decisions(context, await findUser(users, context, workspace, params.user), query)),
  }),
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/decisions/:decision',
    action: 'decision.read',
    at: 'tenant',
    params: decisionParams,
    query: nothing,
    body: noBody,
    summary: 'One decision record.',
    handle: async ({ params }, context) => {
      const record = await flow.decision(context, params.decision)
      if (record === undefined) throw new AppError('NOT_FOUND', { what: 'decision' })
      return ok(record)
    },
  }),
  route({
    method: 'post',
    path: '/v1/tenants/:tenant/decisions/:decision/replay',
    action: 'decision.replay',
    at: 'tenant',
    params: decisionParams,
    query: nothing,
    body: noBody,
    summary: 'Makes the choice again from its record and compares.',
    handle: async ({ params }, context) => {
      const replayed = await flow.replay(context, params.decision)
      if (replayed === undefined) throw new AppError('NOT_FOUND', { what: 'decision' })
      return ok(replayed)
    },
  }),
]
