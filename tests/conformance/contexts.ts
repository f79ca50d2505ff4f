import type { InstallationContext, TenantContext, WorkspaceContext } from '../../contract/context.ts'
import {
  installationContext as installation,
  tenantContext as tenant,
  workspaceContext as workspaceOf,
} from '../../server/tenants/contexts.ts'

const principal = { kind: 'job', name: 'conformance' } as const

export const tenantContext = (id: string, workspace = 'w1'): TenantContext =>
  tenant(workspace, id, principal, 'conformance')

export const workspaceContext = (id: string): WorkspaceContext => workspaceOf(id, principal, 'conformance')

export const installationContext = (): InstallationContext => installation(principal, 'conformance')
