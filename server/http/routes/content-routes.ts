import type { Catalogue } from '../../../contract/content.ts'
import { type Content, content } from '../../../contract/content.ts'
import { AppError } from '../../../contract/errors.ts'
import type { ContentLevel } from '../../tenants/content-registry.ts'
import type { HttpServices } from '../http-services.ts'
import { type Answer, type Describe, ok, type Route, route } from '../route.ts'
import { keyParams, noBody, nothing, tenantKeyParams, tenantParams } from './path-params.ts'

/** The body of a content route is the content without its key, which stands in the path. */
const parseContent = (key: string, body: unknown): Content => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new AppError('REQUEST_INVALID', { details: ['the body is a content object'] })
  const parsed = content.safeParse({ ...body, key })
  if (!parsed.success)
    throw new AppError('REQUEST_INVALID', {
      details: parsed.error.issues.slice(0, 10).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    })
  return parsed.data
}

/** Content is the same five verbs at a workspace and at a tenant that overrides it. */
const contentVerbs = <Context>(level: ContentLevel<Context>) => ({
  save: async (key: string, body: unknown, context: Context) => ok(await level.save(context, parseContent(key, body))),
  publish: async (key: string, context: Context) => ok(await level.publish(context, key)),
  withdraw: async (key: string, context: Context): Promise<Answer> => {
    await level.withdraw(context, key)
    return { status: 204 }
  },
  list: async (context: Context) => {
    const [drafts, published] = await Promise.all([level.drafts(context), level.published(context)])
    return ok({
      drafts: drafts.map(({ key, savedAt, content }) => ({ key, savedAt, content })),
      published: Object.values(published),
    })
  },
  show: async (key: string, context: Context) => {
    const [draft, published] = await Promise.all([level.draft(context, key), level.published(context)])
    const version = Object.hasOwn(published, key) ? published[key] : undefined
    if (draft === undefined && version === undefined) throw new AppError('NOT_FOUND', { what: 'content', key })
    return ok({ draft: draft?.content ?? null, published: version ?? null })
  },
})

/** Of a draft its key is enough: it is no version yet. */
const asContent =
  (act: 'saved' | 'published' | 'withdrawn'): Describe<{ readonly key: string }, unknown, unknown> =>
  ({ params: { key } }, answer) => {
    const version = (answer?.json as { readonly version?: string } | undefined)?.version
    return { what: { key, act, ...(version === undefined ? {} : { version }) } }
  }

export const contentRoutes = ({ content: registry }: Pick<HttpServices, 'content'>): readonly Route[] => {
  const ofWorkspace = contentVerbs(registry.workspace)
  const ofTenant = contentVerbs(registry.tenant)

  return [
    route({
      method: 'get',
      path: '/v1/content',
      action: 'content.read',
      at: 'workspace',
      params: nothing,
      query: nothing,
      body: noBody,
      summary: 'Drafts and published versions of the workspace.',
      handle: (_request, context) => ofWorkspace.list(context),
    }),
    route({
      method: 'get',
      path: '/v1/content/:key',
      action: 'content.read',
      at: 'workspace',
      params: keyParams,
      query: nothing,
      body: noBody,
      summary: 'One piece of content: its draft and its published version.',
      handle: ({ params }, context) => ofWorkspace.show(params.key, context),
    }),
    route({
      method: 'put',
      path: '/v1/content/:key',
      action: 'content.write',
      at: 'workspace',
      params: keyParams,
      query: nothing,
      body: noBody,
      summary: 'Saves a draft.',
      audit: asContent('saved'),
      handle: ({ params, body }, context) => ofWorkspace.save(params.key, body, context),
    }),
    route({
      method: 'post',
      path: '/v1/content/:key/publish',
      action: 'content.write',
      at: 'workspace',
      params: keyParams,
      query: nothing,
      body: noBody,
      summary: 'Publishes the draft as an immutable version.',
      audit: asContent('published'),
      handle: ({ params }, context) => ofWorkspace.publish(params.key, context),
    }),
    route({
      method: 'delete',
      path: '/v1/content/:key/publish',
      action: 'content.write',
      at: 'workspace',
      params: keyParams,
      query: nothing,
      body: noBody,
      summary: 'Takes the published version back.',
      audit: asContent('withdrawn'),
      handle: ({ params }, context) => ofWorkspace.withdraw(params.key, context),
    }),
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/content',
      action: 'content.read',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: noBody,
      summary: "The tenant's overrides.",
      handle: (_request, context) => ofTenant.list(context),
    }),
    route({
      method: 'put',
      path: '/v1/tenants/:tenant/content/:key',
      action: 'content.write',
      at: 'tenant',
      params: tenantKeyParams,
      query: nothing,
      body: noBody,
      summary: "Saves a tenant's override of a key as a draft.",
      audit: asContent('saved'),
      handle: ({ params, body }, context) => ofTenant.save(params.key, body, context),
    }),
    route({
      method: 'post',
      path: '/v1/tenants/:tenant/content/:key/publish',
      action: 'content.write',
      at: 'tenant',
      params: tenantKeyParams,
      query: nothing,
      body: noBody,
      summary: 'Publishes the override.',
      audit: asContent('published'),
      handle: ({ params }, context) => ofTenant.publish(params.key, context),
    }),
    route({
      method: 'delete',
      path: '/v1/tenants/:tenant/content/:key/publish',
      action: 'content.write',
      at: 'tenant',
      params: tenantKeyParams,
      query: nothing,
      body: noBody,
      summary: "Takes the override back; the workspace's version shows again.",
      audit: asContent('withdrawn'),
      handle: ({ params }, context) => ofTenant.withdraw(params.key, context),
    }),
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/catalogue',
      action: 'catalogue.read',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: noBody,
      summary: "What the tenant's users can be shown: the workspace's content with its overrides laid over.",
      handle: async (_request, context) => ok((await registry.effective(context)) satisfies Catalogue),
    }),
  ]
}
