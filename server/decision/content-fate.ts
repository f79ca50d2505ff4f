import type { ContentFate, Objection } from '../../contract/content-fate.ts'
import type { Decision } from '../../contract/decision.ts'

const isVersionOf = (key: string) => (version: string) => version.slice(0, version.lastIndexOf('@')) === key

/** What a record says of a piece of content; undefined where its slot has none of that key. Reads, computes nothing anew. */
export const contentFate = ({ result, answers }: Decision, key: string): ContentFate | undefined => {
  const { eligible, ineligible, candidates, removals, probabilities, choice, heldOut } = result
  const isIt = isVersionOf(key)
  if (result.list?.some(({ content }) => content === key)) return { outcome: 'chosen' }
  if (choice?.content === key) return { outcome: heldOut ? 'held-out' : 'chosen' }

  const against = ineligible.find(({ content }) => isIt(content))
  if (against !== undefined) {
    const correction = against.by === undefined ? {} : { correction: against.by }
    return { outcome: 'ineligible', reason: against.reason, ...correction }
  }
  if (!eligible.some(isIt)) return undefined

  const candidate = candidates.find((one) => one.key === key)
  if (candidate === undefined)
    return {
      outcome: 'not-proposed',
      recommenders: answers.recommenders.map(({ plugin, outcome }) => ({ plugin, outcome })),
    }
  const by: Objection[] = removals.flatMap((removal) =>
    isIt(removal.content) ? [{ plugin: removal.by, code: removal.code }] : [],
  )
  const kept = probabilities.find(({ content }) => content !== null && isIt(content))
  if (kept === undefined) return { outcome: 'removed', by }
  // Only what was drawn is looked at by content guardrails.
  if (by.length > 0) return { outcome: 'withheld', by }
  const { wornUntil } = candidate
  const chosen = choice?.content ?? null
  return {
    outcome: 'not-drawn',
    probability: kept.probability,
    chosen,
    ...(wornUntil === undefined ? {} : { wornUntil }),
  }
}
