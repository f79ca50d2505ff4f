import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { canonicalJson } from '../../contract/canonical-json.ts'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Learner, LearningExample, NewDoing } from '../../contract/learning-example.ts'
import { limits } from '../../contract/limits.ts'
import type { Store } from '../storage/store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { createExampleLog, type LoggedExample } from './example-log.ts'
import type { Job } from './runner.ts'
import { createWaitingTenants } from './waiting-tenants.ts'

/** What a learner knows. The same object for as long as it is held. */
export interface Learnt {
  /** Number of the last batch of the tenant's log that it has learnt; 0 for none. */
  readonly version: number
  /** Undefined for none. */
  readonly value: unknown
}

interface StoredExample extends LoggedExample, LearningExample {}
const doings = defineCollection<StoredExample>()({
  name: 'doings',
  plain: ['user', 'at', 'batch'],
  blind: [],
  indexes: [['batch'], ['user']],
})

interface StoredModel {
  readonly id: string
  readonly learner: string
  readonly version: number
  readonly at: number
  /** JSON, so that no key in it is one of the store's. */
  readonly text: string
}
const learned = defineCollection<StoredModel>()({
  name: 'learned',
  plain: ['learner', 'version', 'at'],
  blind: [],
  indexes: [['learner', 'version']],
})

interface Salt {
  readonly id: 'voices'
  readonly salt: string
}
const salts = defineCollection<Salt>()({ name: 'learner-salts', plain: [], blind: [], indexes: [] })

/** The latest versions stay, so that what was decided lately can be asked again at once; of older ones every so many, to rebuild the others from. */
const versionsKept = 10
const milestoneEvery = 50
const milestonesKept = 10
/** Batches of the log that a new learner finds: 200,000 examples at most. */
const batchesKept = 400
/** Batches that a learner is taught in one turn: a new one has all of the log before it. */
const batchesPerTurn = 20
/** How often it is looked whether there is something to learn. */
const lookEveryMs = 5_000
/** How long another node's new version may go unseen. */
const freshForMs = 30_000
/** A learner that fails is left alone for so long, doubling each time. */
const restMs = 60_000
const longestRestMs = 3_600_000

export interface Learners {
  /** Keeps what a user did, durably. */
  note(context: TenantContext, user: string, noted: readonly NewDoing[]): Promise<void>
  current(context: TenantContext, learner: Learner): Promise<Learnt>
  /** What it knew at a version: as it was stored, or learnt again from the log. Undefined where neither is there any more. */
  at(context: TenantContext, learner: Learner, version: number): Promise<Learnt | undefined>
  /** Removes a user's examples. What was learnt from them is counts over many, and stays. */
  forget(context: TenantContext, user: string): Promise<void>
  /** One turn for one tenant. @returns whether there is more to do */
  learn(context: TenantContext): Promise<boolean>
  readonly job: Job
}

export interface LearnersParts {
  readonly store: Store<TenantContext>
  /** Who learns in a tenant, as its settings stand. */
  readonly enabled: (context: TenantContext) => Promise<readonly Learner[]>
  /** Learns a batch. @returns the next model, as JSON. Rejects when the plugin fails */
  readonly teach: (
    plugin: string,
    lesson: {
      readonly model: string | undefined
      readonly examples: readonly LearningExample[]
      readonly options: unknown
    },
  ) => Promise<string>
  readonly telemetry: Telemetry
  readonly id: () => string
  readonly now: () => number
  readonly monotonicMs: () => number
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const keyOf = ({ plugin, version, options }: Learner): string =>
  sha256(canonicalJson({ plugin, version, options })).toString('hex').slice(0, 32)

const exampleOf = ({ id, user, batch, ...example }: StoredExample): LearningExample => example

/** What recommenders have learnt of each tenant's users, and the log that they learn it from, in the tenant's own database. */
export const createLearners = (parts: LearnersParts): Learners => {
  const { store, enabled, teach, telemetry, id, now, monotonicMs } = parts
  const log = createExampleLog(store, doings, now, batchesKept)
  const held = new LRUCache<string, { readonly until: number; readonly learnt: Learnt }>({ max: 1_000 })
  const rebuilt = new LRUCache<string, { readonly text: string; readonly learnt: Learnt }>({ max: 60 })
  const salted = new LRUCache<string, string>({ max: 1_000 })
  const resting = new LRUCache<string, { readonly until: number; readonly ms: number }>({ max: 1_000 })

  const heldKey = ({ tenant }: TenantContext, learner: string): string => `${tenant}/${learner}`
  const idOf = (learner: string, version: number): string => `${learner}.${version}`

  const voiceOf = async (context: TenantContext, user: string): Promise<number> => {
    let salt = salted.get(context.tenant) ?? (await store.get(context, salts, 'voices'))?.salt
    if (salt === undefined) {
      // Of two that come first, one's salt is everybody's.
      await store.insert(context, salts, { id: 'voices', salt: id() })
      salt = (await store.get(context, salts, 'voices'))?.salt ?? ''
    }
    salted.set(context.tenant, salt)
    return (sha256(`${salt}/${user}`)[0] as number) % limits.exampleVoices
  }

  const latest = async (context: TenantContext, learner: string): Promise<StoredModel | undefined> =>
    (await store.find(context, learned, { learner }, { sort: [['version', -1]], limit: 1 }))[0]

  const keep = (context: TenantContext, learner: string, stored: StoredModel | undefined): Learnt => {
    const key = heldKey(context, learner)
    const known = held.get(key)?.learnt
    const learnt: Learnt =
      stored === undefined
        ? { version: 0, value: undefined }
        : known?.version === stored.version
          ? known
          : { version: stored.version, value: JSON.parse(stored.text) }
    held.set(key, { until: monotonicMs() + freshForMs, learnt })
    return learnt
  }

  const prune = async (context: TenantContext, learner: string, version: number): Promise<void> => {
    const older = await store.find(context, learned, { learner, version: { $lte: version - versionsKept } })
    const oldest = version - milestonesKept * milestoneEvery
    for (const one of older)
      if (one.version % milestoneEvery !== 0 || one.version <= oldest) await store.delete(context, learned, one.id)
  }

  const mayLearn = (key: string): boolean => (resting.get(key)?.until ?? 0) <= monotonicMs()
  const rest = (key: string): void => {
    const ms = Math.min(longestRestMs, 2 * (resting.get(key)?.ms ?? restMs / 2))
    resting.set(key, { ms, until: monotonicMs() + ms })
  }

  /** @returns whether there is more for it to learn */
  const goOn = async (context: TenantContext, learner: Learner): Promise<boolean> => {
    const key = keyOf(learner)
    const restKey = heldKey(context, key)
    if (!mayLearn(restKey)) return true
    let stored = await latest(context, key)
    for (let turn = 0; turn < batchesPerTurn; turn++) {
      // Whoever comes late begins with the oldest batch that is still there.
      const version = Math.max((stored?.version ?? 0) + 1, await log.first(context))
      const batch = await log.read(context, version)
      if (batch === undefined) return false
      const { plugin, options } = learner
      let text: string
      try {
        text = await teach(plugin, { model: stored?.text, examples: batch.examples.map(exampleOf), options })
      } catch (error) {
        rest(restKey)
        telemetry.count('cairn_lessons_total', { plugin, outcome: 'failed' })
        telemetry.log.warn({ plugin, tenant: context.tenant, error }, 'a plugin could not learn; it knows what it knew')
        return true
      }
      resting.delete(restKey)
      telemetry.count('cairn_lessons_total', { plugin, outcome: 'learnt' })
      stored = { id: idOf(key, version), learner: key, version, at: now(), text }
      // Whoever else learns the same batch comes to the same.
      await store.insert(context, learned, stored)
      keep(context, key, stored)
      await prune(context, key, version)
    }
    return true
  }

  const learn = async (context: TenantContext): Promise<boolean> => {
    const cut = await log.cut(context)
    let more = cut !== 0
    for (const learner of await enabled(context)) if (await goOn(context, learner)) more = true
    return more
  }

  const waiting = createWaitingTenants({ name: 'teach', everyMs: lookEveryMs }, learn)

  return {
    async note(context, user, noted) {
      const who = await voiceOf(context, user)
      await log.note(
        context,
        noted.map((doing) => ({ ...doing, user, who })),
      )
      waiting.add(context)
    },

    async current(context, learner) {
      const key = keyOf(learner)
      const known = held.get(heldKey(context, key))
      if (known !== undefined && monotonicMs() < known.until) return known.learnt
      // Also of a learner that is new here, and of a tenant that a crash has interrupted.
      waiting.add(context)
      return keep(context, key, await latest(context, key))
    },

    async at(context, learner, version) {
      if (version === 0) return { version: 0, value: undefined }
      const key = keyOf(learner)
      const current = held.get(heldKey(context, key))?.learnt
      if (current?.version === version) return current
      const cached = rebuilt.get(`${heldKey(context, key)}.${version}`)
      if (cached !== undefined) return cached.learnt
      const remember = (at: number, text: string) => {
        const learnt = { text, learnt: { version: at, value: JSON.parse(text) as unknown } }
        rebuilt.set(`${heldKey(context, key)}.${at}`, learnt)
        return learnt.learnt
      }
      const exact = await store.get(context, learned, idOf(key, version))
      if (exact !== undefined) return remember(version, exact.text)
      const [nearest] = await store.find(
        context,
        learned,
        { learner: key, version: { $lt: version } },
        { sort: [['version', -1]], limit: 1 },
      )
      let model = nearest?.text
      let learnt: Learnt | undefined
      for (let next = (nearest?.version ?? 0) + 1; next <= version; next++) {
        const batch = await log.read(context, next)
        if (batch?.complete !== true) return undefined
        const { plugin, options } = learner
        const lesson = { model, examples: batch.examples.map(exampleOf), options }
        model = await teach(plugin, lesson).catch(() => undefined)
        if (model === undefined) return undefined
        learnt = remember(next, model)
      }
      return learnt
    },

    forget: log.forget,
    learn,

    job: waiting.job,
  }
}
