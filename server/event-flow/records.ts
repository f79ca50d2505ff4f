import { slots } from '../../contract/content.ts'
import type { NotShown, NotShownAnswer } from '../../contract/content-fate.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Decision } from '../../contract/decision.ts'
import { contentFate } from '../decision/content-fate.ts'
import { sayNotShown } from '../decision/say-not-shown.ts'
import type { DecisionPlace } from '../delivery/decision-index.ts'
import type { FlowDeps } from './flow-deps.ts'

const entriesPerRead = 500

/** What stored records answer: one of them, a user's, and why something was not shown. */
export const createRecords = ({ streams, index, plugins }: Pick<FlowDeps, 'streams' | 'index' | 'plugins'>) => {
  /** Undefined where it is gone: erased with its stream, also where that was begun anew since, or removed by retention. */
  const at = async (context: TenantContext, { id, user, seq }: DecisionPlace): Promise<Decision | undefined> => {
    const [entry] = await streams.entries(context, user, { after: seq - 1, limit: 1 })
    return entry?.kind === 'decided' && entry.body.decision === id ? entry.body.record : undefined
  }

  /** Whether chosen content was painted by then, from what the page has said of it between the decision and the next one. */
  const painted = async (
    context: TenantContext,
    { user, result: { choice }, input: { slot, session }, id }: Decision,
    { seq }: DecisionPlace,
    time: number,
  ): Promise<NotShown> => {
    // The same version chosen again goes on standing under the decision that put it there.
    const before = session.active[slot]
    const stands = before !== undefined && before.version === choice?.version && !before.ghost ? before : undefined
    if (stands !== undefined && stands.paintedAt !== null) return { outcome: 'shown', paintedAt: stands.paintedAt }
    const decision = stands?.decision ?? id
    for (let after = seq; ; ) {
      const entries = await streams.entries(context, user, { after, limit: entriesPerRead })
      for (const entry of entries) {
        if (entry.at > time) return { outcome: 'not-painted', reason: null }
        if (entry.kind === 'decided' && entry.body.slot === slot) return { outcome: 'not-painted', reason: null }
        if (entry.kind === 'released' && entry.body.decision === decision)
          return { outcome: 'not-painted', reason: entry.body.reason }
        if (entry.kind !== 'message') continue
        const { message } = entry.body
        if (message.kind === 'exposure' && message.decision === decision)
          return { outcome: 'shown', paintedAt: entry.body.at }
        if (message.kind === 'abstained' && message.decision === decision)
          return { outcome: 'not-painted', reason: message.reason }
      }
      if (entries.length < entriesPerRead) return { outcome: 'not-painted', reason: null }
      after = entries.at(-1)?.seq ?? after
    }
  }

  return {
    at,

    async of(context: TenantContext, id: string): Promise<Decision | 'erased' | undefined> {
      const place = await index.place(context, id)
      return place && ((await at(context, place)) ?? 'erased')
    },

    /** `next` is the `before` of the page that follows; null on the last one. */
    async ofUser(
      context: TenantContext,
      user: string,
      page: { before?: number | undefined; limit: number },
    ): Promise<{ decisions: readonly Decision[]; next: number | null }> {
      const places = await index.ofUser(context, user, page)
      const records = await Promise.all(places.map((place) => at(context, place)))
      const decisions = records.filter((record) => record !== undefined)
      return { decisions, next: places.length < page.limit ? null : (places.at(-1)?.seq ?? null) }
    },

    search: index.search,

    /** @param time epoch ms */
    async notShown(context: TenantContext, user: string, content: string, time: number): Promise<NotShownAnswer> {
      const stood = await Promise.all(
        slots.map(async (slot) => {
          const { place, next } = await index.standing(context, user, slot, time)
          if (place === undefined) return undefined
          const record = await at(context, place)
          const fate = record && contentFate(record, content)
          return { place, record, fate, read: { id: place.id, slot, at: place.at, until: next?.at ?? null } }
        }),
      )
      const found = stood.filter((one) => one !== undefined)
      const named = found.find(({ fate }) => fate !== undefined)
      const answerOf = async (): Promise<NotShown> => {
        if (named?.fate !== undefined && named.record !== undefined)
          return named.fate.outcome === 'chosen' ? painted(context, named.record, named.place, time) : named.fate
        if (found.length === 0) return { outcome: 'no-record' }
        return { outcome: found.some(({ record }) => record === undefined) ? 'erased' : 'not-published' }
      }
      const answer = await answerOf()
      const says = sayNotShown({ content, at: time, answer }, plugins.reasonsOf)
      return {
        content,
        at: time,
        answer,
        says,
        decisions: (named === undefined ? found : [named]).map(({ read }) => read),
      }
    },
  }
}
