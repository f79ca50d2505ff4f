import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { SegmentMember } from '../../contract/segment-member.ts'
import type { Session } from '../../contract/session.ts'
import type { Store } from '../storage/store.ts'

/**
 * One row for each user in a segment. Its id is `segment/user`: in the order of the ids a segment's members follow each other, so that a page
 * costs what it holds.
 */
interface MemberRow {
  readonly id: string
  readonly user: string
  readonly since: number
  readonly entered: boolean
}
const members = defineCollection<MemberRow>()({
  name: 'segment-members',
  plain: ['user'],
  blind: [],
  indexes: [['user']],
})

/** Who is in which segment, as each user's stream says since it was last asked: a fold of the streams, that can be rebuilt. */
export interface SegmentMembers {
  /** Makes the rows agree with what stands in the user's session; doing it twice is harmless. */
  settle(context: TenantContext, user: string, session: () => Promise<Session>): Promise<void>
  /** In the order of their internal ids. `next` is the `after` of the page that follows; null on the last one. */
  list(
    context: TenantContext,
    segment: string,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<{ readonly members: readonly SegmentMember[]; readonly next: string | null }>
  /** For the erasure of a user. */
  forget(context: TenantContext, user: string): Promise<void>
}

const rowId = (segment: string, user: string): string => `${segment}/${user}`
/** The character that follows the one between segment and user, which no segment's name holds. */
const pastAll = (segment: string): string => `${segment}0`

export const createSegmentMembers = (store: Store<TenantContext>): SegmentMembers => {
  const agree = async (context: TenantContext, user: string, { assessed }: Session): Promise<void> => {
    const wanted = Object.entries(assessed?.segments ?? {}).map(([segment, { since, entered }]) => ({
      id: rowId(segment, user),
      user,
      since,
      entered,
    }))
    const stood = await store.find(context, members, { user })
    const isWanted = new Set(wanted.map(({ id }) => id))
    for (const { id } of stood) if (!isWanted.has(id)) await store.delete(context, members, id)
    for (const row of wanted)
      if (!stood.some(({ id, since }) => id === row.id && since === row.since)) await store.put(context, members, row)
  }

  return {
    async settle(context, user, session) {
      for (let settled = await session(); ; ) {
        await agree(context, user, settled)
        // Whoever was overtaken meanwhile must not have the last word.
        const latest = await session()
        if (latest.assessed === settled.assessed) return
        settled = latest
      }
    },
    async list(context, segment, { after, limit }) {
      const from = after === undefined ? `${segment}/` : rowId(segment, after)
      const found = await store.find(
        context,
        members,
        { id: { $gt: from, $lt: pastAll(segment) } },
        { sort: [['id', 1]], limit },
      )
      return {
        members: found.map(({ user, since, entered }) => ({ user, since, entered })),
        next: found.length < limit ? null : (found.at(-1)?.user ?? null),
      }
    },
    async forget(context, user) {
      for (const { id } of await store.find(context, members, { user })) await store.delete(context, members, id)
    },
  }
}
