import type { z } from 'zod'
import type { AuditFacts } from '../../contract/audit.ts'
import type { InstallationContext, TenantContext, WorkspaceContext } from '../../contract/context.ts'
import type { Change, Quiet } from '../tenants/permissions.ts'
import type { RegisteredTenant } from '../tenants/tenant-registry.ts'
import type { Workspace } from '../tenants/workspace-registry.ts'

/** What the edge has made of a request by the time a route sees it. `at` says how far inside the walls the route stands. */
export interface Request<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
}
export interface Answer {
  readonly status: number
  /** JSON, unless `text` is given. */
  readonly json?: unknown
  readonly text?: { readonly type: string; readonly body: string }
  /** Text that is sent as it is made: an export of any length. */
  readonly lines?: { readonly type: string; readonly text: AsyncIterable<string> }
}

/** What a change has written down: before it is made `answer` is null. Ids and what was asked for; never a user's own id or a secret. */
export type Describe<Params, Query, Body> = (
  request: Request<Params, Query, Body>,
  answer: Answer | null,
) => { readonly what: AuditFacts; readonly why?: string | null | undefined }

export const ok = (json: unknown): Answer => ({ status: 200, json })

interface Common<Params, Query, Body> {
  readonly method: 'get' | 'put' | 'post' | 'delete'
  /** Express path; `:tenant` is the team's own id for its customer. */
  readonly path: string
  readonly params: z.ZodType<Params>
  readonly query: z.ZodType<Query>
  readonly body: z.ZodType<Body>
  /** One line for the documentation. */
  readonly summary: string
}

/** A route that changes something cannot be declared without saying what is written into the audit log. */
type Audited<Params, Query, Body> =
  | { readonly action: Quiet; readonly audit?: undefined }
  | { readonly action: Change; readonly audit: Describe<Params, Query, Body> }

export type Route<Params = unknown, Query = unknown, Body = unknown> = Common<Params, Query, Body> &
  Audited<Params, Query, Body> &
  (
    | { readonly at: 'public'; readonly handle: (request: Request<Params, Query, Body>) => Promise<Answer> }
    | {
        readonly at: 'installation'
        readonly handle: (request: Request<Params, Query, Body>, context: InstallationContext) => Promise<Answer>
      }
    | {
        readonly at: 'workspace'
        readonly handle: (
          request: Request<Params, Query, Body>,
          context: WorkspaceContext,
          workspace: Workspace,
        ) => Promise<Answer>
      }
    | {
        readonly at: 'tenant'
        readonly handle: (
          request: Request<Params, Query, Body>,
          context: TenantContext,
          tenant: RegisteredTenant,
          workspace: Workspace,
        ) => Promise<Answer>
      }
  )

/** Declares a route; its handler's types follow from its schemas. */
export const route = <Params, Query, Body>(declared: Route<Params, Query, Body>): Route => declared as unknown as Route
