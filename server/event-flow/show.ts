import { LRUCache } from 'lru-cache'
import type { TenantContext } from '../../contract/context.ts'
import type { Guidance, ServerEnvelope, Welcome } from '../../contract/guidance.ts'
import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import type { Speaker } from '../../contract/speaker.ts'
import { holdoutStanding } from '../decision/hold-out.ts'
import { buildGuidance, elsewhere } from '../delivery/build-guidance.ts'
import { stepsOf } from '../sessions/steps-of.ts'
import type { Arrival, FlowDeps, World } from './flow-deps.ts'

export const envelopeOf = (...messages: ServerEnvelope['messages']): ServerEnvelope => ({
  v: limits.protocolVersion,
  messages,
})

const guidanceOf = (session: Session, { settings, catalogue }: World): Guidance =>
  buildGuidance(session, {
    catalogue: catalogue.source,
    locale: settings.value.locale,
    steps: (checklist, of) => stepsOf(checklist, of, catalogue),
  })

/** The end of stage 12: the full active state, to the tab that shows and, emptied, to all others. */
export const createShow = ({ streams, newcomers, worlds, push, hash, ambient }: FlowDeps) => {
  /** The last revision pushed and what it was made under, by user: pushing the same again would be noise. */
  const pushed = new LRUCache<string, { readonly rev: number; readonly since: number; readonly under: string }>({
    max: 50_000,
  })
  const underOf = ({ settings, catalogue }: World): string => `${settings.id}/${catalogue.version}`

  return {
    /** Whether the user was last decided for under this very world. */
    isUnder: (context: TenantContext, user: string, world: World): boolean =>
      pushed.get(`${context.tenant}/${user}`)?.under === underOf(world),

    push(context: TenantContext, user: string, session: Session, world: World): void {
      const key = `${context.tenant}/${user}`
      const under = underOf(world)
      const last = pushed.get(key)
      // A stream that was erased and begun anew counts its revisions from the start.
      const { rev, startedAt: since } = session
      if (last?.rev === rev && last.since === since && last.under === under) return
      pushed.set(key, { rev, since, under })
      const guidance = guidanceOf(session, world)
      push(context, user, session.lease?.tab ?? null, envelopeOf(guidance), envelopeOf(elsewhere(guidance)))
    },

    /** What stands now, as this tab is to show it. */
    async stateFor({ context, user, tab }: Speaker): Promise<Guidance> {
      const world = await worlds.now(context)
      const session = await streams.session(context, user)
      const guidance = guidanceOf(session, world)
      return session.lease?.tab === tab ? guidance : elsewhere(guidance)
    },

    async welcome({ context, user }: Speaker, { identity, visitorToken }: Arrival): Promise<Welcome> {
      const settings = (await worlds.now(context)).settings.value
      const { consent, searches, theme } = settings
      const session = await streams.session(context, user)
      // A stranger gets a place with their first event; until then it is foretold.
      const foreseen = session.seq === 0 ? { ...session, ordinal: (await newcomers.taken(context)) + 1 } : session
      const holdout = holdoutStanding(foreseen, settings, hash)
      const visitor = visitorToken === null ? {} : { visitor: visitorToken }
      return { kind: 'welcome', now: ambient.now(), consent, identity, holdout, ...visitor, searches, theme }
    },
  }
}
