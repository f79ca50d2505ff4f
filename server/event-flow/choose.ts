import type { AccountCaps } from '../../contract/account-caps.ts'
import { type ContentKind, type DecidedSlot, decidedSlots } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Decision, DecisionInput } from '../../contract/decision.ts'
import { paintedUnasked } from '../../contract/paints.ts'
import type { Session } from '../../contract/session.ts'
import type { Asker, DecisionWorld } from '../decision/asker.ts'
import { decideSlot } from '../decision/decide.ts'
import { decideList } from '../decision/decide-list.ts'
import { type AccountOffer, withOffers } from '../delivery/fold-account.ts'
import { createExposureFacts } from './exposure-facts.ts'
import type { FlowDeps, World } from './flow-deps.ts'
import { createWithModels } from './learning.ts'
import { createRankByModel } from './rank-by-model.ts'
import { accountOffer } from './spare-account.ts'

type Taken = NonNullable<DecisionInput['taken']>

const standingIn = ({ active }: Session): Taken =>
  Object.fromEntries(
    decidedSlots.flatMap((slot) => {
      const version = active[slot]?.version
      return version === undefined ? [] : [[slot, version]]
    }),
  )

const besides = (taken: Taken, slot: DecidedSlot): Taken => {
  const { [slot]: _, ...others } = taken
  return others
}

/**
 * Stages 6 to 11: one session under one world -> one decision for each slot, with the plugins asked live. Slots are filled in
 * their order, each knowing what the others hold.
 */
export const createChoose = ({
  plugins,
  exposures,
  models,
  learners,
  vectors,
  ambient,
  hash,
  telemetry,
}: Pick<FlowDeps, 'plugins' | 'exposures' | 'models' | 'learners' | 'vectors' | 'ambient' | 'hash' | 'telemetry'>) => {
  const rankByModel = createRankByModel(models, telemetry)
  const withModels = createWithModels({ plugins, learners, telemetry })
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
    recommend: async (enabled, input) =>
      plugins.recommend(context, await withModels(context, enabled), catalogue.source, input),
    check: (phase, enabled, input, candidates, texts) =>
      plugins.check(context, phase, enabled, input, candidates, texts),
  })

  const choose = async (
    context: TenantContext,
    session: Session,
    world: World,
    trigger: string,
    now: number,
    paints: readonly ContentKind[] = paintedUnasked,
    account?: AccountCaps,
  ): Promise<readonly Decision[]> => {
    const versions = { settings: world.settings.id, catalogue: world.catalogue.version }
    const fill = async (slot: DecidedSlot, taken: Taken): Promise<Decision> =>
      decideSlot(
        {
          id: ambient.id(),
          trigger,
          input: {
            slot,
            session,
            now,
            seed: ambient.seed(),
            ...versions,
            paints,
            taken: besides(taken, slot),
            ...(await exposureFacts(context, session, world, slot)),
            ...(account === undefined ? {} : { accountCaps: withOffers(account, offersBeside(slot), now) }),
          },
        },
        decisionWorld(world),
        live(context, world),
      )

    let taken = standingIn(session)
    const decisions = new Map<DecidedSlot, Decision>()
    // What this very pass reserves for other slots counts towards the account's caps as well.
    const offersBeside = (slot: DecidedSlot): readonly AccountOffer[] =>
      [...decisions].flatMap(([other, decision]) => (other === slot ? [] : (accountOffer(session, decision) ?? [])))
    const decide = async (slot: DecidedSlot): Promise<void> => {
      const decision = await fill(slot, taken)
      decisions.set(slot, decision)
      const version = decision.result.choice?.version
      taken = version === undefined ? besides(taken, slot) : { ...taken, [slot]: version }
    }
    // A record that says of an empty shelf that nothing was on it would be written once for every user.
    const isIdle = (slot: DecidedSlot) =>
      !world.catalogue.bySlot.has(slot) && session.decided[slot] === undefined && session.active[slot] === undefined
    for (const slot of decidedSlots) if (!isIdle(slot)) await decide(slot)
    // What a slot waited for may have gone in this very pass, and nothing else would ask again.
    for (const slot of decidedSlots) if (waitedInVain(decisions.get(slot), taken)) await decide(slot)
    return [...decisions.values()]
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
    const nearest =
      ask.query === null
        ? undefined
        : await vectors.nearest(context, world, { query: ask.query, locale: session.locale })
    const input = {
      slot: 'list' as const,
      session,
      now,
      seed: ambient.seed(),
      ...versions,
      ask,
      ...(nearest === undefined ? {} : { nearest }),
      ...(await exposureFacts(context, session, world, 'list')),
    }
    return decideList({ id: ambient.id(), trigger, input }, decisionWorld(world), live(context, world))
  }

  /** The same for a gate that the host asks about: one offer, or none. */
  const chooseGate = async (
    context: TenantContext,
    session: Session,
    world: World,
    trigger: string,
    now: number,
    gate: NonNullable<DecisionInput['gate']>,
  ): Promise<Decision> => {
    const input = {
      slot: 'list' as const,
      session,
      now,
      seed: ambient.seed(),
      settings: world.settings.id,
      catalogue: world.catalogue.version,
      ask: { query: null, k: 1 },
      gate,
      ...(await exposureFacts(context, session, world, 'overlay')),
    }
    return decideList({ id: ambient.id(), trigger, input }, decisionWorld(world), live(context, world))
  }

  return { choose, chooseList, chooseGate, decisionWorld }
}

const waitedInVain = (decision: Decision | undefined, taken: Taken): boolean => {
  if (decision === undefined) return false
  const { input, result } = decision
  return (
    result.ineligible.some(({ reason }) => reason === 'slot-conflict') &&
    decidedSlots.some((slot) => input.taken?.[slot] !== undefined && taken[slot] === undefined)
  )
}
