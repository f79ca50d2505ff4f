import { z } from 'zod'
import { contentKey, epochMs } from '../../../contract/names.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { findUser } from './find-user.ts'
import { noBody, nothing, tenantParams, userParams } from './path-params.ts'

export const feedbackRoutes = ({
  users,
  flow,
  content,
}: Pick<HttpServices, 'users' | 'flow' | 'content'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/users/:user/feedback',
    action: 'feedback.read',
    at: 'tenant',
    params: userParams,
    query: nothing,
    body: noBody,
    summary: 'What the user has said of guidance, newest first: of what, until when it holds, and what they took back.',
    handle: async ({ params }, context, _tenant, workspace) => {
      const user = await findUser(users, context, workspace, params.user)
      return ok({ feedback: await flow.feedback(context, user) })
    },
  }),
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/wrong-reports',
    action: 'feedback.read',
    at: 'tenant',
    params: tenantParams,
    query: z.strictObject({
      content: contentKey.optional(),
      before: z.coerce.number().pipe(epochMs).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    body: noBody,
    summary: 'Where users say that something is wrong, newest first.',
    handle: async ({ query }, context) => {
      const [reports, { items }] = await Promise.all([flow.wrongReports(context, query), content.effective(context)])
      const published = new Set(items.map(({ version }) => version))
      return ok({
        reports: reports.map((report) => ({
          ...report,
          stillPublished: report.version !== null && published.has(report.version),
        })),
        next: reports.length < query.limit ? null : (reports.at(-1)?.at ?? null),
      })
    },
  }),
]
