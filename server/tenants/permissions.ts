import type { Principal } from '../../contract/context.ts'

/** Everything that can be asked of the server. Each route and message declares one; one without does not start. */
export const actions = [
  'public.read',
  'widget.talk',
  'workspace.create',
  'workspace.update',
  'tenant.register',
  'tenant.list',
  'content.read',
  'content.write',
  'settings.read',
  'settings.write',
  'correction.read',
  'correction.write',
  'events.write',
  'session.read',
  'decision.read',
  'decision.replay',
  'plugin.list',
] as const
export type Action = (typeof actions)[number]

const everything: readonly Action[] = actions
/** Role by action, as data. What is not named is denied. */
const allowed: Readonly<Record<Principal['kind'] | 'anyone', readonly Action[]>> = {
  anyone: ['public.read'],
  visitor: ['public.read', 'widget.talk'],
  user: ['public.read', 'widget.talk'],
  'secret-key': everything.filter((action) => action !== 'workspace.create' && action !== 'widget.talk'),
  operator: ['public.read', 'workspace.create'],
  job: [],
}

export const mayDo = (principal: Principal | undefined, action: Action): boolean =>
  allowed[principal?.kind ?? 'anyone'].includes(action)
