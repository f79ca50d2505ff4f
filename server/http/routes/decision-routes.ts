import { z } from 'zod'
import type { TenantContext } from '../../../contract/context.ts'
import { decisionConditions } from '../../../contract/decision-search.ts'
import { AppError } from '../../../contract/errors.ts'
import { contentKey, epochMs, outsideId } from '../../../contract/names.ts'
import type { ReplayMode } from '../../../contract/replay.ts'
import { type SettingsOverride, settingsOverride } from '../../../contract/settings.ts'
import type { HttpServices } from '../http-services.ts'
import { ok, type Route, route } from '../route.ts'
import { assertPlugins } from './assert-plugins.ts'
import { findUser } from './find-user.ts'
import { decisionParams, noBody, nothing, tenantParams, userParams } from './path-params.ts'

/** How a choice is made again: from its record, unless one of these is said. */
const ways = { deep: z.boolean().optional(), with: settingsOverride.optional() }
const oneWay = <T extends z.ZodType<{ deep?: boolean | undefined; with?: SettingsOverride | undefined }>>(body: T) =>
  body.refine((given) => !(given.deep === true && given.with !== undefined), '"with" asks the plugins again anyway')

export const decisionRoutes = ({
  users,
  flow,
  settings,
  checkPlugins,
}: Pick<HttpServices, 'users' | 'flow' | 'settings' | 'checkPlugins'>): readonly Route[] => {
  const modeOf = async (
    context: TenantContext,
    given: { deep?: boolean | undefined; with?: SettingsOverride | undefined } = {},
  ): Promise<ReplayMode> => {
    if (given.with === undefined) return { kind: given.deep === true ? 'deep' : 'recorded' }
    await assertPlugins(checkPlugins, given.with)
    return { kind: 'with', settings: await settings.preview(context, given.with) }
  }

  return [
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
      body: oneWay(z.strictObject(ways)).optional(),
      summary: 'Makes the choice again from its record and compares.',
      handle: async ({ params, body }, context) => {
        const replayed = await flow.replays.one(context, params.decision, await modeOf(context, body))
        if (replayed === undefined) throw new AppError('NOT_FOUND', { what: 'decision' })
        return ok(replayed)
      },
    }),
    route({
      method: 'post',
      path: '/v1/tenants/:tenant/decisions/replay',
      action: 'decision.replay',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: oneWay(
        decisionConditions.extend({
          user: outsideId.optional(),
          limit: z.number().int().min(1).max(500).default(100),
          ...ways,
        }),
      ),
      summary: 'Makes the choices of a range again, a page at a time.',
      handle: async ({ body }, context, _tenant, workspace) => {
        const { user: outside, deep, with: value, ...conditions } = body
        const user = outside === undefined ? undefined : await findUser(users, context, workspace, outside)
        return ok(
          await flow.replays.range(context, { ...conditions, user }, await modeOf(context, { deep, with: value })),
        )
      },
    }),
  ]
}
