/**
 * Who is asking, and inside which walls. A context is made once, at the edge, by `server/tenants/`; every store, cache, model and
 * plugin call requires one by type, so that a call without walls does not compile.
 */
declare const walls: unique symbol

/** The caller as the edge has proven it. Ids are internal ones, never the team's own. */
export type Principal =
  | { readonly kind: 'visitor'; readonly user: string }
  | { readonly kind: 'user'; readonly user: string; readonly verified: boolean }
  | { readonly kind: 'secret-key'; readonly key: string }
  /** The customer's own admin: one tenant, within what the team leaves to it. */
  | { readonly kind: 'tenant-admin'; readonly key: string }
  | { readonly kind: 'operator' }
  | { readonly kind: 'job'; readonly name: string }

/** Inside one tenant of one workspace: its own database, data key, settings and model. */
export interface TenantContext {
  readonly [walls]: 'tenant'
  readonly workspace: string
  /** The minted lower-case id, never the team's own id for its customer. */
  readonly tenant: string
  readonly principal: Principal
  readonly requestId: string
}

/** Control data of one workspace: keys, tenants, the content catalogue. */
export interface WorkspaceContext {
  readonly [walls]: 'workspace'
  readonly workspace: string
  readonly principal: Principal
  readonly requestId: string
}

/** The whole installation, before a workspace is known: looking up a key, creating a workspace, running jobs. */
export interface InstallationContext {
  readonly [walls]: 'installation'
  readonly principal: Principal
  readonly requestId: string
}

export type ControlContext = WorkspaceContext | InstallationContext
