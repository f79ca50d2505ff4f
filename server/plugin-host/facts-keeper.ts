import { LRUCache } from 'lru-cache'
import { canonicalJson } from '../../contract/canonical-json.ts'
import type { TenantContext } from '../../contract/context.ts'
import { limits } from '../../contract/limits.ts'
import type { FactsFetch, FactsInput } from '../../contract/plugin.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { ask } from './ask.ts'
import { createGuardedFetch } from './guarded-fetch.ts'
import type { LoadedPlugin } from './handle.ts'

/** For `prepareFacts` as a whole, ms; decisions do not wait so long for it. */
const factsMs = 5_000
/** What could not be found out is not asked for again for so long, ms. */
const restMs = 30_000
/** Of one plugin for one tenant. */
const requestsPerMinute = 120
const requestsPerQuestion = 5
const factsKept = 10_000

interface Held {
  readonly facts: unknown
  readonly until: number
}

export interface FactsKeeperParts {
  readonly telemetry: Telemetry
  readonly monotonicMs: () => number
  readonly allowLoopback: boolean
}

/** Gives what a plugin found out about a user or account, within the time that a decision has; null when it is not there by then. */
export type FactsKeeper = (
  context: TenantContext,
  plugin: LoadedPlugin,
  options: unknown,
  input: FactsInput,
  waitMs: number,
) => Promise<unknown>

/** Plain JSON and not too much of it. @throws when it is not */
const plainFacts = (value: unknown): unknown => {
  const text = JSON.stringify(value ?? null) as string | undefined
  if (text === undefined) throw new Error('facts are plain JSON')
  if (text.length > limits.factsLength) throw new Error(`facts are longer than ${limits.factsLength} characters`)
  return JSON.parse(text) as unknown
}

/**
 * Asks plugins for facts beside the decisions: once for each user or account while they hold, and whoever decides meanwhile waits only what the
 * decision's deadline allows. What comes later serves the next decision.
 */
export const createFactsKeeper = ({ telemetry, monotonicMs, allowLoopback }: FactsKeeperParts): FactsKeeper => {
  const held = new LRUCache<string, Held>({ max: factsKept })
  const underWay = new Map<string, Promise<unknown>>()
  const budgets = new LRUCache<string, { left: number; readonly until: number }>({ max: factsKept })

  const take = (key: string): boolean => {
    const now = monotonicMs()
    let budget = budgets.get(key)
    if (budget === undefined || budget.until <= now) {
      budget = { left: requestsPerMinute, until: now + 60_000 }
      budgets.set(key, budget)
    }
    budget.left -= 1
    return budget.left >= 0
  }

  const fetchFor = (hosts: readonly string[], budget: string): FactsFetch => {
    const guarded = createGuardedFetch({ hosts, allowLoopback })
    let left = requestsPerQuestion
    return async (url, init) => {
      left -= 1
      if (left < 0) throw new Error(`at most ${requestsPerQuestion} requests for one question`)
      if (!take(budget)) throw new Error(`at most ${requestsPerMinute} requests a minute`)
      return guarded(url, init)
    }
  }

  return async (context, { description, handle }, options, input, waitMs) => {
    const { name, version, hosts = [], facts } = description
    const { session } = input
    const about = facts?.about === 'account' ? session.account?.id : session.user
    if (facts === undefined || about === undefined) return null
    const budget = `${context.workspace}/${context.tenant}/${name}`
    const key = `${budget}/${version}/${canonicalJson(options)}/${facts.about}/${about}`
    const known = held.get(key)
    if (known !== undefined && known.until > monotonicMs()) return known.facts

    let asking = underWay.get(key)
    if (asking === undefined) {
      asking = ask(
        async () => plainFacts(await handle.prepareFacts(context, input, fetchFor(hosts, budget), options)),
        factsMs,
        monotonicMs,
      ).then((settled) => {
        underWay.delete(key)
        const isKnown = settled.outcome === 'answered'
        if (!isKnown) {
          const error = settled.outcome === 'failed' ? String((settled.error as Error | null)?.message) : undefined
          telemetry.log.warn({ plugin: name, tenant: context.tenant, outcome: settled.outcome, error }, 'no facts')
        }
        const found = isKnown ? settled.value : null
        held.set(key, { facts: found, until: monotonicMs() + (isKnown ? facts.seconds * 1_000 : restMs) })
        return found
      })
      underWay.set(key, asking)
    }
    const answer = asking
    const settled = await ask(() => answer, waitMs, monotonicMs)
    return settled.outcome === 'answered' ? settled.value : null
  }
}
