import type { TenantContext } from '../../contract/context.ts'
import type { Speaker } from '../../contract/speaker.ts'
import type { EraseUser } from './erase-user.ts'
import type { UserRegistry } from './user-registry.ts'
import type { Workspace } from './workspace-registry.ts'

/**
 * Erases who asks for it, from their own tab: a user with all that their team's id stands for, a visitor with the visit. It is written down that
 * somebody was, and not who.
 */
export const createEraseSpeaker =
  (deps: {
    readonly users: Pick<UserRegistry, 'provenOutside'>
    readonly workspaceOf: (context: TenantContext) => Promise<Workspace>
    readonly eraseUser: EraseUser
    /** Of a visitor, whom no team's id stands for. */
    readonly eraseVisit: (context: TenantContext, user: string) => Promise<void>
    readonly note: (context: TenantContext) => Promise<unknown>
  }) =>
  async ({ context, user }: Speaker): Promise<void> => {
    await deps.note(context)
    const outside = await deps.users.provenOutside(context, user)
    if (outside === undefined) await deps.eraseVisit(context, user)
    else await deps.eraseUser(context, await deps.workspaceOf(context), outside)
  }
