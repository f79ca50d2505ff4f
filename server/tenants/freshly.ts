import { LRUCache } from 'lru-cache'

/** How long another node's change to keys or origins may go unnoticed, ms. */
const freshnessMs = 3_000

/**
 * Records that are read with nearly every request, kept for a moment. Not lru-cache's own fetching: that rejects whoever waits for a record
 * at the moment in which it is replaced.
 */
export const freshly = <V extends object>(read: (id: string) => Promise<V | undefined>) => {
  const held = new LRUCache<string, { readonly found: V | undefined }>({ max: 2_000, ttl: freshnessMs })
  return {
    async get(id: string): Promise<V | undefined> {
      const known = held.get(id)
      if (known !== undefined) return known.found
      const found = await read(id)
      held.set(id, { found })
      return found
    },
    set: (id: string, found: V) => held.set(id, { found }),
  }
}
