import type { TenantContext } from '../../contract/context.ts'
import type { RankAnswer } from '../../contract/decision.ts'
import type { Settings } from '../../contract/settings.ts'
import { contextFeatures } from '../decision/context-features.ts'
import type { AskRanking } from '../decision/rank-and-draw.ts'
import { banditOptions } from '../learning/bandit-model.ts'
import { hashContext } from '../learning/hash-context.ts'
import { beliefOf } from '../learning/posterior.ts'
import { winProbabilities } from '../learning/win-probabilities.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { Models } from './flow-deps.ts'

/** Parts the model's draws from the choice's own, which come from the same seed. */
const apart = 0x9e3779b9

/** Asks a tenant's model for the contestants' chances. Fails open: without an answer the weighted order stands. */
export const createRankByModel =
  (models: Models, telemetry: Telemetry) =>
  async (
    context: TenantContext,
    { ranker }: Settings,
    input: Parameters<AskRanking>[0],
    contested: Parameters<AskRanking>[1],
  ): Promise<RankAnswer | undefined> => {
    // Who does not want to be personalised for is not learnt from either.
    if (input.session.consent?.personalisation === false) return undefined
    try {
      const model = await models.current(context)
      if (model === undefined) return undefined
      const { salt, version, posterior, knowsEnough } = model
      const over = contested.map(({ key }) => key)
      const moment = hashContext(contextFeatures(input), salt, banditOptions.dims)
      if (ranker === 'weighted' || (ranker === 'auto' && !knowsEnough))
        return { ranker: 'weighted', model: version, context: moment, over, wins: null }
      const beliefs = [...over, 'nothing'].map((item) => beliefOf(posterior, item, moment))
      const wins = winProbabilities(beliefs, (input.seed ^ apart) >>> 0)
      return { ranker: 'bandit', model: version, context: moment, over, wins }
    } catch (err) {
      telemetry.log.warn({ err, tenant: context.tenant }, 'the model could not rank')
      return undefined
    }
  }
