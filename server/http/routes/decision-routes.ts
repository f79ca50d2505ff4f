import { z } from 'zod'
import { decisionConditions } from '../../../contract/decision-search.ts'
import { AppError } from '../../../contract/errors.ts'
import { contentKey, epochMs, outsideId } from '../../../contract/names.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { findUser } from './find-user.ts'
import { decisionParams, noBody, nothing, tenantParams, userParams } from './path-params.ts'

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
      ok(await flow.records.ofUser(context, await findUser(users, context, workspace, params.user), query)),
  }),
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/users/:user/not-shown',
    action: 'decision.read',
    at: 'tenant',
    params: userParams,
    query: z.strictObject({ content: contentKey, at: z.coerce.number().pipe(epochMs) }),
    body: noBody,
    summary: 'Why the user did not see a piece of content at a time, from the record that stood then.',
    handle: async ({ params, query }, context, _tenant, workspace) => {
      const user = await findUser(users, context, workspace, params.user)
      return ok(await flow.records.notShown(context, user, query.content, query.at))
    },
  }),
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/decisions',
    action: 'decision.read',
    at: 'tenant',
    params: tenantParams,
    query: decisionConditions.extend({
      user: outsideId.optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    body: noBody,
    summary: 'Searches the decisions of the tenant, newest first.',
    handle: async ({ query }, context, _tenant, workspace) => {
      const { user: outside, ...conditions } = query
      const user = outside === undefined ? undefined : await findUser(users, context, workspace, outside)
      const { decisions, next } = await flow.records.search(context, { ...conditions, user })
      const outsideOf = await users.outsideOf(
        context,
        decisions.map((one) => one.user),
      )
      return ok({
        decisions: decisions.map(({ id, at, user, slot, outcome, chosen, contents, plugins, reasons }) => ({
          id,
          at,
          user: outsideOf.get(user) ?? null,
          userId: user,
          slot,
          outcome,
          chosen,
          contents,
          plugins,
          reasons,
        })),
        next,
      })
    },
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
      const record = await flow.records.of(context, params.decision)
      if (record === undefined) throw new AppError('NOT_FOUND', { what: 'decision' })
      if (record === 'erased') throw new AppError('ERASED', { what: 'decision' })
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
