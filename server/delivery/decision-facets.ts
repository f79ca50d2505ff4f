import type { Decision } from '../../contract/decision.ts'
import type { DecisionOutcome, FoundDecision, PluginDeed } from '../../contract/decision-search.ts'

/** What a decision can be found by. Plain, so that it can stand in the index. */
export type DecisionFacets = Pick<FoundDecision, 'outcome' | 'chosen' | 'contents' | 'plugins' | 'reasons'>

/** A record of 400 candidates is found by its best ones only: what is written for each decision stays bounded. */
const most = { contents: 20, plugins: 20, reasons: 20 } as const

const firstOf = (names: Iterable<string>, count: number): readonly string[] => [...new Set(names)].slice(0, count)

export const outcomeOf = (choice: unknown, heldOut: boolean): DecisionOutcome => {
  if (choice === null) return 'nothing'
  return heldOut ? 'held-out' : 'shown'
}

export const facetsOf = ({ result, answers }: Decision): DecisionFacets => {
  const { choice, candidates, removals, ineligible, nothing, heldOut, probabilities } = result
  const keyOf = new Map(candidates.map(({ content, key }) => [content, key]))
  const best = probabilities.flatMap(({ content }) => (content === null ? [] : (keyOf.get(content) ?? [])))
  const asked = [...answers.recommenders, ...answers.eligibility, ...answers.content]
  const deeds: { plugin: string; did: PluginDeed }[] = [
    ...asked.flatMap(({ plugin, outcome }) => (outcome === 'answered' ? [] : [{ plugin, did: 'failed' as const }])),
    ...firstOf(
      removals.map(({ by }) => by),
      most.plugins,
    ).map((plugin) => ({ plugin, did: 'vetoed' as const })),
    ...answers.recommenders.flatMap(({ plugin, value }) =>
      value === null || value.length === 0 ? [] : [{ plugin, did: 'proposed' as const }],
    ),
  ]
  return {
    outcome: outcomeOf(choice, heldOut),
    chosen: choice?.content ?? null,
    contents: firstOf(
      [...(choice === null ? [] : [choice.content]), ...best, ...candidates.map(({ key }) => key)],
      most.contents,
    ),
    plugins: deeds.slice(0, most.plugins),
    reasons: firstOf(
      [
        ...(nothing === null ? [] : [nothing]),
        ...removals.map(({ code }) => code),
        ...ineligible.map(({ reason }) => reason),
      ],
      most.reasons,
    ),
  }
}
