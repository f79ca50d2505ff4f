import { canonicalJson } from '../../contract/canonical-json.ts'
import type { DecisionResult } from '../../contract/decision.ts'
import { correctionOf } from './correction-of.ts'

/**
 * What makes a decision differ from the last one: the eligible set, the removals with their reasons, the choice with the correction that made it, the
 * holdout. Scores,
 * evidence, probabilities and which recommender it was may change without a new record, or every event would write one.
 */
export const digestOf = (
  { eligible, removals, choice, nothing, heldOut }: DecisionResult,
  hash: (text: string) => string,
): string =>
  hash(
    canonicalJson({
      eligible: [...eligible].sort(),
      removals: removals.map(({ content, by, code }) => `${content} ${by} ${code}`).sort(),
      choice:
        choice === null
          ? null
          : {
              version: choice.version,
              asked: choice.source === 'host',
              amended: choice.amended,
              correction: correctionOf(choice),
            },
      nothing,
      heldOut,
    }),
  )
