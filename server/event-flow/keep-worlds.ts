import { LRUCache } from 'lru-cache'
import type { TenantContext } from '../../contract/context.ts'
import type { World } from './flow-deps.ts'

/** What another node has changed is seen so much later at most, ms. */
const keptMs = 100
const tenantsKept = 5_000

export interface KeptWorlds {
  now(context: TenantContext): Promise<World>
  /** Something that a world is made of was changed by this process: it is seen from now on. */
  changed(): void
}

/** Every message asks what its tenant runs under, which takes a dozen looks into what is held of it: one look is good for a moment. */
export const keepWorlds = (look: (context: TenantContext) => Promise<World>, monotonicMs: () => number): KeptWorlds => {
  const kept = new LRUCache<string, { readonly until: number; readonly world: Promise<World> }>({ max: tenantsKept })
  return {
    now(context) {
      const now = monotonicMs()
      const held = kept.get(context.tenant)
      if (held !== undefined && now < held.until) return held.world
      const fresh = { until: now + keptMs, world: look(context) }
      kept.set(context.tenant, fresh)
      // Whoever comes next looks for themselves.
      fresh.world.catch(() => {
        if (kept.peek(context.tenant) === fresh) kept.delete(context.tenant)
      })
      return fresh.world
    },
    changed: () => kept.clear(),
  }
}
