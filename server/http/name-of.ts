import type { Principal } from '../../contract/context.ts'

/** Who it was, for what is kept of a change: the key's id, never its secret. */
export const nameOf = (principal: Principal): string => {
  switch (principal.kind) {
    case 'secret-key':
      return `sk:${principal.key}`
    case 'tenant-admin':
      return `tk:${principal.key}`
    case 'user':
    case 'visitor':
      return `${principal.kind}:${principal.user}`
    case 'job':
      return `job:${principal.name}`
    case 'operator':
      return 'operator'
    default:
      return principal satisfies never
  }
}
