import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { limits } from '../../../contract/limits.ts'
import { ask, gate } from '../../../contract/messages.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { findUser } from './find-user.ts'
import { noBody, nothing, userParams } from './path-params.ts'

export const userRoutes = ({
  users,
  eraseUser,
  flow,
}: Pick<HttpServices, 'users' | 'eraseUser' | 'flow'>): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/tenants/:tenant/users/:user/events',
    action: 'events.write',
    at: 'tenant',
    params: userParams,
    query: nothing,
    body: z.strictObject({ messages: z.array(z.unknown()).min(1).max(limits.messagesPerEnvelope) }),
    summary: 'What your back end knows that the user did; its facts count as verified.',
    handle: async ({ params, body }, context, _tenant, workspace) => {
      const user = await users.resolve(context, workspace, params.user, true)
      return ok(await flow.receiveFromBackEnd(context, user, body.messages))
    },
  }),
  route({
    method: 'post',
    path: '/v1/tenants/:tenant/users/:user/ask',
    action: 'events.write',
    at: 'tenant',
    params: userParams,
    query: nothing,
    body: ask.pick({ query: true, k: true }),
    summary: 'What the catalogue says to a question of this user, as they may see it; recorded like every decision.',
    handle: async ({ params, body }, context, _tenant, workspace) => {
      const user = await users.resolve(context, workspace, params.user, true)
      return ok(await flow.askFromBackEnd(context, user, body))
    },
  }),
  route({
    method: 'delete',
    path: '/v1/tenants/:tenant/users/:user',
    action: 'user.erase',
    at: 'tenant',
    params: userParams,
    query: nothing,
    body: noBody,
    summary: 'Erases everything that is kept about a user.',
    // The team's own id would stand in the log after everything else of the user is gone.
    audit: () => ({ what: { act: 'erased' } }),
    handle: async ({ params }, context, _tenant, workspace) => {
      if (!(await eraseUser(context, workspace, params.user))) throw new AppError('NOT_FOUND', { what: 'user' })
      return { status: 204 }
    },
  }),
  route({
    method: 'post',
    path: '/v1/tenants/:tenant/users/:user/gate',
    action: 'events.write',
    at: 'tenant',
    params: userParams,
    query: nothing,
    body: gate.pick({ feature: true }),
    summary:
      'Whether this user verifiably has a feature, and if not what they can be offered; recorded like every decision.',
    handle: async ({ params, body }, context, _tenant, workspace) => {
      const user = await users.resolve(context, workspace, params.user, true)
      const { kind: _, for: __, ...answer } = await flow.gateFromBackEnd(context, user, body.feature)
      return ok(answer)
    },
  }),
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/users/:user/session',
    action: 'session.read',
    at: 'tenant',
    params: userParams,
    query: nothing,
    body: noBody,
    summary: "The user's live session: features, progress, caps, what stands in each slot.",
    handle: async ({ params }, context, _tenant, workspace) =>
      ok(await flow.session(context, await findUser(users, context, workspace, params.user))),
  }),
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/users/:user/entries',
    action: 'session.read',
    at: 'tenant',
    params: userParams,
    query: z.object({
      after: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    }),
    body: noBody,
    summary: "The user's stream: every accepted message and every decision, in order.",
    handle: async ({ params, query }, context, _tenant, workspace) =>
      ok({ entries: await flow.entries(context, await findUser(users, context, workspace, params.user), query) }),
  }),
]
