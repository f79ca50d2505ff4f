import type { Principal } from '../../contract/context.ts'

/** What changes something that its people answer for. A route with one of these says what is written into the audit log. */
export const changes = [
  'workspace.create',
  'workspace.update',
  'tenant.register',
  'key.write',
  'content.write',
  'settings.write',
  'correction.write',
  'entity.write',
  'user.erase',
  'retrieval.evaluate',
  'alert.write',
] as const
export type Change = (typeof changes)[number]

/** What reads, and what is a record itself: events stand in their user's stream. */
const others = [
  'public.read',
  'widget.talk',
  'tenant.list',
  'key.read',
  'content.read',
  'catalogue.read',
  'entity.read',
  'settings.read',
  'correction.read',
  'audit.read',
  'alert.read',
  'events.write',
  'session.read',
  'decision.read',
  'decision.replay',
  'feedback.read',
  'plugin.list',
] as const
/** Everything that can be asked of the server. Each route and message declares one; one without does not start. */
export const actions = [...changes, ...others] as const
export type Action = (typeof actions)[number]
export type Quiet = (typeof others)[number]

const everything: readonly Action[] = actions
/** Role by action, as data. What is not named is denied. */
const allowed: Readonly<Record<Principal['kind'] | 'anyone', readonly Action[]>> = {
  anyone: ['public.read'],
  visitor: ['public.read', 'widget.talk'],
  user: ['public.read', 'widget.talk'],
  'secret-key': everything.filter((action) => action !== 'workspace.create' && action !== 'widget.talk'),
  // Reads what concerns its own tenant, and steers it within `tenantMay`. No key, no content, no event, no other tenant.
  'tenant-admin': [
    'public.read',
    'catalogue.read',
    'settings.read',
    'settings.write',
    'correction.read',
    'correction.write',
    'audit.read',
    'decision.read',
    'decision.replay',
    'feedback.read',
    'alert.read',
  ],
  operator: ['public.read', 'workspace.create', 'audit.read'],
  job: [],
}

export const mayDo = (principal: Principal | undefined, action: Action): boolean =>
  allowed[principal?.kind ?? 'anyone'].includes(action)
