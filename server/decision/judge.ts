import type { DecisionInput } from '../../contract/decision.ts'
import type { Candidate, CheckAnswer, CheckInput } from '../../contract/plugin.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { type Guarded, guard } from './guard.ts'

/** What every guardrail is given beside the candidates, in both phases. */
export const checkInputOf = (
  { session, now, exposureShares, accountCaps }: DecisionInput,
  { settings, features }: DecisionWorld,
): Omit<CheckInput, 'candidate' | 'text'> => ({
  session,
  now,
  settings: { consent: settings.consent, ...(features === undefined ? {} : { features }) },
  ...(exposureShares === undefined ? {} : { exposureShares }),
  ...(accountCaps === undefined ? {} : { accountCaps }),
})

/** Asks every eligibility guardrail about every candidate, and applies what they say: stage 8. */
export const judge = async (
  input: DecisionInput,
  world: DecisionWorld,
  ask: Asker,
  candidates: readonly Candidate[],
  asked: ReadonlySet<string>,
): Promise<{ readonly eligibility: readonly CheckAnswer[]; readonly guarded: Guarded }> => {
  const eligibility =
    candidates.length === 0
      ? []
      : await ask.check('eligibility', world.settings.guardrails, checkInputOf(input, world), candidates)
  return { eligibility, guarded: guard(candidates, eligibility, asked, input.now, input.accountCaps) }
}
