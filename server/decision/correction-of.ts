import type { DecisionResult } from '../../contract/decision.ts'

/** The member's correction without which this would not have been chosen; undefined when there is none. */
export const correctionOf = ({ source, evidence }: NonNullable<DecisionResult['choice']>): string | undefined => {
  const correction = evidence[0]?.facts.correction
  const isOurs = source === 'pin' || source === 'override' || source === 'standing'
  return isOurs && typeof correction === 'string' ? correction : undefined
}
