import { z } from 'zod'
import { slotOf } from '../../../contract/content.ts'
import type { TenantContext } from '../../../contract/context.ts'
import { type Correction, correctionRequest } from '../../../contract/correction.ts'
import { AppError } from '../../../contract/errors.ts'
import { limits } from '../../../contract/limits.ts'
import { contentKey, outsideId } from '../../../contract/names.ts'
import type { HttpServices } from '../http-services.ts'
import { nameOf } from '../name-of.ts'
import { type Answer, ok, type Route, route } from '../route.ts'
import { findUser } from './find-user.ts'
import { correctionParams, noBody, nothing, tenantParams } from './path-params.ts'

/** As members see it: with their own id for the user; null for one who is erased. */
const shown = ({ for: concerned, ...correction }: Correction, outside: ReadonlyMap<string, string>) => ({
  ...correction,
  for: concerned !== 'everybody' && 'user' in concerned ? { user: outside.get(concerned.user) ?? null } : concerned,
})

/** The log names a user by the correction only: what is erased must not stand on there. */
const idOf = (answer: Answer | null) =>
  answer === null ? {} : { correction: (answer.json as { readonly id: string }).id }

const usersOf = (corrections: readonly Correction[]): readonly string[] =>
  corrections.flatMap(({ for: concerned }) =>
    concerned !== 'everybody' && 'user' in concerned ? [concerned.user] : [],
  )

export const correctionRoutes = ({
  corrections,
  content,
  users,
  settings,
  now,
}: Pick<HttpServices, 'corrections' | 'content' | 'users' | 'settings' | 'now'>): readonly Route[] => {
  /** A misspelt key would be a correction that silently does nothing. */
  const assertPublished = async (context: TenantContext, key: string, replacement: string | undefined) => {
    const { items } = await content.effective(context)
    const slotIn = (wanted: string) => {
      const item = items.find((one) => one.content.key === wanted)
      if (item === undefined) throw new AppError('NOT_FOUND', { what: 'published content', key: wanted })
      return slotOf[item.content.kind]
    }
    if (replacement !== undefined && slotIn(key) !== slotIn(replacement))
      throw new AppError('REQUEST_INVALID', { details: ['replacement: stands in another slot than what it replaces'] })
    slotIn(key)
  }

  const isByAdmin = ({ principal }: TenantContext): boolean => principal.kind === 'tenant-admin'
  const beyond = (detail: string) => new AppError('BEYOND_BOUNDS', { details: [detail] })
  /** An admin makes those corrections whose acts the team has opened. */
  const assertOpened = async (context: TenantContext, act: Correction['act']) => {
    const { value } = await settings.resolve(context)
    const opened = value.tenantMay.find(({ setting }) => setting === 'corrections')
    if (opened === undefined || !('oneOf' in opened) || !opened.oneOf.includes(act))
      throw beyond(`corrections: to ${act} is not left to the tenant`)
  }
  /** And removes those that an admin made. */
  const assertOwn = async (context: TenantContext, id: string) => {
    const found = (await corrections.now(context)).corrections.find((one) => one.id === id)
    if (found !== undefined && found.ofTenant !== true) throw beyond(`corrections: ${found.by} made this one`)
  }

  return [
    route({
      method: 'get',
      path: '/v1/tenants/:tenant/corrections',
      action: 'correction.read',
      at: 'tenant',
      params: tenantParams,
      query: z.object({ content: contentKey.optional(), user: outsideId.optional() }),
      body: noBody,
      summary: 'The corrections that stand, oldest first.',
      handle: async ({ query }, context, _tenant, workspace) => {
        const user = query.user === undefined ? undefined : await findUser(users, context, workspace, query.user)
        const standing = (await corrections.now(context)).corrections.filter(
          ({ content: key, expiresAt, for: concerned }) =>
            (expiresAt === null || expiresAt > now()) &&
            (query.content === undefined || key === query.content) &&
            (user === undefined || (concerned !== 'everybody' && 'user' in concerned && concerned.user === user)),
        )
        const outside = await users.outsideOf(context, usersOf(standing))
        return ok({ corrections: standing.map((one) => shown(one, outside)) })
      },
    }),
    route({
      method: 'post',
      path: '/v1/tenants/:tenant/corrections',
      action: 'correction.write',
      at: 'tenant',
      params: tenantParams,
      query: nothing,
      body: correctionRequest,
      summary: 'Pins, blocks or overrides content for one user, a segment or everybody.',
      audit: ({ body: { why, for: concerned, ...asked } }, answer) => ({
        what: {
          ...asked,
          for: concerned && 'user' in concerned ? 'user' : (concerned ?? 'everybody'),
          ...idOf(answer),
        },
        why,
      }),
      handle: async ({ body }, context, _tenant, workspace) => {
        const { act, content: key, for: concerned, why, expiresAt } = body
        const replacement = body.act === 'override' ? body.replacement : undefined
        const priority = body.act === 'override' ? body.priority : undefined
        if (isByAdmin(context)) await assertOpened(context, act)
        await assertPublished(context, key, replacement)
        const made = await corrections.make(context, {
          act,
          content: key,
          for:
            concerned === undefined
              ? 'everybody'
              : 'user' in concerned
                ? { user: await findUser(users, context, workspace, concerned.user) }
                : concerned,
          ...(priority === undefined ? {} : { priority }),
          ...(replacement === undefined ? {} : { replacement }),
          why,
          tellUser: body.act !== 'block' && body.tellUser,
          by: nameOf(context.principal),
          ...(isByAdmin(context) ? { ofTenant: true as const } : {}),
          expiresAt: expiresAt ?? null,
        })
        return { status: 201, json: shown(made, await users.outsideOf(context, usersOf([made]))) }
      },
    }),
    route({
      method: 'delete',
      path: '/v1/tenants/:tenant/corrections/:correction',
      action: 'correction.write',
      at: 'tenant',
      params: correctionParams,
      query: nothing,
      body: z.strictObject({ why: z.string().min(1).max(limits.titleLength).optional() }).optional(),
      summary: 'Removes a correction; the next decision is made without it.',
      audit: ({ params, body }) => ({ what: { correction: params.correction }, why: body?.why }),
      handle: async ({ params, body }, context) => {
        if (isByAdmin(context)) await assertOwn(context, params.correction)
        await corrections.remove(context, params.correction, nameOf(context.principal), body?.why ?? null)
        return { status: 204 }
      },
    }),
  ]
}
