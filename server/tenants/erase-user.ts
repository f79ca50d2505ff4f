import type { TenantContext } from '../../contract/context.ts'
import type { UserRegistry } from './user-registry.ts'
import type { Workspace } from './workspace-registry.ts'

/** Erases whoever a team's id stands for. @returns whether there was anybody */
export type EraseUser = (context: TenantContext, workspace: Workspace, outside: string) => Promise<boolean>

/**
 * Everything that is kept about a user goes, the record that knows who they are last: after a crash in between, asking again finds what is
 * left. A tab that is open comes back as somebody new; what it wrote until it was parted goes in the second round.
 */
export const createEraseUser = (deps: {
  readonly users: Pick<UserRegistry, 'known' | 'forget'>
  /** With what stands elsewhere about the stream's user. */
  readonly eraseStream: (context: TenantContext, user: string) => Promise<void>
  readonly session: (context: TenantContext, user: string) => Promise<{ readonly seq: number }>
  readonly forgetWake: (context: TenantContext, user: string) => Promise<void>
  /** Ends the user's connections. */
  readonly part: (context: TenantContext, user: string) => void
}): EraseUser => {
  const { users, eraseStream, session, forgetWake, part } = deps
  return async (context, workspace, outside) => {
    const found = await users.known(context, workspace, outside)
    for (const user of found) {
      part(context, user)
      await eraseStream(context, user)
    }
    await users.forget(context, workspace, outside)
    for (const user of found) {
      part(context, user)
      if ((await session(context, user)).seq > 0) await eraseStream(context, user)
      await forgetWake(context, user)
    }
    return found.length > 0
  }
}
