import { z } from 'zod'
import type { Catalogue } from '../../contract/content.ts'
import { type Content, content } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Decision } from '../../contract/decision.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { AppError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { Ack } from '../../contract/messages.ts'
import { contentKey, mintedId, outsideId } from '../../contract/names.ts'
import type { PluginDescription } from '../../contract/plugin.ts'
import type { Session } from '../../contract/session.ts'
import { type SettingsOverride, settingsOverride } from '../../contract/settings.ts'
import type { ContentLevel, ContentRegistry } from '../tenants/content-registry.ts'
import type { SettingsRegistry } from '../tenants/settings-registry.ts'
import type { TenantRegistry } from '../tenants/tenant-registry.ts'
import type { UserRegistry } from '../tenants/user-registry.ts'
import type { WorkspaceRegistry } from '../tenants/workspace-registry.ts'
import { type Answer, type Route, route } from './route.ts'

/** What the routes need done; main hands it in. */
export interface HttpServices {
  readonly workspaces: WorkspaceRegistry
  readonly tenants: TenantRegistry
  readonly users: UserRegistry
  readonly settings: SettingsRegistry
  readonly content: ContentRegistry
  readonly flow: {
    receiveFromBackEnd(context: TenantContext, user: string, messages: readonly unknown[]): Promise<Ack>
    session(context: TenantContext, user: string): Promise<Session>
    entries(
      context: TenantContext,
      user: string,
      page: { after: number; limit: number },
    ): Promise<readonly SessionEntry[]>
    decisions(
      context: TenantContext,
      user: string,
      page: { before?: number | undefined; limit: number },
    ): Promise<{ decisions: readonly Decision[]; next: number | null }>
    decision(context: TenantContext, id: string): Promise<Decision | undefined>
    replay(context: TenantContext, id: string): Promise<{ same: boolean; differences: readonly string[] } | undefined>
  }
  readonly plugins: () => readonly PluginDescription[]
  /** @returns what is wrong with a setting's plugins, as an error to throw; undefined when nothing is. */
  readonly checkPlugins: (value: SettingsOverride) => Promise<AppError | undefined>
  readonly ready: () => Promise<boolean>
  readonly metrics: () => Promise<{ type: string; body: string }>
  readonly version: string
}

const nothing = z.object({})
const none = z.unknown()
const tenantParams = z.object({ tenant: outsideId })
const keyParams = z.object({ key: contentKey })
const tenantKeyParams = z.object({ tenant: outsideId, key: contentKey })
const userParams = z.object({ tenant: outsideId, user: outsideId })
const decisionParams = z.object({ tenant: outsideId, decision: mintedId })
const origin = z
  .url()
  .max(limits.pathLength)
  .refine(
    (url) => URL.canParse(url) && new URL(url).origin === url,
    'an origin is scheme, host and port, without a path',
  )
const change = z.strictObject({ why: z.string().min(1).max(limits.titleLength), value: settingsOverride })
const ok = (json: unknown): Answer => ({ status: 200, json })

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

/** Every route of HTTP v1, as data: the server is fed from this table, and the documentation is checked against it. */
export const createRoutes = (services: HttpServices): readonly Route[] => {
  const { workspaces, tenants, users, settings, flow } = services
  const ofWorkspace = contentVerbs(services.content.workspace)
  const ofTenant = contentVerbs(services.content.tenant)
  const checkChange = async (value: SettingsOverride): Promise<void> => {
    const wrong = await services.checkPlugins(value)
    if (wrong !== undefined) throw wrong
  }
  const principalOf = (context: { principal: { kind: string; key?: string } }) =>
    context.principal.kind === 'secret-key' ? `sk:${context.principal.key}` : context.principal.kind
  const userOf = async (
    context: TenantContext,
    workspace: Parameters<UserRegistry['find']>[1],
    outside: string,
  ): Promise<string> => {
    const user = await users.find(context, workspace, outside)
    if (user === undefined) throw new AppError('NOT_FOUND', { what: 'user' })
    return user
  }

  return [
    route({
      method: 'get',
      path: '/health/live',
      action: 'public.read',
      at: 'public',
      params: nothing,
      query: nothing,
      body: none,
      summary: 'The process runs.',
      handle: async () => ok({ status: 'live', version: services.version }),
    }),
    route({
      method: 'get',
      path: '/health/ready',
      action: 'public.read',
      at: 'public',
      params: nothing,
      query: nothing,
      body: none,
      summary: 'The process can serve: its store answers.',
      handle: async () => {
        if (!(await services.ready())) throw new AppError('NOT_READY')
        return ok({ status: 'ready', version: services.version })
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      action: 'public.read',
      at: 'public',
      params: nothing,
      query: nothing,
      body: none,
      summary: 'Prometheus metrics; no label names a tenant or user.',
      handle: async () => ({ status: 200, text: await services.metrics() }),
    }),

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
      body: none,
      summary: 'The installed recommenders and guardrails with their options as JSON Schema.',
      handle: async () => ok({ plugins: services.plugins() }),
    }),

    route({
      method: 'get',
      path: '/v1/content',
      action: 'content.read',
      at: 'workspace',
      params: nothing,
      query: nothing,
      body: none,
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
      body: none,
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
      body: none,
      summary: 'Saves a draft.',
      handle: ({ params, body }, context) => ofWorkspace.save(params.key, body, context),
    }),
    route({
      method: 'post',
      path: '/v1/content/:key/publish',
      action: 'content.write',
      at: 'workspace',
      params: keyParams,
      query: nothing,
      body: none,
      summary: 'Publishes the draft as an immutable version.',
      handle: ({ params }, context) => ofWorkspace.publish(params.key, context),
    }),
    route({
      method: 'delete',
      path: '/v1/content/:key/publish',
      action: 'content.write',
      at: 'workspace',
      params: keyParams,
      query: nothing,
      body: none,
      summary: 'Takes the published version back.',
      handle: ({ params }, context) => ofWorkspace.withdraw(params.key, context),
    }),
    route({
      method: 'get',
      path: '/v1/settings',
      action: 'settings.read',
      at: 'workspace',
      params: nothing,
      query: nothing,
      body: none,
      summary: "The workspace's changes to the defaults, oldest first.",
      handle: async (_request, context) => ok({ changes: await settings.workspaceChanges(context) }),
    }),
    route({
      method: 'put',
      path: '/v1/settings',
      action: 'settings.write',
      at: 'workspace',
      params: nothing,
      query: nothing,
      body: change,
      summary: 'Replaces what the workspace lays over the defaults.',
      handle: async ({ body }, context) => {
        await checkChange(body.value)
        return ok(await settings.changeWorkspace(context, { ...body, by: principalOf(context) }))
      },
    }),

    route({
      method: 'get',
      path: '/v1/tenants',
      action: 'tenant.list',
      at: 'workspace',
      params: nothing,
      query: nothing,
      body: none,
      summary: 'The registered tenants.',
      handle: async (_request, context) =>
        ok({
          tenants: (await tenants.all(context, context.workspace)).map(({ outside, name, createdAt }) => ({
            tenant: outside,
            name,
            createdAt,
          })),
        }),
    }),
    route({
      method: 'put',
      path: '/v1/tenants/:tenant',
      action: 'tenant.register',
      at: 'workspace',
      params: tenantParams,
      query: nothing,
      body: z.strictObject({ name: z.string().min(1).max(limits.titleLength).optional() }).optional(),
      summary: 'Registers a tenant, or names it.',
      handle: async ({ params, body }, context, workspace) => {
        const { outside, name, createdAt } = await tenants.register(context, workspace, params.tenant, body?.name)
        return ok({ tenant: outside, name, createdAt })
      },
    }),
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/content',
      action: 'content.read',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: none,
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
      body: none,
      summary: "Saves a tenant's override of a key as a draft.",
      handle: ({ params, body }, context) => ofTenant.save(params.key, body, context),
    }),
    route({
      method: 'post',
      path: '/v1/tenants/:tenant/content/:key/publish',
      action: 'content.write',
      at: 'tenant',
      params: tenantKeyParams,
      query: nothing,
      body: none,
      summary: 'Publishes the override.',
      handle: ({ params }, context) => ofTenant.publish(params.key, context),
    }),
    route({
      method: 'delete',
      path: '/v1/tenants/:tenant/content/:key/publish',
      action: 'content.write',
      at: 'tenant',
      params: tenantKeyParams,
      query: nothing,
      body: none,
      summary: "Takes the override back; the workspace's version shows again.",
      handle: ({ params }, context) => ofTenant.withdraw(params.key, context),
    }),
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/catalogue',
      action: 'content.read',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: none,
      summary: "What the tenant's users can be shown: the workspace's content with its overrides laid over.",
      handle: async (_request, context) => ok((await services.content.effective(context)) satisfies Catalogue),
    }),
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/settings',
      action: 'settings.read',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: none,
      summary: 'What the tenant runs under, and the changes that led there.',
      handle: async (_request, context) =>
        ok({ resolved: await settings.resolve(context), changes: await settings.tenantChanges(context) }),
    }),
    route({
      method: 'put',
      path: '/v1/tenants/:tenant/settings',
      action: 'settings.write',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: change,
      summary: "Replaces what the tenant lays over the workspace's settings.",
      handle: async ({ body }, context) => {
        await checkChange(body.value)
        return ok(await settings.changeTenant(context, { ...body, by: principalOf(context) }))
      },
    }),

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
      method: 'get',
      path: '/v1/tenants/:tenant/users/:user/session',
      action: 'session.read',
      at: 'tenant',
      params: userParams,
      query: nothing,
      body: none,
      summary: "The user's live session: features, progress, caps, what stands in each slot.",
      handle: async ({ params }, context, _tenant, workspace) =>
        ok(await flow.session(context, await userOf(context, workspace, params.user))),
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
      body: none,
      summary: "The user's stream: every accepted message and every decision, in order.",
      handle: async ({ params, query }, context, _tenant, workspace) =>
        ok({ entries: await flow.entries(context, await userOf(context, workspace, params.user), query) }),
    }),
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
      body: none,
      summary: "The user's decision records, newest first.",
      handle: async ({ params, query }, context, _tenant, workspace) =>
        ok(await flow.decisions(context, await userOf(context, workspace, params.user), query)),
    }),
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/decisions/:decision',
      action: 'decision.read',
      at: 'tenant',
      params: decisionParams,
      query: nothing,
      body: none,
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
      body: none,
      summary: 'Makes the choice again from its record and compares.',
      handle: async ({ params }, context) => {
        const replayed = await flow.replay(context, params.decision)
        if (replayed === undefined) throw new AppError('NOT_FOUND', { what: 'decision' })
        return ok(replayed)
      },
    }),
  ]
}
