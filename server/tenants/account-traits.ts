import { LRUCache } from 'lru-cache'
import type { TenantContext } from '../../contract/context.ts'
import type { Traits } from '../../contract/names.ts'
import type { PeopleRegistry } from './people-registry.ts'

/** How long a change may go unnoticed, ms: what is written of an account reaches its users' next decision after that. */
const freshnessMs = 3_000

/** What is known of an account, as its users' verified traits of it; looked up at most every few seconds. */
export const createAccountTraits = (people: Pick<PeopleRegistry, 'traits'>) => {
  const held = new LRUCache<string, { readonly traits: Traits | undefined }>({ max: 20_000, ttl: freshnessMs })
  return async (context: TenantContext, account: string): Promise<Traits | undefined> => {
    const key = `${context.tenant}/${account}`
    const known = held.get(key)
    if (known !== undefined) return known.traits
    const traits = await people.traits(context, 'account', account)
    held.set(key, { traits })
    return traits
  }
}
