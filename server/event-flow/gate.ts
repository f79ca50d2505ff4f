import type { TenantContext } from '../../contract/context.ts'
import type { Decision } from '../../contract/decision.ts'
import { hasFeature, rightsTraits } from '../../contract/feature-rights.ts'
import type { GateAnswer } from '../../contract/guidance.ts'
import { localeChain, localise } from '../../contract/localise.ts'
import type { MessageOf } from '../../contract/messages.ts'
import type { Settings } from '../../contract/settings.ts'
import { priceOf } from '../delivery/build-guidance.ts'
import type { createChoose } from './choose.ts'
import type { FlowDeps, World } from './flow-deps.ts'
import { decidedEntry } from './flow-entries.ts'

/** Which verified traits prove a right is told to the guardrail that asks for them all the time; a gate believes the same ones. */
const traitsOf = ({ guardrails }: Settings): ReturnType<typeof rightsTraits.parse> => {
  const told = guardrails.find(({ plugin }) => plugin === 'entitlement')?.options.traits
  return rightsTraits.safeParse(told ?? {}).data ?? rightsTraits.parse({})
}

const offerOf = ({ input, result }: Decision, { catalogue, settings }: World): GateAnswer['offer'] => {
  const [listed] = result.list ?? []
  const content = listed === undefined ? undefined : catalogue.byVersion.get(listed.version)?.content
  if (listed === undefined || content?.kind !== 'offer') return null
  const chain = localeChain(input.session.locale, settings.value.locale)
  return {
    key: listed.content,
    version: listed.version,
    title: listed.amended?.title ?? localise(content.title, chain),
    body: listed.amended?.body ?? localise(content.body, chain),
    why: localise(listed.why, chain),
    ...priceOf(content),
  }
}

/**
 * Whether a user may pass, by what is verified alone, and if not what they can be offered: decided like a list that the host asked for, and
 * recorded where the answer is another than the last one. An offer that the tab is to show is then asked for by its key.
 */
export const createGate = (
  { streams, worlds, ambient, telemetry }: FlowDeps,
  {
    chooseGate,
    note,
  }: Pick<ReturnType<typeof createChoose>, 'chooseGate'> & { readonly note: FlowDeps['index']['note'] },
) => {
  return async (
    context: TenantContext,
    user: string,
    { id, feature }: Pick<MessageOf<'gate'>, 'id' | 'feature'>,
    show: boolean,
  ): Promise<GateAnswer> => {
    const startedAt = ambient.monotonicMs()
    const world = await worlds.now(context)
    const session = await streams.session(context, user)
    const now = ambient.now()
    const has = hasFeature(feature, session, traitsOf(world.settings.value), world.settings.features)
    const decision = await chooseGate(context, session, world, id, now, { feature, has })
    const last =
      session.gates !== undefined && Object.hasOwn(session.gates, feature) ? session.gates[feature] : undefined
    const stands = last?.digest === decision.digest
    const offer = offerOf(decision, world)
    const started = { id: ambient.uuid(), at: now, kind: 'start', content: offer?.key ?? '' } as const
    const { entries } = await streams.append(context, user, (latest) =>
      latest.seq < session.seq
        ? []
        : [
            ...(stands ? [] : [decidedEntry(decision, ambient.id(), now, ambient.id())]),
            ...(offer === null || !show
              ? []
              : [
                  {
                    id: started.id,
                    kind: 'message' as const,
                    at: now,
                    body: { message: started, at: now, catalogue: world.catalogue.version, source: 'server' as const },
                  },
                ]),
          ],
    )
    await note(context, user, entries)
    telemetry.count('cairn_decisions_total', { slot: decision.input.slot, outcome: stands ? 'stands' : 'recorded' })
    telemetry.observe('cairn_decision_seconds', (ambient.monotonicMs() - startedAt) / 1_000)
    return {
      kind: 'gate',
      for: id,
      feature,
      allowed: has === 'yes',
      has,
      decision: stands ? last.decision : decision.id,
      offer,
    }
  }
}
