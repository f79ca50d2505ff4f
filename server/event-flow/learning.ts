import { LRUCache } from 'lru-cache'
import type { TenantContext } from '../../contract/context.ts'
import type { Learner, NewDoing } from '../../contract/learning-example.ts'
import { limits } from '../../contract/limits.ts'
import { roleOf } from '../../contract/role-of.ts'
import type { Session } from '../../contract/session.ts'
import type { Settings } from '../../contract/settings.ts'
import { holdoutStanding } from '../decision/hold-out.ts'
import type { EnabledPlugin, PluginHost } from '../plugin-host/handle.ts'
import type { FlowDeps } from './flow-deps.ts'

/** Users whose last noted doing is remembered; of others it is written again, and stands once. */
const usersRemembered = 20_000

/** The enabled recommenders that learn, by name. */
export const learnersIn = (
  plugins: Pick<PluginHost, 'list'>,
  recommenders: readonly EnabledPlugin[],
): ReadonlyMap<string, Learner> => {
  const versions = new Map(
    plugins.list().flatMap(({ name, version, learns }) => (learns === true ? [[name, version] as const] : [])),
  )
  return new Map(
    recommenders.flatMap(({ plugin, options }) => {
      const version = versions.get(plugin)
      return version === undefined ? [] : [[plugin, { plugin, version, options }] as const]
    }),
  )
}

/**
 * Who is learnt from: users, who have not refused it. Visitors are nobody's colleagues, and whoever is held out is what the others are
 * compared with.
 */
export const teaches = (session: Session, settings: Settings, hash: (text: string) => string): boolean => {
  const { kind, consent } = session
  if (kind !== 'user' || consent?.personalisation === false || consent?.analytics === false) return false
  if (settings.consent === 'required' && consent === null) return false
  return holdoutStanding(session, settings, hash) !== 'drawn'
}

/** What a session holds that is to be heard, as learners are told of it. @param after of an entry; what was told up to it is left out */
export const doingsToTell = (session: Session, after: number): readonly NewDoing[] => {
  const last = session.doings?.last ?? []
  return last.flatMap(({ seq, at, kind, name, first, weight }, place) => {
    if (weight === undefined || seq <= after) return []
    const earlier = last.slice(0, place).filter((one) => one.kind === 'event' && one.seq < seq)
    const later = new Set(last.slice(place).map((one) => one.name))
    const before =
      first === true
        ? Object.entries(session.events)
            .filter(([event]) => event !== name && !later.has(event))
            .sort(([a, x], [b, y]) => y.lastAt - x.lastAt || (a < b ? -1 : 1))
            .slice(0, limits.exampleBefore)
            .map(([event]) => event)
        : []
    return [
      {
        id: `${session.user}.${String(seq).padStart(10, '0')}.${kind}.${name}`,
        kind,
        name,
        at,
        previous: earlier.slice(-2).map((one) => one.name),
        first: first === true,
        before,
        role: roleOf(session),
        weight,
      },
    ]
  })
}

/**
 * Lets a tenant's learners hear of what a user did. Never waited for, and fails open: what could not be kept is told with the user's next
 * decision, from the session, also after a crash.
 */
export const createTellLearners = ({
  plugins,
  learners,
  worlds,
  hash,
  telemetry,
}: Pick<FlowDeps, 'plugins' | 'learners' | 'worlds' | 'hash' | 'telemetry'>) => {
  const told = new LRUCache<string, number>({ max: usersRemembered })
  return (context: TenantContext, session: Session): void => {
    const seq = session.doings?.last.at(-1)?.seq
    const key = `${context.tenant}/${session.user}`
    const after = told.get(key) ?? 0
    if (seq === undefined || seq <= after) return
    const tell = async () => {
      const { settings } = await worlds.now(context)
      if (!teaches(session, settings.value, hash)) return
      if (learnersIn(plugins, settings.value.recommenders).size === 0) return
      await learners.note(context, session.user, doingsToTell(session, after))
      told.set(key, seq)
    }
    tell().catch((err: unknown) => telemetry.log.warn({ err }, 'what a user did could not be kept to be learnt from'))
  }
}

/** Gives those that learn what they know now. Fails open: without a model a plugin is asked as if it had learnt nothing. */
export const createWithModels =
  ({ plugins, learners, telemetry }: Pick<FlowDeps, 'plugins' | 'learners' | 'telemetry'>) =>
  (context: TenantContext, enabled: Settings['recommenders']): Promise<readonly EnabledPlugin[]> => {
    const learning = learnersIn(plugins, enabled)
    return Promise.all(
      enabled.map(async (entry) => {
        const learner = learning.get(entry.plugin)
        if (learner === undefined) return entry
        try {
          return { ...entry, model: await learners.current(context, learner) }
        } catch (err) {
          telemetry.log.warn(
            { err, plugin: entry.plugin, tenant: context.tenant },
            'what it has learnt could not be read',
          )
          return entry
        }
      }),
    )
  }
