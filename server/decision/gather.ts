import type { DecisionInput } from '../../contract/decision.ts'
import type { Candidate, RecommendAnswer } from '../../contract/plugin.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import type { Corrected } from './corrected.ts'
import type { Heeded } from './heed-corrections.ts'
import { type MergeRules, mergeCandidates } from './merge-candidates.ts'
import { replacements } from './replacements.ts'
import type { Targeted } from './target.ts'
import { wearOf } from './wear.ts'

/** Asks every recommender what it proposes of what targeting has left, and merges their answers into one list: stage 7. */
export const gather = async (
  { slot, session, now, seed, ask: question, nearest, gate }: DecisionInput,
  { settings, catalogue, features }: DecisionWorld,
  ask: Asker,
  { targeted, steering, heeded }: { targeted: Targeted; steering: Corrected; heeded: Heeded },
  rules: Pick<MergeRules, 'asked' | 'pins' | 'stands'>,
): Promise<{ readonly recommenders: readonly RecommendAnswer[]; readonly candidates: readonly Candidate[] }> => {
  // What gives its place to another is proposed too: proposing it proposes that one.
  // Frozen, so that it is not copied for each recommender.
  const eligible = Object.freeze([...targeted.eligible, ...targeted.replaced].map(({ version }) => version))
  const input = {
    session,
    slot,
    eligible,
    now,
    seed,
    ...(features === undefined ? {} : { features }),
    ...(Object.keys(settings.outcomes).length === 0 ? {} : { outcomes: settings.outcomes }),
    ...(settings.prior.length === 0 ? {} : { prior: settings.prior }),
    ...(question === undefined ? {} : { ask: { query: question.query } }),
    // Recorded vectors do not outlive a dry run's switch.
    ...(nearest === undefined || settings.retrieval.vectors === 'off' ? {} : { nearest }),
  }
  // A gate has its candidates: what sells the feature.
  const recommenders =
    eligible.length === 0 || gate !== undefined ? [] : await ask.recommend(settings.recommenders, input)
  const replaced = replacements(targeted, steering, catalogue)
  const merged = {
    ...rules,
    replaced,
    priorities: steering.priorities,
    wear: wearOf(session, catalogue, now),
    weights: settings.weights,
  }
  return { recommenders, candidates: mergeCandidates(targeted.eligible, merged, recommenders, heeded.leaning) }
}
