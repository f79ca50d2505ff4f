import type { TenantContext } from '../../../contract/context.ts'
import { AppError } from '../../../contract/errors.ts'
import type { UserRegistry } from '../../tenants/user-registry.ts'

/** The internal id of the team's own. @throws AppError NOT_FOUND */
export const findUser = async (
  users: UserRegistry,
  context: TenantContext,
  workspace: Parameters<UserRegistry['find']>[1],
  outside: string,
): Promise<string> => {
  const user = await users.find(context, workspace, outside)
  if (user === undefined) throw new AppError('NOT_FOUND', { what: 'user' })
  return user
}
