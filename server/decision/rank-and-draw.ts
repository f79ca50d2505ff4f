import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { DecisionInput, DecisionResult, RankAnswer } from '../../contract/decision.ts'
import { hopeOf } from '../../contract/outcome.ts'
import type { Candidate } from '../../contract/plugin.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Trial } from '../../contract/trial.ts'
import { draw } from './draw.ts'
import { isUniformDraw, secondUnit } from './explore.ts'
import { contestants, type Probabilities, type RankRules, rank, rankByWins } from './rank.ts'

/** Asks the tenant's model. Undefined where it is not to be asked, or did not answer: then the weighted order stands. */
export type AskRanking = (
  input: Pick<DecisionInput, 'session' | 'slot' | 'now' | 'seed'>,
  contested: readonly Candidate[],
) => Promise<RankAnswer | undefined>

export interface Drawing {
  readonly probabilities: Probabilities
  /** Null for "nothing". */
  readonly drawn: Candidate | null
  readonly ranking: RankAnswer | undefined
  readonly uniform: boolean
  /** What there is to learn if the draw stays as it is; undefined for nothing. */
  readonly trial: Trial | undefined
  /** When a "nothing" that was drawn earlier stands no longer, epoch ms. */
  readonly changesAt: readonly number[]
}

/** While a model ranks, everything that may be shown has at least a share of this: a propensity of 0 can never be divided by. */
const leastUniformShare = 0.02

/** A drawn "nothing" stands for so long: drawn again at every event, it would hardly ever be seen to its end. */
const nothingStandsMs = 30 * 60_000

/** Until when "nothing" stands against all of these; undefined when it does not. */
const nothingStandsUntil = (
  { session, slot, now }: Pick<DecisionInput, 'session' | 'slot' | 'now'>,
  contested: readonly Candidate[],
): number | undefined => {
  const last = session.trials.findLast((trial) => trial.slot === slot && trial.over !== undefined)
  if (last?.over === undefined || contested.some(({ key }) => last.over?.includes(key) !== true)) return undefined
  const until = last.decidedAt + nothingStandsMs
  return now < until ? until : undefined
}

/** The model's word, if it was given about these: played back under other settings, a record may speak of others. */
const winsFor = (contested: readonly Candidate[], { over, wins }: RankAnswer): readonly number[] | null =>
  wins?.length === contested.length + 1 && contested.every(({ key }, place) => over[place] === key) ? wins : null

/** Orders what the guardrails have kept, asks the model where it has a say, and draws one from exactly the vector that is recorded: stage 9. */
export const rankAndDraw = async (
  kept: readonly Candidate[],
  { slot, session, now, seed }: Pick<DecisionInput, 'session' | 'slot' | 'now' | 'seed'>,
  catalogue: CompiledCatalogue,
  rules: RankRules & Pick<Settings, 'outcomes'>,
  ask: AskRanking | undefined,
): Promise<Drawing> => {
  const hopeFor = ({ content }: Candidate) => hopeOf(catalogue.byVersion.get(content)?.content.outcome, rules.outcomes)
  const contested = contestants(kept, rules)
  const first = contested[0]
  const until = first === undefined ? undefined : nothingStandsUntil({ session, slot, now }, contested)
  if (until !== undefined) {
    const probabilities = [
      ...kept.map(({ content }) => ({ content, probability: 0 })),
      { content: null, probability: 1 },
    ]
    return { probabilities, drawn: null, ranking: undefined, uniform: false, trial: undefined, changesAt: [until] }
  }

  const canLearn = first !== undefined && contested.every((candidate) => hopeFor(candidate) !== undefined)
  const ranking = canLearn ? await ask?.({ session, slot, now, seed }, contested) : undefined
  const wins = ranking === undefined ? null : winsFor(contested, ranking)
  const share = wins === null ? rules.explorationShare : Math.max(rules.explorationShare, leastUniformShare)
  const probabilities =
    wins === null ? rank(kept, rules) : rankByWins(kept, contested, wins, { ...rules, explorationShare: share })
  const version = draw(probabilities, seed)
  const drawn = kept.find(({ content }) => content === version) ?? null
  const propensity = probabilities.find(({ content }) => content === version)?.probability ?? 0
  const hoped = ranking === undefined || first === undefined ? undefined : hopeFor(drawn ?? first)
  return {
    probabilities,
    drawn,
    ranking,
    uniform: wins !== null && isUniformDraw(propensity, share, wins.length, secondUnit(seed)),
    trial: hoped && {
      item: drawn?.key ?? 'nothing',
      ...hoped,
      propensity,
      ...(drawn === null ? { over: contested.map(({ key }) => key) } : {}),
    },
    changesAt: drawn === null && hoped !== undefined ? [now + nothingStandsMs] : [],
  }
}

/** A draw that the content check has withheld has tried nothing. */
export const trialOf = ({ drawn, trial }: Drawing, choice: DecisionResult['choice']): Trial | undefined =>
  drawn !== null && choice === null ? undefined : trial
