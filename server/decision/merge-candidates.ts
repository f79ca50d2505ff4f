import type { CompiledItem } from '../../contract/compiled-catalogue.ts'
import type { Candidate, ProposedCandidate, RecommendAnswer } from '../../contract/plugin.ts'
import type { ActiveGuidance } from '../../contract/session.ts'

/** Something with a trigger of its own is only ever proposed by who has seen the trigger hold. */
const waitsForTrigger = ({ content }: CompiledItem): boolean => content.kind === 'tip'

/** Above every recommender's: among equals in importance, what stands stays. */
const standingScore = 1e6

/**
 * One candidate per version, from the best source that proposed it: asked for (the latest first), pinned, standing in the slot, then the
 * recommenders in the tenant's order. What is not eligible is ignored here; the plugin host has counted it as the plugin's fault.
 */
export const mergeCandidates = (
  eligible: readonly CompiledItem[],
  asked: readonly string[],
  pins: readonly string[],
  stands: ActiveGuidance | null,
  answers: readonly RecommendAnswer[],
  leaning: (item: CompiledItem) => number = () => 0,
): readonly Candidate[] => {
  const byVersion = new Map(eligible.map((item) => [item.version, item]))
  const byKey = new Map(eligible.map((item) => [item.key, item]))
  const merged = new Map<string, Candidate>()
  const add = ({ content, score, evidence }: ProposedCandidate, source: string): void => {
    const item = byVersion.get(content)
    if (item === undefined || merged.has(content)) return
    const { key, slot } = item
    const leans = leaning(item)
    merged.set(content, {
      content,
      score,
      evidence,
      source,
      key,
      kind: item.content.kind,
      slot,
      priority: item.content.priority,
      ...(leans === 0 ? {} : { leaning: leans }),
    })
  }

  for (const key of asked) {
    const item = byKey.get(key)
    if (item !== undefined) add({ content: item.version, score: 0, evidence: [{ code: 'asked', facts: {} }] }, 'host')
  }
  for (const key of pins) {
    const item = byKey.get(key)
    if (item !== undefined && !waitsForTrigger(item))
      add({ content: item.version, score: 0, evidence: [{ code: 'pinned', facts: {} }] }, 'pin')
  }
  if (stands !== null)
    add(
      {
        content: stands.version,
        score: standingScore,
        evidence: [{ code: 'standing', facts: { since: stands.decision } }],
      },
      'standing',
    )
  for (const { plugin, outcome, value } of answers)
    if (outcome === 'answered') for (const proposed of value ?? []) add(proposed, plugin)
  return [...merged.values()]
}
