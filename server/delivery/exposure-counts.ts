import { LRUCache } from 'lru-cache'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { ExposureShares, GroupCount } from '../../contract/exposure-shares.ts'
import type { Store } from '../storage/store.ts'

/** One day's counts as one process has seen them. Nobody else writes this record, so nothing is overwritten; readers add them up. */
interface DayCounts {
  readonly id: string
  /** Days since 1970. */
  readonly day: number
  readonly counts: ExposureShares
}

const collection = defineCollection<DayCounts>()({
  name: 'exposure-counts',
  plain: ['day'],
  blind: [],
  indexes: [['day']],
})

const dayMs = 86_400_000
/** How old another process's counts may be, ms. */
const freshMs = 5_000
const longestWindowDays = 90
const mostContents = 200
const mostGroups = 12

/** One chance that a content had with a group. */
export interface Chance {
  readonly content: string
  readonly group: string
  readonly isChosen: boolean
}

/** How often content could have been shown to each group, and was chosen: a statistic, from what this and other processes have decided. */
export interface ExposureCounts {
  /** Of the last so many days, today included. */
  shares(context: TenantContext, windowDays: number): Promise<ExposureShares>
  note(context: TenantContext, chances: readonly Chance[]): Promise<void>
}

const none: GroupCount = { considered: 0, chosen: 0 }

const counted = (shares: ExposureShares, { content, group, isChosen }: Chance): ExposureShares => {
  const groups = Object.hasOwn(shares, content) ? shares[content] : undefined
  if (groups === undefined && Object.keys(shares).length >= mostContents) return shares
  const isRoom = Object.hasOwn(groups ?? {}, group) || Object.keys(groups ?? {}).length < mostGroups
  const name = isRoom ? group : 'other'
  const before = (Object.hasOwn(groups ?? {}, name) ? groups?.[name] : undefined) ?? none
  const after = { considered: before.considered + 1, chosen: before.chosen + (isChosen ? 1 : 0) }
  return { ...shares, [content]: { ...groups, [name]: after } }
}

const sum = (all: readonly ExposureShares[]): ExposureShares => {
  const total: Record<string, Record<string, GroupCount>> = {}
  for (const shares of all)
    for (const [content, groups] of Object.entries(shares)) {
      total[content] ??= {}
      const into = total[content]
      for (const [group, { considered, chosen }] of Object.entries(groups)) {
        const before = into[group] ?? none
        into[group] = { considered: before.considered + considered, chosen: before.chosen + chosen }
      }
    }
  return total
}

/** @param node names this process among all that ever wrote */
export const createExposureCounts = (
  store: Store<TenantContext>,
  { now, node }: { readonly now: () => number; readonly node: string },
): ExposureCounts => {
  const mine = new LRUCache<string, DayCounts>({ max: 5_000 })
  const looks = new LRUCache<
    string,
    { readonly at: number; readonly windowDays: number; readonly shares: Promise<ExposureShares> }
  >({ max: 5_000 })
  const today = () => Math.floor(now() / dayMs)

  const look = async (context: TenantContext, windowDays: number): Promise<ExposureShares> => {
    const days = await store.find(context, collection, { day: { $gt: today() - windowDays } }, { sort: [['day', -1]] })
    return sum(days.map(({ counts }) => counts))
  }
  const forget = async (context: TenantContext): Promise<void> => {
    const old = await store.find(context, collection, { day: { $lte: today() - longestWindowDays } }, { limit: 200 })
    for (const { id } of old) await store.delete(context, collection, id)
  }

  return {
    shares(context, windowDays) {
      const held = looks.get(context.tenant)
      if (held?.windowDays === windowDays && now() - held.at < freshMs) return held.shares
      const shares = look(context, windowDays)
      looks.set(context.tenant, { at: now(), windowDays, shares })
      shares.catch(() => looks.delete(context.tenant))
      return shares
    },
    async note(context, chances) {
      const day = today()
      const id = `${day}-${node}`
      const key = `${context.tenant}/${id}`
      const held = mine.get(key) ?? (await store.get(context, collection, id))
      // Again, since another may have come first while this one was looking.
      const before = mine.get(key) ?? held ?? { id, day, counts: {} }
      const after = { ...before, counts: chances.reduce(counted, before.counts) }
      mine.set(key, after)
      await store.put(context, collection, after)
      looks.delete(context.tenant)
      if (held === undefined) await forget(context)
    },
  }
}
