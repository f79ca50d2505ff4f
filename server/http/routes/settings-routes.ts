import { z } from 'zod'
import { limits } from '../../../contract/limits.ts'
import { type SettingsOverride, settingsOverride } from '../../../contract/settings.ts'
import type { HttpServices } from '../http-services.ts'
import { nameOf } from '../name-of.ts'
import { type Describe, ok, type Route, route } from '../route.ts'
import { noBody, nothing, tenantParams } from './path-params.ts'

const change = z.strictObject({ why: z.string().min(1).max(limits.titleLength), value: settingsOverride })

/** The whole value with what was begun, which change it became with what was done. */
const asChange: Describe<unknown, unknown, z.infer<typeof change>> = ({ body: { why, value } }, answer) => ({
  what: answer === null ? { value } : { change: (answer.json as { readonly id: string }).id },
  why,
})

export const settingsRoutes = ({
  settings,
  checkPlugins,
}: Pick<HttpServices, 'settings' | 'checkPlugins'>): readonly Route[] => {
  const checkChange = async (value: SettingsOverride): Promise<void> => {
    const wrong = await checkPlugins(value)
    if (wrong !== undefined) throw wrong
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
        await checkChange(body.value)
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
        await checkChange(body.value)
        return ok(await settings.changeTenant(context, { ...body, by: nameOf(context.principal) }))
      },
    }),
  ]
}
