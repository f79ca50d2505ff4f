import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { limits } from '../../../contract/limits.ts'
import { type SettingsOverride, settingsOverride } from '../../../contract/settings.ts'
import type { StoredChange } from '../../tenants/settings-registry.ts'
import type { HttpServices } from '../http-services.ts'
import { nameOf } from '../name-of.ts'
import { type Describe, ok, type Route, route } from '../route.ts'
import { assertPlugins } from './assert-plugins.ts'
import { noBody, nothing, tenantParams } from './path-params.ts'

const restore = z.strictObject({
  id: z.string().regex(/^\d{1,9}$/, 'the id of a change'),
  why: z.string().min(1).max(limits.titleLength),
})
const change = z.strictObject({ why: z.string().min(1).max(limits.titleLength), value: settingsOverride })

/** The whole value with what was begun, which change it became with what was done. */
const asChange: Describe<unknown, unknown, z.infer<typeof change>> = ({ body: { why, value } }, answer) => ({
  what: answer === null ? { value } : { change: (answer.json as { readonly id: string }).id },
  why,
})

const asRestored: Describe<unknown, unknown, z.infer<typeof restore>> = ({ body: { id, why } }, answer) => ({
  what: answer === null ? { restores: id } : { change: (answer.json as { readonly id: string }).id },
  why,
})

export const settingsRoutes = ({
  settings,
  checkPlugins,
  flow,
}: Pick<HttpServices, 'settings' | 'checkPlugins' | 'flow'>): readonly Route[] => {
  /** As strict as saving: what was right then may name a plugin that is gone, or a field that there is no more. */
  const valueToRestore = async (changes: readonly StoredChange[], id: string): Promise<SettingsOverride> => {
    const change = changes.find((one) => one.id === id)
    if (change === undefined) throw new AppError('NOT_FOUND', { what: 'settings change', id })
    const parsed = settingsOverride.safeParse(change.value)
    if (!parsed.success)
      throw new AppError('REQUEST_INVALID', {
        details: parsed.error.issues.slice(0, 10).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
      })
    await assertPlugins(checkPlugins, parsed.data)
    return parsed.data
  }

  return [
    route({
      method: 'get',
      path: '/v1/settings',
      action: 'settings.read',
      at: 'workspace',
      params: nothing,
      query: nothing,
      body: noBody,
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
      audit: asChange,
      handle: async ({ body }, context) => {
        await assertPlugins(checkPlugins, body.value)
        return ok(await settings.changeWorkspace(context, { ...body, by: nameOf(context.principal) }))
      },
    }),
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/settings',
      action: 'settings.read',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: noBody,
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
      audit: asChange,
      handle: async ({ body }, context) => {
        await assertPlugins(checkPlugins, body.value)
        return ok(await settings.changeTenant(context, { ...body, by: nameOf(context.principal) }))
      },
    }),
    route({
      method: 'post',
      path: '/v1/settings/restore',
      action: 'settings.write',
      at: 'workspace',
      params: nothing,
      query: nothing,
      body: restore,
      summary: 'Makes an earlier change of the workspace the latest again.',
      audit: asRestored,
      handle: async ({ body }, context) => {
        const value = await valueToRestore(await settings.workspaceChanges(context), body.id)
        const { id: restores, why } = body
        return ok(await settings.changeWorkspace(context, { by: nameOf(context.principal), why, restores, value }))
      },
    }),
    route({
      method: 'post',
      path: '/v1/tenants/:tenant/settings/restore',
      action: 'settings.write',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: restore,
      summary: 'Makes an earlier change of the tenant the latest again.',
      audit: asRestored,
      handle: async ({ body }, context) => {
        const value = await valueToRestore(await settings.tenantChanges(context), body.id)
        const { id: restores, why } = body
        return ok(await settings.changeTenant(context, { by: nameOf(context.principal), why, restores, value }))
      },
    }),
    route({
      method: 'post',
      path: '/v1/tenants/:tenant/settings/dry-run',
      action: 'settings.read',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: z.strictObject({ value: settingsOverride, last: z.number().int().min(1).max(1_000).default(1_000) }),
      summary: "What the tenant's last decisions would have been under other settings, before they are saved.",
      handle: async ({ body }, context) => {
        await assertPlugins(checkPlugins, body.value)
        return ok(await flow.replays.dryRun(context, await settings.preview(context, body.value), body.last))
      },
    }),
  ]
}
