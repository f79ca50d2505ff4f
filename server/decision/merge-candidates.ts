import type { CompiledItem } from '../../contract/compiled-catalogue.ts'
import { triggerOf } from '../../contract/content.ts'
import type { Candidate, Evidence, ProposedCandidate, RecommendAnswer } from '../../contract/plugin.ts'
import type { ActiveGuidance } from '../../contract/session.ts'
import type { Settings } from '../../contract/settings.ts'
import { mostPoints, recommendedPoints } from './recommended-points.ts'

/** Something with a trigger of its own is only ever proposed by who has seen the trigger hold. */
const waitsForTrigger = ({ content }: CompiledItem): boolean => triggerOf(content) !== undefined

/** Above every recommender's: among equals in importance, what stands stays. */
const standingScore = 1e6

export interface MergeRules {
  /** Keys that were asked for, the latest first. */
  readonly asked: readonly string[]
  readonly pins: ReadonlyMap<string, Evidence>
  /** By version: which of the eligible is shown in its place, and what the record says of it. */
  readonly replaced: ReadonlyMap<string, { readonly item: CompiledItem | undefined; readonly evidence: Evidence }>
  readonly priorities: ReadonlyMap<string, { readonly by: string; readonly priority: number }>
  readonly stands: ActiveGuidance | null
  /** Until when an item is worn, epoch ms. */
  readonly wear: (item: CompiledItem) => number | undefined
  readonly weights: Settings['weights']
}

/**
 * One candidate per version, from the best source that proposed it: asked for (the latest first), pinned, standing in the slot, then the
 * recommenders in the tenant's order. What was replaced is taken for what replaces it. What is not eligible is ignored here; the plugin
 * host has counted it as the plugin's fault.
 */
export const mergeCandidates = (
  eligible: readonly CompiledItem[],
  { asked, pins, replaced, priorities, stands, wear, weights }: MergeRules,
  answers: readonly RecommendAnswer[],
  leaning: (item: CompiledItem) => number = () => 0,
): readonly Candidate[] => {
  const byVersion = new Map<string, CompiledItem>()
  const byKey = new Map<string, CompiledItem>()
  const named = asked.length > 0 || pins.size > 0
  for (const item of eligible) {
    byVersion.set(item.version, item)
    if (named) byKey.set(item.key, item)
  }
  const takenFor = (version: string): string | undefined => {
    const replacement = replaced.get(version)
    return replacement === undefined ? version : replacement.item?.version
  }
  const pointsOf = recommendedPoints(answers, weights, takenFor)
  const merged = new Map<string, Candidate>()
  const add = ({ content, score, evidence }: ProposedCandidate, source: string): void => {
    const item = byVersion.get(content)
    if (item === undefined || merged.has(content)) return
    const { key, slot } = item
    const leans = leaning(item)
    const points = item.version === stands?.version ? mostPoints(weights) : (pointsOf.get(content) ?? 0)
    // What stands is not taken away for having been shown: it goes by itself, or with its page.
    const wornUntil = item.version === stands?.version ? undefined : wear(item)
    const override = priorities.get(key)
    const from = item.content.priority
    merged.set(content, {
      content,
      score,
      evidence:
        override === undefined
          ? evidence
          : [...evidence, { code: 'priority-overridden', facts: { correction: override.by, from } }],
      source,
      key,
      kind: item.content.kind,
      slot,
      priority: override?.priority ?? from,
      ...(leans === 0 ? {} : { leaning: leans }),
      ...(points === 0 ? {} : { points }),
      ...(wornUntil === undefined ? {} : { wornUntil }),
      ...(item.terms === null ? {} : { terms: item.terms }),
    })
  }
  /** A plugin does not know of corrections; a tip is pinned or replaced at the moment at which somebody proposes it. */
  const addProposed = (proposed: ProposedCandidate, plugin: string): void => {
    const replacement = replaced.get(proposed.content)
    if (replacement !== undefined) {
      const { item, evidence } = replacement
      if (item !== undefined)
        add({ ...proposed, content: item.version, evidence: [evidence, ...proposed.evidence] }, 'override')
      return
    }
    const item = byVersion.get(proposed.content)
    const pin = item === undefined ? undefined : pins.get(item.key)
    if (pin === undefined) add(proposed, plugin)
    else add({ ...proposed, evidence: [pin, ...proposed.evidence] }, 'pin')
  }

  for (const key of asked) {
    const item = byKey.get(key)
    if (item !== undefined) add({ content: item.version, score: 0, evidence: [{ code: 'asked', facts: {} }] }, 'host')
  }
  for (const [key, evidence] of pins) {
    const item = byKey.get(key)
    if (item !== undefined && !waitsForTrigger(item))
      add({ content: item.version, score: 0, evidence: [evidence] }, 'pin')
  }
  if (stands !== null) {
    const by = stands.correction === undefined ? {} : { correction: stands.correction }
    add(
      {
        content: stands.version,
        score: standingScore,
        evidence: [{ code: 'standing', facts: { since: stands.decision, ...by } }],
      },
      'standing',
    )
  }
  for (const { plugin, outcome, value } of answers)
    if (outcome === 'answered') for (const proposed of value ?? []) addProposed(proposed, plugin)
  return [...merged.values()]
}
