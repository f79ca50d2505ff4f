import type { DecisionResult, Removal } from '../../contract/decision.ts'
import type { Candidate, CheckAnswer, Verdict } from '../../contract/plugin.ts'
import type { Reservation } from '../../contract/session.ts'

type Amended = NonNullable<DecisionResult['choice']>['amended']

export type ContentChecked =
  | { readonly withheld: false; readonly amended: Amended; readonly reserve: readonly Reservation[] }
  | { readonly withheld: true; readonly removals: readonly Removal[] }

const codeOf = (verdict: Verdict | undefined): string | undefined =>
  verdict?.verdict === 'allow' ? 'account-full' : verdict?.code

/**
 * What the content guardrails say of the drawn candidate: stage 10. As is, amended (where two amend the same text, the later one in the
 * tenant's order is used), or withheld; withheld is final, there is no second draw. Fails closed like the eligibility guardrails.
 */
export const checkContent = (
  drawn: Candidate,
  answers: readonly CheckAnswer[],
  asked: ReadonlySet<string>,
  hasRoom: (reserve: readonly Reservation[]) => boolean = () => true,
  /** What its tone has changed before they read it. */
  patch: Amended = null,
): ContentChecked => {
  const removals: Removal[] = []
  const reserve: Reservation[] = []
  let amended = patch
  for (const { plugin, outcome, value, fatigue } of answers) {
    const verdict = outcome === 'answered' && value?.length === 1 ? value[0] : undefined
    const isFull = verdict?.verdict === 'allow' && !hasRoom(verdict.reserve ?? [])
    if (verdict?.verdict === 'allow' && !isFull) reserve.push(...(verdict.reserve ?? []))
    else if (verdict?.verdict === 'amend') amended = { ...amended, ...verdict.patch }
    else if (!(fatigue === true && asked.has(drawn.key)))
      removals.push({
        content: drawn.content,
        by: plugin,
        code: codeOf(verdict) ?? (outcome === 'answered' ? 'invalid' : outcome),
      })
  }
  return removals.length > 0 ? { withheld: true, removals } : { withheld: false, amended, reserve }
}
