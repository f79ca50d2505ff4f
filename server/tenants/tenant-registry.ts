import { LRUCache } from 'lru-cache'
import type { Ambient } from '../../contract/ambient.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { ControlContext } from '../../contract/context.ts'
import { AppError } from '../../contract/errors.ts'
import type { Store } from '../storage/store.ts'
import { keyedHash } from './keyed-hash.ts'
import type { Workspace } from './workspace-registry.ts'

/** The team's own id for its customer, mapped to a minted one that is safe in file and database names. */
export interface RegisteredTenant {
  readonly id: string
  readonly workspace: string
  readonly tenant: string
  readonly outside: string
  readonly name: string | null
  readonly createdAt: number
}

const tenants = defineCollection<RegisteredTenant>()({
  name: 'tenants',
  plain: ['workspace', 'createdAt'],
  blind: [],
  indexes: [['workspace', 'createdAt']],
})

export const defaultTenant = 'default'

export interface TenantRegistry {
  /** Registers on first sight, within the workspace's limit. @throws AppError TENANT_LIMIT */
  register(context: ControlContext, workspace: Workspace, outside: string, name?: string): Promise<RegisteredTenant>
  /** @throws AppError TENANT_UNKNOWN */
  find(context: ControlContext, workspace: Workspace, outside: string): Promise<RegisteredTenant>
  /** Every tenant of a workspace, oldest first. */
  all(context: ControlContext, workspace: string): Promise<readonly RegisteredTenant[]>
}

export const createTenantRegistry = (
  store: Store<ControlContext>,
  ambient: Ambient,
  limit: number,
  /** A tenant has come into being. */
  onRegistered?: (context: ControlContext, tenant: RegisteredTenant) => Promise<void>,
): TenantRegistry => {
  // A mapping never changes once minted, so it is cached for good; misses are not cached.
  const known = new LRUCache<string, RegisteredTenant>({ max: 20_000 })
  const counts = new Map<string, number>()

  const all = async (context: ControlContext, workspace: string): Promise<RegisteredTenant[]> => {
    const found: RegisteredTenant[] = []
    const ids = new Set<string>()
    for (;;) {
      const after = found.at(-1)?.createdAt
      const page = await store.find(
        context,
        tenants,
        after === undefined ? { workspace } : { workspace, createdAt: { $gte: after } },
        { sort: [['createdAt', 1]], limit: 1_000 },
      )
      const fresh = page.filter((row) => !ids.has(row.id))
      for (const { id } of fresh) ids.add(id)
      found.push(...fresh)
      if (page.length < 1_000 || fresh.length === 0) return found
    }
  }

  const lookUp = async (context: ControlContext, id: string): Promise<RegisteredTenant | undefined> => {
    const cached = known.get(id)
    if (cached !== undefined) return cached
    const stored = await store.get(context, tenants, id)
    if (stored !== undefined) known.set(id, stored)
    return stored
  }

  const idOf = (workspace: Workspace, outside: string) =>
    `${workspace.id}.${keyedHash(workspace.identitySecret, 'tenant', outside)}`

  return {
    all,
    async find(context, workspace, outside) {
      const found = await lookUp(context, idOf(workspace, outside))
      if (found === undefined) throw new AppError('TENANT_UNKNOWN', { tenant: outside })
      return found
    },
    async register(context, workspace, outside, name) {
      const id = idOf(workspace, outside)
      const existing = await lookUp(context, id)
      if (existing !== undefined) {
        if (name === undefined || name === existing.name) return existing
        const renamed = { ...existing, name }
        await store.put(context, tenants, renamed)
        known.set(id, renamed)
        return renamed
      }
      const count = counts.get(workspace.id) ?? (await all(context, workspace.id)).length
      if (count >= limit) throw new AppError('TENANT_LIMIT', { limit })
      const minted: RegisteredTenant = {
        id,
        workspace: workspace.id,
        tenant: `t${Buffer.from(ambient.bytes(10)).toString('hex')}`,
        outside,
        name: name ?? null,
        createdAt: ambient.now(),
      }
      const inserted = await store.insert(context, tenants, minted)
      counts.set(workspace.id, count + (inserted ? 1 : 0))
      if (!inserted) return (await lookUp(context, id)) as RegisteredTenant
      await onRegistered?.(context, minted)
      return minted
    },
  }
}
