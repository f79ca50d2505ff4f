import { checklistSteps, isComplete } from '../../contract/checklist-steps.ts'
import type { CompiledCatalogue, CompiledItem } from '../../contract/compiled-catalogue.ts'
import { topicsOf } from '../../contract/content.ts'
import type { DecisionInput, Ineligible, IneligibleReason } from '../../contract/decision.ts'
import { runnable } from '../../contract/host-actions.ts'
import { limits } from '../../contract/limits.ts'
import { localeChain } from '../../contract/localise.ts'
import { paintedUnasked } from '../../contract/paints.ts'
import type { Predicate } from '../../contract/predicate.ts'
import type { Rest, Session } from '../../contract/session.ts'
import { type SessionView, sessionView } from '../../contract/session-view.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Heeded } from './heed-corrections.ts'
import { joinSlots } from './join-slots.ts'

export type Question = Pick<DecisionInput, 'slot' | 'session' | 'now' | 'paints' | 'taken' | 'gate'>

/** What the team has said against content: by key, the correction that did; null for the settings. */
interface Steered {
  readonly blocks: ReadonlyMap<string, string | null>
  readonly replaced: ReadonlyMap<string, { readonly by: string }>
}

export interface Targeted {
  readonly eligible: readonly CompiledItem[]
  readonly ineligible: readonly Ineligible[]
  /** What would be eligible if a member had not given its place to another: proposing it proposes that one. */
  readonly replaced: readonly CompiledItem[]
  /** Moments at which one of these answers may change by time alone; epoch ms, in no order. */
  readonly changesAt: readonly number[]
}

/** How often an audience that asks for a time span is asked again while nothing else happens. */
export const timeSpanMs = 3_600_000

const own = <V>(map: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined

const restEndsAt = ({ at, times = 1 }: Rest): number =>
  at + Math.min(limits.restMs * 2 ** (times - 1), limits.longestRestMs)

/** An offer ends with its discount: the price that it names would be wrong a moment later. */
const lastMoment = ({ content }: CompiledItem): number | undefined => {
  const reducedUntil = content.kind === 'offer' ? content.discount?.until : undefined
  if (reducedUntil === undefined) return content.until
  return content.until === undefined ? reducedUntil : Math.min(content.until, reducedUntil)
}

/** Its own button; a step's is left out where it cannot be run. */
const isRunnable = ({ content }: CompiledItem, { hostActions }: Session): boolean => {
  const action = 'action' in content ? content.action : undefined
  return action === undefined || !('run' in action) || runnable(action, hostActions) !== null
}

/** When it is offered again to who was through with it, epoch ms; null for never. */
const repeatsAt = ({ content }: CompiledItem, finishedAt: number): number | null =>
  content.kind === 'survey' && content.repeatDays !== undefined ? finishedAt + content.repeatDays * 86_400_000 : null

/** Every localised text of an item must exist in one of the languages; a list of languages is looked at once. */
const readableIn = (chain: readonly string[]) => {
  const known = new Map<readonly string[], boolean>()
  return ({ languages }: CompiledItem): boolean =>
    languages.every((list) => {
      const readable = known.get(list) ?? chain.some((locale) => list.includes(locale))
      known.set(list, readable)
      return readable
    })
}

/**
 * Which content may be proposed for a slot at all, and why the rest may not: stage 6. What the user said or did already (completed,
 * dismissed, snoozed, not relevant, resting) and what is in other slots does not stand against content that was asked for by key; blocks,
 * what the widget can paint, schedule, audience, language and the user's word that it is wrong do.
 * @param heeded what the user's corrections say of each
 * @param asked keys that the host or user asked for
 * @param stands the version in the slot, which stays when its last step is done: so its reader sees that it is
 */
export const target = (
  question: Question,
  { catalogue, settings }: { readonly catalogue: CompiledCatalogue; readonly settings: Settings },
  { blocks, replaced }: Steered,
  asked: ReadonlySet<string>,
  stands: string | null,
  heeded: Heeded,
): Targeted => {
  const { slot, session, now, paints = paintedUnasked } = question
  const isReadable = readableIn(localeChain(session.locale, settings.locale))
  const changesAt: number[] = catalogue.readsTime ? [now + timeSpanMs] : []
  let held: SessionView | undefined
  const view = (): SessionView => {
    held ??= sessionView(session, now, catalogue)
    return held
  }
  const answers = new Map<Predicate, boolean>()
  const concerns = (audience: Predicate): boolean => {
    const known = answers.get(audience)
    if (known !== undefined) return known
    const answer = audience(view())
    answers.set(audience, answer)
    return answer
  }
  const { shown: everShown, resting, tours = {} } = session
  const joined = joinSlots(question, catalogue, view)
  changesAt.push(...joined.changesAt)

  const reasonAgainst = (item: CompiledItem): IneligibleReason | null => {
    const { from } = item.content
    const until = lastMoment(item)
    if (blocks.has(item.key)) return 'blocked'
    // A list is drawn by whoever asked for it.
    if (slot !== 'list' && !paints.includes(item.content.kind)) return 'not-paintable'
    if (!isRunnable(item, session)) return 'action-missing'
    if (from !== undefined && now < from) {
      changesAt.push(from)
      return 'outside-schedule'
    }
    if (until !== undefined) {
      if (now > until) return 'outside-schedule'
      changesAt.push(until + 1)
    }
    if (item.audience !== null && !concerns(item.audience)) return 'audience'
    if (!isReadable(item)) return 'no-locale'
    const steps = item.content.kind === 'checklist' ? checklistSteps(item, session, view) : null
    if (steps !== null && steps.length === 0) return 'audience'
    if (heeded.isWrong(item)) return 'reported-wrong'
    if (asked.has(item.key)) return null

    if (heeded.isDone(item)) return 'completed'
    const off = session.preferences?.topicsOff ?? []
    if (off.length > 0 && topicsOf(item.content).some((topic) => off.includes(topic))) return 'topic-off'
    if (steps !== null && isComplete(steps) && item.version !== stands) return 'completed'
    const shown = own(everShown, item.key)
    if (shown?.dismissedAt !== undefined) return 'dismissed'
    if (shown?.finishedAt !== undefined && item.version !== stands) {
      const again = repeatsAt(item, shown.finishedAt)
      if (again === null || now < again) {
        if (again !== null) changesAt.push(again)
        return 'completed'
      }
    }
    if (own(tours, item.key)?.state === 'left') return 'left'
    if (shown?.snoozedUntil !== undefined && now < shown.snoozedUntil) {
      changesAt.push(shown.snoozedUntil)
      return 'snoozed'
    }
    const dislike = heeded.against(item, view, item.version === stands)
    if (dislike !== null) {
      changesAt.push(...dislike.changesAt)
      return dislike.reason
    }
    const rest = own(resting, item.key)
    if (rest?.why === 'unpainted') return 'resting'
    if (rest !== undefined && now < restEndsAt(rest)) {
      changesAt.push(restEndsAt(rest))
      return 'resting'
    }
    return item.version === stands ? null : joined.against(item)
  }

  // One overlay at a time: whoever reads one is not handed another, however important.
  const standing = slot === 'overlay' && stands !== null ? catalogue.byVersion.get(stands) : undefined
  const stays = standing !== undefined && !replaced.has(standing.key) && reasonAgainst(standing) === null
  const yields = ({ version, key }: CompiledItem): boolean => stays && version !== stands && !asked.has(key)

  const eligible: CompiledItem[] = []
  const ineligible: Ineligible[] = []
  const givenWay: CompiledItem[] = []
  for (const item of catalogue.bySlot.get(slot) ?? []) {
    if (question.gate !== undefined && !asked.has(item.key)) continue
    const reason = reasonAgainst(item) ?? (yields(item) ? 'slot-conflict' : null)
    const override = replaced.get(item.key)
    const by = reason === 'blocked' ? blocks.get(item.key) : undefined
    if (reason !== null)
      ineligible.push(
        typeof by === 'string' ? { content: item.version, reason, by } : { content: item.version, reason },
      )
    else if (override === undefined) eligible.push(item)
    else {
      givenWay.push(item)
      ineligible.push({ content: item.version, reason: 'replaced', by: override.by })
    }
  }
  return { eligible, ineligible, replaced: givenWay, changesAt }
}
