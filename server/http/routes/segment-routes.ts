import { z } from 'zod'
import { ruleName } from '../../../contract/assessment.ts'
import { AppError } from '../../../contract/errors.ts'
import { mintedId, outsideId } from '../../../contract/names.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody } from './path-params.ts'

/** Who is in the segments that the tenant's settings define. */
export const segmentRoutes = ({
  segments,
  settings,
  users,
}: Pick<HttpServices, 'segments' | 'settings' | 'users'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/segments/:segment/members',
    action: 'session.read',
    at: 'tenant',
    params: z.object({ tenant: outsideId, segment: ruleName }),
    query: z.strictObject({ after: mintedId.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    body: noBody,
    summary: 'The users who are in a segment.',
    handle: async ({ params: { segment }, query }, context) => {
      const { value } = await settings.resolve(context)
      if (!value.segments.some(({ name }) => name === segment)) throw new AppError('NOT_FOUND', { what: 'segment' })
      const { members, next } = await segments.list(context, segment, query)
      const outside = await users.outsideOf(
        context,
        members.map(({ user }) => user),
      )
      return ok({
        members: members.map(({ user, since, entered }) => ({
          user: outside.get(user) ?? null,
          userId: user,
          since,
          entered,
        })),
        next,
      })
    },
  }),
]
