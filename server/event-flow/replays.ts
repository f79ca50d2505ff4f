import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { TenantContext } from '../../contract/context.ts'
import type { Decision } from '../../contract/decision.ts'
import type { DecisionQuery } from '../../contract/decision-search.ts'
import {
  type DryRun,
  type DryRunChange,
  dryRunRows,
  examplesPerChange,
  type Replayed,
  type ReplayedPage,
  type ReplayMode,
  type Unasked,
} from '../../contract/replay.ts'
import type { Settings } from '../../contract/settings.ts'
import { askAgain, askAnew } from '../decision/ask-again.ts'
import type { Asker, DecisionWorld } from '../decision/asker.ts'
import { decideAgain, replayDecision } from '../decision/replay.ts'
import { changeOf, tellChange } from '../decision/tell-change.ts'
import type { EnabledPlugin } from '../plugin-host/handle.ts'
import type { FlowDeps, World } from './flow-deps.ts'
import { learnersIn } from './learning.ts'
import { oneForEach } from './one-for-each.ts'
import type { createRecords } from './records.ts'

/** A page of a range ends after this long, ms, wherever it is. */
const pageMs = 1_000
const dryRunMs = 20_000
/** Decisions found at a time. A search costs a look through the index, however few it is to find. */
const foundPerSearch = 250
/** Records held at a time. */
const recordsPerRead = 20

const decisionsOf = {
  'now-something': 'nowSomething',
  'now-nothing': 'nowNothing',
  'other-choice': 'otherChoice',
  'other-holdout': 'otherHoldout',
} as const satisfies Record<DryRunChange, keyof DryRun>

const countUnasked = () => {
  const counted = new Map<string, Unasked & { decisions: number }>()
  return {
    add(unasked: readonly Unasked[]): void {
      for (const { plugin, why } of unasked) {
        const key = `${plugin} ${why}`
        counted.set(key, { plugin, why, decisions: (counted.get(key)?.decisions ?? 0) + 1 })
      }
    },
    list: () => [...counted.values()],
  }
}

/** How often something was so before and would be so after; what moves most first. */
const createTally = () => {
  const rows = new Map<string, { before: number; after: number }>()
  const count = (names: Iterable<string>, when: 'before' | 'after'): void => {
    for (const name of new Set(names)) {
      const row = rows.get(name) ?? { before: 0, after: 0 }
      row[when] += 1
      rows.set(name, row)
    }
  }
  return {
    count,
    list: () =>
      [...rows]
        .sort(
          ([, a], [, b]) =>
            Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || b.before + b.after - (a.before + a.after),
        )
        .slice(0, dryRunRows),
  }
}

const reasonsIn = ({ result }: Decision): string[] => [
  ...(result.nothing === null ? [] : [`/${result.nothing}`]),
  ...result.removals.map(({ by, code }) => `${by}/${code}`),
  ...result.ineligible.map(({ reason }) => `/${reason}`),
]

/** Recorded decisions made again. Nothing here writes, and between two decisions everybody else has their turn. */
export const createReplays = (
  {
    worlds,
    index,
    rehearsal,
    learners,
    ambient,
  }: Pick<FlowDeps, 'worlds' | 'index' | 'rehearsal' | 'learners' | 'ambient'>,
  records: Pick<ReturnType<typeof createRecords>, 'at'>,
  decisionWorld: (world: World) => DecisionWorld,
) => {
  const versionOf = (plugin: string): string | undefined =>
    rehearsal.list().find(({ name }) => name === plugin)?.version
  const answersIn = ({ answers }: Decision) => [...answers.recommenders, ...answers.eligibility, ...answers.content]
  /** The outside is asked nothing by a replay: whoever asks it is given what they found out then, or, where nothing is recorded, not asked. */
  const withFacts = <E extends { readonly plugin: string }>(record: Decision, enabled: readonly E[]) => {
    const asking = new Map(
      rehearsal.list().flatMap((one) => (one.facts === undefined ? [] : [[one.name, one] as const])),
    )
    const found = new Map(
      answersIn(record).flatMap(({ plugin, facts }) => (facts === undefined ? [] : [[plugin, facts]])),
    )
    const entries = enabled.flatMap((entry) => {
      if (!asking.has(entry.plugin)) return [entry]
      return found.has(entry.plugin) ? [{ ...entry, recorded: { facts: found.get(entry.plugin) } }] : []
    })
    return {
      entries,
      silent: (phase: 'eligibility' | 'content' | null) =>
        enabled.flatMap(({ plugin }) => {
          const one = asking.get(plugin)
          return one === undefined || one.phase !== phase || found.has(plugin)
            ? []
            : [{ plugin, version: one.version, outcome: 'tripped' as const, value: null, ms: 0 }]
        }),
    }
  }
  /** Whoever learns is given what it knew then; who knew it not yet, or is asked for the first time, what it knows now. */
  const withModels = async (context: TenantContext, record: Decision, entries: readonly EnabledPlugin[]) => {
    const learning = learnersIn(rehearsal, entries)
    const gone: string[] = []
    const known: EnabledPlugin[] = []
    for (const entry of entries) {
      const learner = learning.get(entry.plugin)
      if (learner === undefined) {
        known.push(entry)
        continue
      }
      const then = record.answers.recommenders.find(({ plugin }) => plugin === entry.plugin)?.model
      const model =
        then === undefined ? await learners.current(context, learner) : await learners.at(context, learner, then)
      if (model === undefined) gone.push(entry.plugin)
      else known.push({ ...entry, model })
    }
    return { known, gone }
  }
  const inOrder = <A extends { readonly plugin: string }>(
    enabled: readonly { readonly plugin: string }[],
    answers: readonly A[],
  ): readonly A[] => enabled.flatMap(({ plugin }) => answers.find((answer) => answer.plugin === plugin) ?? [])
  const live = (
    context: TenantContext,
    { catalogue }: World,
    record: Decision,
    lost: Set<string>,
  ): Pick<Asker, 'recommend' | 'check'> => ({
    async recommend(enabled, input) {
      const { entries, silent } = withFacts(record, enabled)
      const { known, gone } = await withModels(context, record, entries)
      for (const plugin of gone) lost.add(plugin)
      const answers = await rehearsal.recommend(context, known, catalogue.source, input)
      return inOrder(enabled, [...silent(null), ...answers])
    },
    async check(phase, enabled, input, candidates, texts) {
      const { entries, silent } = withFacts(record, enabled)
      const answers = await rehearsal.check(context, phase, entries, input, candidates, texts)
      return inOrder(enabled, [...silent(phase), ...answers])
    },
  })
  const listed = (unasked: ReadonlyMap<string, Unasked['why']>, lost: ReadonlySet<string>): readonly Unasked[] => [
    ...[...unasked].map(([plugin, why]) => ({ plugin, why })),
    ...[...lost].map((plugin) => ({ plugin, why: 'model-gone' as const })),
  ]

  /** Many records in a row were made under one world, and are all made again under one setting. */
  const others = new WeakMap<World, { readonly settings: Settings; readonly world: Promise<World> }>()
  const otherWorld = (context: TenantContext, world: World, settings: Settings): Promise<World> => {
    const known = others.get(world)
    if (known?.settings === settings) return known.world
    const made = worlds.under(context, world, settings)
    others.set(world, { settings, world: made })
    return made
  }

  const under = async (
    context: TenantContext,
    record: Decision,
    world: World,
    settings: Settings,
  ): Promise<{ after: Decision; unasked: readonly Unasked[] }> => {
    const other = await otherWorld(context, world, settings)
    const lost = new Set<string>()
    const { ask, unasked } = askAnew(record, live(context, other, record, lost))
    const after = await decideAgain(record, decisionWorld(other), ask)
    return { after, unasked: listed(unasked, lost) }
  }

  const again = async (context: TenantContext, record: Decision | undefined, mode: ReplayMode): Promise<Replayed> => {
    if (record === undefined) return { same: false, differences: [], erased: 'record' }
    const world = await worlds.at(context, record.input)
    if (world === undefined) return { same: false, differences: [], erased: 'settings or catalogue' }
    if (mode.kind === 'recorded') return replayDecision(record, decisionWorld(world))
    if (mode.kind === 'with') {
      const { after, unasked } = await under(context, record, world, mode.settings)
      const same = changeOf(record, after) === null
      return { same, differences: same ? [] : [tellChange(record, after)], unasked }
    }
    const lost = new Set<string>()
    const { ask, unasked } = askAgain(record, live(context, world, record, lost), versionOf)
    const replayed = await replayDecision(record, decisionWorld(world), ask)
    return { ...replayed, unasked: listed(unasked, lost) }
  }

  /** Walks found decisions with their records, newest first, until `visit` says that it has seen enough. */
  const walk = async (
    context: TenantContext,
    query: DecisionQuery,
    visit: (found: { id: string; at: number }, record: Decision | undefined) => Promise<'go-on' | 'enough'>,
  ): Promise<string | null> => {
    for (let cursor = query.cursor; ; ) {
      const page = await index.search(context, { ...query, cursor, limit: foundPerSearch })
      for (let from = 0; from < page.decisions.length; from += recordsPerRead) {
        const places = page.decisions.slice(from, from + recordsPerRead)
        const read = await Promise.all(places.map((place) => records.at(context, place)))
        for (const [at, found] of places.entries()) {
          await letOthersRun()
          if ((await visit(found, read[at])) === 'enough') return `${found.at}~${found.id}`
        }
      }
      if (page.next === null) return null
      cursor = page.next
    }
  }

  const inTurn = oneForEach(dryRunMs)

  return {
    async one(context: TenantContext, id: string, mode: ReplayMode): Promise<Replayed | undefined> {
      const place = await index.place(context, id)
      return place && again(context, await records.at(context, place), mode)
    },

    /** @param query its `limit` is the page's, at most */
    async range(context: TenantContext, query: DecisionQuery, mode: ReplayMode): Promise<ReplayedPage> {
      // From the first record on: however long the search takes, a page gets somewhere.
      let endsAt: number | undefined
      const counts = { looked: 0, same: 0, different: 0, erased: 0, unasked: 0 }
      const unaskedPlugins = countUnasked()
      const differing: ReplayedPage['differing'][number][] = []
      const next = await walk(context, query, async ({ id, at }, record) => {
        endsAt ??= ambient.monotonicMs() + pageMs
        const { same, differences, erased, unasked = [] } = await again(context, record, mode)
        counts.looked += 1
        if (erased !== undefined) counts.erased += 1
        else if (same) counts.same += 1
        else {
          counts.different += 1
          differing.push({ decision: id, at, differences })
        }
        if (unasked.length > 0) counts.unasked += 1
        unaskedPlugins.add(unasked)
        return counts.looked >= query.limit || ambient.monotonicMs() >= endsAt ? 'enough' : 'go-on'
      })
      return { ...counts, unaskedPlugins: unaskedPlugins.list(), differing, next }
    },

    /** What the tenant's last decisions would have been. @throws {AppError} RATE_LIMITED while the tenant has one under way */
    dryRun: (context: TenantContext, settings: Settings, last: number): Promise<DryRun> =>
      inTurn(context, async () => {
        const endsAt = ambient.monotonicMs() + dryRunMs
        const counts = {
          looked: 0,
          same: 0,
          otherChoice: 0,
          nowNothing: 0,
          nowSomething: 0,
          otherHoldout: 0,
          unasked: 0,
          erased: 0,
        }
        const unaskedPlugins = countUnasked()
        const [contents, reasons] = [createTally(), createTally()]
        const examples: DryRun['examples'][number][] = []

        const look = async (record: Decision | undefined): Promise<void> => {
          counts.looked += 1
          const world = record && (await worlds.at(context, record.input))
          if (record === undefined || world === undefined) {
            counts.erased += 1
            return
          }
          const { after, unasked } = await under(context, record, world, settings)
          if (unasked.length > 0) {
            counts.unasked += 1
            unaskedPlugins.add(unasked)
            return
          }
          const before = record.result.choice?.content ?? null
          const now = after.result.choice?.content ?? null
          if (before !== null) contents.count([before], 'before')
          if (now !== null) contents.count([now], 'after')
          reasons.count(reasonsIn(record), 'before')
          reasons.count(reasonsIn(after), 'after')
          const change = changeOf(record, after)
          counts[change === null ? 'same' : decisionsOf[change]] += 1
          if (change !== null && examples.filter((one) => one.change === change).length < examplesPerChange)
            examples.push({ decision: record.id, change, before, after: now })
        }
        await walk(context, { limit: last }, async (_found, record) => {
          await look(record)
          return counts.looked >= last || ambient.monotonicMs() >= endsAt ? 'enough' : 'go-on'
        })
        return {
          ...counts,
          unaskedPlugins: unaskedPlugins.list(),
          byContent: contents.list().map(([content, row]) => ({ content, ...row })),
          byReason: reasons.list().map(([name, row]) => {
            const [plugin = '', code = ''] = name.split('/')
            return { plugin: plugin === '' ? null : plugin, code, ...row }
          }),
          examples,
        }
      }),
  }
}
