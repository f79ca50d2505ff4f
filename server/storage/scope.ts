import type { ControlContext, TenantContext } from '../../contract/context.ts'

/**
 * The walls of a call as one name: `<workspace>-<tenant>`, or `control`. It names the file or database, picks the data key and is bound
 * into every sealed value, so that a record carried into another scope does not open there.
 */
export type Scope = string

export const controlScopeName: Scope = 'control'

/** Minted ids only: what passes is safe in a file name and in a database name. */
const mintedId = /^[a-z0-9]{1,40}$/

/** @throws {TypeError} without a tenant's context, or with ids that were not minted by the registry. */
export const tenantScope = (context: TenantContext): Scope => {
  if (!mintedId.test(context?.workspace ?? '') || !mintedId.test(context?.tenant ?? ''))
    throw new TypeError("a tenant's store is called with that tenant's context")
  return `${context.workspace}-${context.tenant}`
}

/** @throws {TypeError} without a context, or with a tenant's. */
export const controlScope = (context: ControlContext): Scope => {
  if (context?.principal === undefined || 'tenant' in context)
    throw new TypeError('the control store is called with the context of a workspace or of the installation')
  return controlScopeName
}
