import { z } from 'zod'
import { limits } from '../../../contract/limits.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { noBody, nothing } from './path-params.ts'

const origin = z
  .url()
  .max(limits.pathLength)
  .refine(
    (url) => URL.canParse(url) && new URL(url).origin === url,
    'an origin is scheme, host and port, without a path',
  )

export const workspaceRoutes = ({
  workspaces,
  plugins,
}: Pick<HttpServices, 'workspaces' | 'plugins'>): readonly Route[] => [
  route({
    method: 'post',
    path: '/v1/workspaces',
    action: 'workspace.create',
    at: 'installation',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      name: z.string().min(1).max(limits.titleLength),
      origins: z.array(origin).max(50),
      enforceTokens: z.boolean().optional(),
    }),
    summary: 'Creates a workspace; its keys are shown this once.',
    audit: ({ body }, answer) => ({
      what: { ...body, workspace: (answer?.json as { workspace?: string } | undefined)?.workspace ?? null },
    }),
    handle: async ({ body }, context) => ({ status: 201, json: await workspaces.create(context, body) }),
  }),
  route({
    method: 'put',
    path: '/v1/workspace',
    action: 'workspace.update',
    at: 'workspace',
    params: nothing,
    query: nothing,
    body: z.strictObject({ origins: z.array(origin).max(50).optional(), enforceTokens: z.boolean().optional() }),
    summary: 'Changes the allowed origins, or whether users need a signed token.',
    audit: ({ body }) => ({ what: body }),
    handle: async ({ body }, context) => {
      const { id, name, origins, enforceTokens } = await workspaces.update(context, body)
      return ok({ workspace: id, name, origins, enforceTokens })
    },
  }),
  route({
    method: 'get',
    path: '/v1/plugins',
    action: 'plugin.list',
    at: 'workspace',
    params: nothing,
    query: nothing,
    body: noBody,
    summary: 'The installed recommenders and guardrails with their options as JSON Schema.',
    handle: async () => ok({ plugins: plugins() }),
  }),
]
