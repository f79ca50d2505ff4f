import { personFingerprint } from '../../contract/audience-facts.ts'
import type { CompiledCatalogue, CompiledItem } from '../../contract/compiled-catalogue.ts'
import { topicsOf } from '../../contract/content.ts'
import type { IneligibleReason } from '../../contract/decision.ts'
import { limits } from '../../contract/limits.ts'
import type { CorrectionKind } from '../../contract/messages.ts'
import type { Correction, Session } from '../../contract/session.ts'
import type { SessionView } from '../../contract/session-view.ts'

/** What a user's corrections that are in force mean for a piece of content. The table with the words stands in docs/feedback.md. */
export interface Heeded {
  /** Said to be wrong, in this very version. */
  isWrong(item: CompiledItem): boolean
  /** Done by the user's word. */
  isDone(item: CompiledItem): boolean
  /**
   * The reason against offering it now, with the moments at which that may change; null for none.
   * @param stands what stands in its slot is not taken away for what was said of something like it
   */
  against(
    item: CompiledItem,
    view: () => SessionView,
    stands: boolean,
  ): { readonly reason: IneligibleReason; readonly changesAt: readonly number[] } | null
  /** What is added to its priority: at most three times `helpfulPriority`, at least minus three times `fewerPriority`. */
  leaning(item: CompiledItem): number
}

const heedsNothing: Heeded = { isWrong: () => false, isDone: () => false, against: () => null, leaning: () => 0 }

const grouped = <K>(
  corrections: readonly Correction[],
  kind: CorrectionKind,
  keysOf: (correction: Correction) => readonly K[],
) => {
  const groups = new Map<K, Correction[]>()
  for (const correction of corrections)
    if (correction.kind === kind)
      for (const key of keysOf(correction)) groups.set(key, [...(groups.get(key) ?? []), correction])
  return groups
}

const byContent = ({ content }: Correction) => [content]
const byTopic = ({ topics }: Correction) => topics
const times = (said: readonly Correction[] | undefined): number => Math.min(said?.length ?? 0, limits.leaningTimes)

/** Once per decision. Who has corrected nothing costs nothing. */
export const heedCorrections = (session: Session, catalogue: CompiledCatalogue, now: number): Heeded => {
  const inForce = (session.corrections ?? []).filter(
    ({ undoneAt, until }) => undoneAt === undefined && (until === undefined || now < until),
  )
  if (inForce.length === 0) return heedsNothing

  const wrong = grouped(inForce, 'wrong', byContent)
  const done = grouped(
    inForce.filter(({ step }) => step === undefined),
    'already-done',
    byContent,
  )
  const notRelevant = grouped(inForce, 'not-relevant', byContent)
  const helpful = grouped(inForce, 'helpful', byTopic)
  const fewer = grouped(inForce, 'fewer-like-this', byTopic)

  /** When something with the topic was last shown, for topics of which there shall be fewer. */
  const lastShown = new Map<string, number>()
  if (fewer.size > 0)
    for (const item of catalogue.byKey.values()) {
      const shownAt = Object.hasOwn(session.shown, item.key) ? session.shown[item.key]?.lastAt : undefined
      if (shownAt !== undefined)
        for (const topic of topicsOf(item.content))
          if (fewer.has(topic)) lastShown.set(topic, Math.max(lastShown.get(topic) ?? 0, shownAt))
    }

  /** A pause counts from the last showing of the topic, and what was said counts as one. */
  const pauses = (item: CompiledItem): readonly number[] =>
    topicsOf(item.content).flatMap((topic) => {
      const said = fewer.get(topic)
      if (said === undefined) return []
      const since = Math.max(lastShown.get(topic) ?? 0, ...said.map(({ at }) => at))
      const over = since + limits.fewerPauseMs * 2 ** (times(said) - 1)
      return over <= now ? [] : [Math.min(over, ...said.map(({ until }) => until ?? over))]
    })

  return {
    isWrong: ({ key, version }) =>
      wrong.get(key)?.some((said) => said.version === null || said.version === version) ?? false,
    isDone: ({ key }) => done.has(key),
    against(item, view, stands) {
      const said = notRelevant.get(item.key)?.at(-1)
      // Of somebody else, as it were, once the audience asks for other things or who the user is has changed.
      const isSamePerson =
        said !== undefined &&
        (said.audience === undefined || said.audience === personFingerprint(item.personPaths, view()))
      if (isSamePerson) return { reason: 'not-relevant', changesAt: said?.until === undefined ? [] : [said.until] }
      const until = stands ? [] : pauses(item)
      return until.length === 0 ? null : { reason: 'fewer-like-this', changesAt: until }
    },
    leaning: (item) =>
      topicsOf(item.content).reduce(
        (sum, topic) =>
          Math.min(
            limits.leaningTimes * limits.helpfulPriority,
            Math.max(
              -limits.leaningTimes * limits.fewerPriority,
              sum + times(helpful.get(topic)) * limits.helpfulPriority - times(fewer.get(topic)) * limits.fewerPriority,
            ),
          ),
        0,
      ),
  }
}
