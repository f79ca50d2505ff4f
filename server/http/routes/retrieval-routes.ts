import { z } from 'zod'
import { labelledQuestions } from '../../../contract/retrieval-finding.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody, nothing, tenantParams } from './path-params.ts'

export const retrievalRoutes = ({ retrieval }: Pick<HttpServices, 'retrieval'>): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/tenants/:tenant/retrieval',
    action: 'settings.read',
    at: 'tenant',
    params: tenantParams,
    query: nothing,
    body: noBody,
    summary: 'What the answers to questions go by, and whether vectors have been shown to help.',
    handle: async (_request, context) => ok(await retrieval.standing(context)),
  }),
  route({
    method: 'post',
    path: '/v1/tenants/:tenant/retrieval/evaluate',
    action: 'retrieval.evaluate',
    at: 'tenant',
    params: tenantParams,
    query: nothing,
    body: z.strictObject({ questions: labelledQuestions.optional() }).optional(),
    summary:
      'Compares answers by words with those by words and vectors, on labelled and recorded questions, and keeps the finding.',
    audit: ({ body }, answer) => ({
      what: {
        ...(body?.questions === undefined ? {} : { questions: body.questions.length }),
        ...(answer === null
          ? {}
          : { helps: (answer.json as { finding: { helps: boolean } | null }).finding?.helps ?? false }),
      },
    }),
    async handle({ body }, context) {
      if (body?.questions !== undefined) await retrieval.label(context, body.questions)
      await retrieval.evaluate(context)
      return ok(await retrieval.standing(context))
    },
  }),
]
