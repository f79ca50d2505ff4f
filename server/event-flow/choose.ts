import { decidedSlots } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Decision, DecisionInput } from '../../contract/decision.ts'
import type { Session } from '../../contract/session.ts'
import { type Asker, type DecisionWorld, decideSlot } from '../decision/decide.ts'
import { decideList } from '../decision/decide-list.ts'
import { createExposureFacts } from './exposure-facts.ts'
import type { FlowDeps, World } from './flow-deps.ts'
import { createRankByModel } from './rank-by-model.ts'

/** Stages 6 to 11: one session under one world -> one decision for each slot, with the plugins asked live. */
export const createChoose = ({ plugins, exposures, models, ambient, hash, telemetry }: FlowDeps) => {
  const rankByModel = createRankByModel(models, telemetry)
  const exposureFacts = createExposureFacts({ plugins, exposures })
  const decisionWorld = ({ settings, catalogue, corrections }: World): DecisionWorld => ({
    settings: settings.value,
    features: settings.features,
    catalogue,
    corrections,
    hash,
    monotonicMs: ambient.monotonicMs,
    reasonsOf: plugins.reasonsOf,
  })

  const live = (context: TenantContext, { catalogue, settings }: World): Asker => ({
    rank: (input, contested) => rankByModel(context, settings.value, input, contested),
    recommend: (enabled, input) => plugins.recommend(context, enabled, catalogue.source, input),
    check: (phase, enabled, input, candidates, texts) =>
      plugins.check(context, phase, enabled, input, candidates, texts),
  })

  const choose = async (
    context: TenantContext,
    session: Session,
    world: World,
    trigger: string,
    now: number,
  ): Promise<readonly Decision[]> => {
    const versions = { settings: world.settings.id, catalogue: world.catalogue.version }
    const decisions: Decision[] = []
    for (const slot of decidedSlots)
      decisions.push(
        await decideSlot(
          {
            id: ambient.id(),
            trigger,
            input: {
              slot,
              session,
              now,
              seed: ambient.seed(),
              ...versions,
              ...(await exposureFacts(context, session, world, slot)),
            },
          },
          decisionWorld(world),
          live(context, world),
        ),
      )
    return decisions
  }

  /** The same for a list that the user asked for. */
  const chooseList = async (
    context: TenantContext,
    session: Session,
    world: World,
    trigger: string,
    now: number,
    ask: NonNullable<DecisionInput['ask']>,
  ): Promise<Decision> => {
    const versions = { settings: world.settings.id, catalogue: world.catalogue.version }
    const input = {
      slot: 'list' as const,
      session,
      now,
      seed: ambient.seed(),
      ...versions,
      ask,
      ...(await exposureFacts(context, session, world, 'list')),
    }
    return decideList({ id: ambient.id(), trigger, input }, decisionWorld(world), live(context, world))
  }

  return { choose, chooseList, decisionWorld }
}
