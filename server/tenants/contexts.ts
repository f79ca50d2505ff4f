import type { InstallationContext, Principal, TenantContext, WorkspaceContext } from '../../contract/context.ts'

/** The only makers of contexts. They are called where a caller has just been proven, and by jobs. */
export const tenantContext = (
  workspace: string,
  tenant: string,
  principal: Principal,
  requestId: string,
): TenantContext => Object.freeze({ workspace, tenant, principal, requestId }) as TenantContext

export const workspaceContext = (workspace: string, principal: Principal, requestId: string): WorkspaceContext =>
  Object.freeze({ workspace, principal, requestId }) as WorkspaceContext

export const installationContext = (principal: Principal, requestId: string): InstallationContext =>
  Object.freeze({ principal, requestId }) as InstallationContext
