import { defineCollection } from '../../contract/collection.ts'
import type { Slot } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { DecisionQuery, FoundDecision, FoundDecisions } from '../../contract/decision-search.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Store } from '../storage/store.ts'
import { type DecisionFacets, facetsOf, outcomeOf } from './decision-facets.ts'

/** Where a decision's record stands: in its user's stream. The index is a fold of the streams and can be rebuilt. */
export interface DecisionPlace {
  readonly id: string
  readonly user: string
  readonly slot: Slot
  readonly seq: number
  readonly at: number
}
type PlaceRecord = DecisionPlace & DecisionFacets

const decisions = defineCollection<PlaceRecord>()({
  name: 'decisions',
  plain: ['user', 'slot', 'seq', 'at'],
  blind: [],
  indexes: [['user', 'seq'], ['at']],
})

/**
 * One row for each thing that a decision can be found by. All there is to it is its id, `facet/time/decision` with time counted down from
 * `lastTime`: in the order of the ids a facet's decisions follow each other, newest first, so that a page costs what it holds, on every
 * form of the store, however many there are.
 */
const facets = defineCollection<{ readonly id: string }>()({
  name: 'decision-facets',
  plain: [],
  blind: [],
  indexes: [],
})

const lastTime = 9_999_999_999_999
const countedDown = (at: number): string => String(lastTime - at).padStart(13, '0')
const rowId = (facet: string, at: number, decision: string): string => `${facet}/${countedDown(at)}/${decision}`
const decisionIn = (row: string): string => row.slice(row.lastIndexOf('/') + 1)

/** What one search looks at before it answers with a cursor, matching or not. */
const rowsPerSearch = 500
const placesPerTurn = 100
const everything = 'all'

/** A plugin's failing has a row of its own, being what is looked for among many decisions in which all went well. */
const facetsOfPlace = ({ user, chosen, contents, plugins, reasons }: PlaceRecord): ReadonlySet<string> =>
  new Set([
    everything,
    `user:${user}`,
    ...(chosen === null ? [] : [`chosen:${chosen}`]),
    ...contents.map((key) => `content:${key}`),
    ...plugins.map(({ plugin }) => `plugin:${plugin}`),
    ...plugins.flatMap(({ plugin, did }) => (did === 'failed' ? [`failed:${plugin}`] : [])),
    ...reasons.map((code) => `reason:${code}`),
  ])

/** The facet that a search walks along: the one that fewest decisions are likely to share. */
const facetToWalk = ({ user, chosen, content, plugin, did, reason }: DecisionQuery): string => {
  if (user !== undefined) return `user:${user}`
  if (plugin !== undefined && did === 'failed') return `failed:${plugin}`
  if (chosen !== undefined) return `chosen:${chosen}`
  if (content !== undefined) return `content:${content}`
  if (plugin !== undefined) return `plugin:${plugin}`
  return reason === undefined ? everything : `reason:${reason}`
}

const rowsWanted = (facet: string, { from, to, cursor }: DecisionQuery) => {
  const [at, decision] = cursor?.split('~') ?? []
  const newest = to === undefined ? `${facet}/` : `${facet}/${countedDown(to - 1)}`
  const seen = at === undefined ? newest : rowId(facet, Number(at), decision ?? '')
  // '0' follows '/'.
  const oldest = from === undefined ? `${facet}0` : `${facet}/${countedDown(from - 1)}`
  return { id: { $gt: seen > newest ? seen : newest, $lt: oldest } }
}

const matches = (place: PlaceRecord, query: DecisionQuery): boolean =>
  (query.user === undefined || place.user === query.user) &&
  (query.slot === undefined || place.slot === query.slot) &&
  (query.outcome === undefined || place.outcome === query.outcome) &&
  (query.chosen === undefined || place.chosen === query.chosen) &&
  (query.content === undefined || place.contents.includes(query.content)) &&
  (query.reason === undefined || place.reasons.includes(query.reason)) &&
  ((query.plugin === undefined && query.did === undefined) ||
    place.plugins.some(
      ({ plugin, did }) =>
        (query.plugin === undefined || plugin === query.plugin) && (query.did === undefined || did === query.did),
    ))

export interface DecisionIndex {
  /** Notes the decisions among the entries; noting one twice is harmless. */
  note(context: TenantContext, user: string, entries: readonly SessionEntry[]): Promise<void>
  place(context: TenantContext, decision: string): Promise<DecisionPlace | undefined>
  /** A user's decisions, newest first, before a seq. */
  ofUser(
    context: TenantContext,
    user: string,
    page: { before?: number | undefined; limit: number },
  ): Promise<readonly DecisionPlace[]>
  /** The decision that was a user's last one for a slot at that time, and the one that came after it. */
  standing(
    context: TenantContext,
    user: string,
    slot: Slot,
    at: number,
  ): Promise<{ readonly place: DecisionPlace | undefined; readonly next: DecisionPlace | undefined }>
  search(context: TenantContext, query: DecisionQuery): Promise<FoundDecisions>
  /** Forgets what a user's decisions were about, before their stream is erased. That they were made stays known: asked for, they are `erased`. */
  forget(context: TenantContext, user: string): Promise<void>
}

const erased: DecisionFacets = { outcome: 'erased', chosen: null, contents: [], plugins: [], reasons: [] }

const placeOf = (user: string, entry: SessionEntry): PlaceRecord | undefined => {
  if (entry.kind !== 'decided') return undefined
  const { body, seq, at } = entry
  const { decision: id, slot, choice, record } = body
  const bare: DecisionFacets = {
    outcome: outcomeOf(choice, choice?.ghost === true),
    chosen: choice?.content ?? null,
    contents: choice === null ? [] : [choice.content],
    plugins: [],
    reasons: [],
  }
  return { id, user, slot, seq, at, ...(record === undefined ? bare : facetsOf(record)) }
}

export const createDecisionIndex = (store: Store<TenantContext>): DecisionIndex => {
  const placesOf = async (
    context: TenantContext,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, PlaceRecord>> => {
    if (ids.length === 0) return new Map()
    const found = await store.find(context, decisions, { id: { $in: [...ids] } })
    return new Map(found.map((place) => [place.id, place]))
  }

  return {
    async note(context, user, entries) {
      const places = entries.flatMap((entry) => placeOf(user, entry) ?? [])
      await Promise.all([
        ...places.map((place) => store.put(context, decisions, place)),
        ...places.map((place) =>
          store.insertAll(
            context,
            facets,
            [...facetsOfPlace(place)].map((facet) => ({ id: rowId(facet, place.at, place.id) })),
          ),
        ),
      ])
    },
    place: (context, decision) => store.get(context, decisions, decision),
    ofUser: (context, user, { before, limit }) =>
      store.find(context, decisions, before === undefined ? { user } : { user, seq: { $lt: before } }, {
        sort: [['seq', -1]],
        limit,
      }),
    async standing(context, user, slot, at) {
      const [[place], [next]] = await Promise.all([
        store.find(context, decisions, { user, slot, at: { $lte: at } }, { sort: [['seq', -1]], limit: 1 }),
        store.find(context, decisions, { user, slot, at: { $gt: at } }, { sort: [['seq', 1]], limit: 1 }),
      ])
      return { place, next }
    },
    async search(context, query) {
      const facet = facetToWalk(query)
      const found: FoundDecision[] = []
      let looked = 0
      let { cursor } = query
      for (;;) {
        const size = Math.min(rowsPerSearch - looked, Math.max(query.limit, 50))
        const rows = await store.find(context, facets, rowsWanted(facet, { ...query, cursor }), {
          sort: [['id', 1]],
          limit: size,
        })
        looked += rows.length
        const places = await placesOf(
          context,
          rows.map(({ id }) => decisionIn(id)),
        )
        for (const { id } of rows) {
          const place = places.get(decisionIn(id))
          cursor = `${lastTime - Number(id.split('/')[1])}~${decisionIn(id)}`
          if (place === undefined || !matches(place, query)) continue
          found.push(place)
          if (found.length === query.limit) return { decisions: found, next: cursor }
        }
        if (rows.length < size) return { decisions: found, next: null }
        if (looked >= rowsPerSearch) return { decisions: found, next: cursor ?? null }
      }
    },
    async forget(context, user) {
      for (let after = 0; ; ) {
        const places = await store.find(
          context,
          decisions,
          { user, seq: { $gt: after } },
          { sort: [['seq', 1]], limit: placesPerTurn },
        )
        await Promise.all(
          places.flatMap((place) => {
            const bare = { ...place, ...erased }
            const kept = facetsOfPlace(bare)
            return [
              store.put(context, decisions, bare),
              ...[...facetsOfPlace(place)].flatMap((facet) =>
                kept.has(facet) ? [] : [store.delete(context, facets, rowId(facet, place.at, place.id))],
              ),
            ]
          }),
        )
        if (places.length < placesPerTurn) return
        after = places.at(-1)?.seq ?? after
      }
    },
  }
}
