import type { Decision } from '../../contract/decision.ts'
import type { DryRunChange } from '../../contract/replay.ts'

type Chosen = Pick<Decision, 'result'>

/** What other settings change in a decision; null for nothing that its user would notice. */
export const changeOf = ({ result: before }: Chosen, { result: after }: Chosen): DryRunChange | null => {
  if (before.choice === null) return after.choice === null ? null : 'now-something'
  if (after.choice === null) return 'now-nothing'
  if (before.choice.content !== after.choice.content) return 'other-choice'
  return before.heldOut === after.heldOut ? null : 'other-holdout'
}

const told = ({ choice, nothing, heldOut, removals }: Decision['result']): string => {
  if (choice !== null) return `${choice.content}${heldOut ? ' (held out)' : ''}`
  const by = [...new Set(removals.map((removal) => `${removal.by}: ${removal.code}`))]
  return `nothing (${[nothing, ...by].join(', ')})`
}

/** One line: what the record says, and what it would be. */
export const tellChange = (before: Chosen, after: Chosen): string =>
  `choice: recorded ${told(before.result)}, now ${told(after.result)}`
