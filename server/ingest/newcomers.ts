import { LRUCache } from 'lru-cache'
import type { Ambient } from '../../contract/ambient.ts'
import type { TenantContext } from '../../contract/context.ts'
import { limits } from '../../contract/limits.ts'
import type { Store } from '../storage/store.ts'

/** Numbers a tenant's first users in the order in which they came, up to `limits.numberedUsers`. */
export interface Newcomers {
  /** The user's place, from 1: the same whenever it is asked; undefined when others had taken them all. */
  place(context: TenantContext, user: string): Promise<number | undefined>
  /** Places that are taken. */
  taken(context: TenantContext): Promise<number>
}

const stream = 'newcomers'

/**
 * The count is a stream of its own: an entry's seq is its user's place, and its id, a hash of the user's, makes asking twice harmless. Users
 * who are erased leave nothing behind that tells who they were.
 * @param hash SHA-256, hex
 */
export const createNewcomers = (
  store: Store<TenantContext>,
  { now, hash }: Pick<Ambient, 'now'> & { readonly hash: (text: string) => string },
): Newcomers => {
  /** It only grows, so that a full count is never asked for again. */
  const heads = new LRUCache<string, number>({ max: 20_000 })
  const headOf = async (context: TenantContext): Promise<number> => {
    const held = heads.get(context.tenant)
    if (held !== undefined) return held
    const head = await store.head(context, stream)
    heads.set(context.tenant, head)
    return head
  }

  return {
    taken: headOf,
    async place(context, user) {
      const id = hash(`newcomer:${user}`).slice(0, 40)
      for (let head = await headOf(context); head < limits.numberedUsers; ) {
        const result = await store.append(context, stream, head, [{ id, kind: 'came', at: now(), body: null }])
        head = result.head
        heads.set(context.tenant, head)
        if (result.outcome === 'appended') return head
        if (result.outcome === 'duplicate')
          return (await store.read(context, stream, { limit: limits.numberedUsers })).find((entry) => entry.id === id)
            ?.seq
      }
      return undefined
    },
  }
}
