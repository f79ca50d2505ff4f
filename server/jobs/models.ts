import { LRUCache } from 'lru-cache'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { LearningReport } from '../../contract/learning-report.ts'
import { type BanditModel, type Example, emptyBandit, learnBatch } from '../learning/bandit-model.ts'
import { enough, type Knowledge, knowledgeOf } from '../learning/knows-enough.ts'
import { type Posterior, posteriorOf } from '../learning/posterior.ts'
import type { Store } from '../storage/store.ts'
import { createExampleLog, type LoggedExample } from './example-log.ts'
import type { Job } from './runner.ts'
import { createWaitingTenants } from './waiting-tenants.ts'

/** One closed trial, under the decision's id. */
interface StoredExample extends LoggedExample, Example {
  readonly propensity: number
}

interface StoredModel {
  readonly id: 'ranker'
  /** The tenant's own, for hashing contexts. */
  readonly salt: string
  readonly model: BanditModel
  readonly at: number
}

const examples = defineCollection<StoredExample>()({
  name: 'examples',
  plain: ['user', 'at', 'batch'],
  blind: [],
  indexes: [['batch'], ['user'], ['at']],
})
const models = defineCollection<StoredModel>()({ name: 'models', plain: ['at'], blind: [], indexes: [] })

/** How often it is looked whether a batch is full. */
const lookEveryMs = 5_000
/** How long another node's new version may go unseen. */
const freshForMs = 30_000

export interface TenantModel {
  readonly salt: string
  readonly version: number
  readonly model: BanditModel
  readonly posterior: Posterior
  readonly knowledge: Knowledge
  readonly knowsEnough: boolean
}

export interface TenantModels {
  report(context: TenantContext): Promise<LearningReport>
  current(context: TenantContext): Promise<TenantModel>
  note(context: TenantContext, noted: readonly Omit<StoredExample, 'batch'>[]): Promise<void>
  /** Folds in what has come since. @returns how many examples were put together for it; `wait` while another has this window's turn */
  learn(context: TenantContext): Promise<number | 'wait'>
  /** Learns for the tenants whose examples this process has noted. After a crash the next example of a tenant brings it back. */
  readonly job: Job
  /** The model as the log alone gives it. */
  rebuild(context: TenantContext): Promise<BanditModel>
  /** Removes a user's examples. What was learnt from them is sums over many, and stays. */
  forget(context: TenantContext, user: string): Promise<void>
}

/** Each tenant's ranking model and the log that it is learnt from, in the tenant's own database. */
export const createTenantModels = (
  store: Store<TenantContext>,
  { id, now, monotonicMs }: { id(): string; now(): number; monotonicMs(): number },
): TenantModels => {
  const held = new LRUCache<string, { readonly until: number; readonly model: TenantModel }>({ max: 1_000 })
  const log = createExampleLog(store, examples, now)

  const keep = (context: TenantContext, { salt, model }: StoredModel): TenantModel => {
    const known = held.get(context.tenant)?.model
    const knowledge = knowledgeOf(model)
    const fresh: TenantModel =
      known?.version === model.version
        ? known
        : {
            salt,
            version: model.version,
            model,
            posterior: posteriorOf(model),
            knowledge,
            knowsEnough: knowledge.enough,
          }
    held.set(context.tenant, { until: monotonicMs() + freshForMs, model: fresh })
    return fresh
  }

  const stored = async (context: TenantContext): Promise<StoredModel> => {
    const found = await store.get(context, models, 'ranker')
    if (found !== undefined) return found
    const first: StoredModel = { id: 'ranker', salt: id(), model: emptyBandit, at: now() }
    // Of two that come first, one's salt is everybody's.
    return (await store.insert(context, models, first))
      ? first
      : ((await store.get(context, models, 'ranker')) ?? first)
  }

  const learn = async (context: TenantContext): Promise<number | 'wait'> => {
    const cut = await log.cut(context)
    let held = await stored(context)
    for (let batch = held.model.version + 1; ; batch++) {
      const read = await log.read(context, batch)
      if (read === undefined) return cut
      // Also of a batch of which everything was erased: the version is the batch's number.
      held = { ...held, model: { ...learnBatch(held.model, read.examples), version: batch }, at: now() }
      await store.put(context, models, held)
      keep(context, held)
    }
  }

  const waiting = createWaitingTenants(
    { name: 'learn', everyMs: lookEveryMs },
    async (context) => (await learn(context)) !== 0,
  )

  return {
    async current(context) {
      const known = held.get(context.tenant)
      if (known !== undefined && monotonicMs() < known.until) return known.model
      return keep(context, await stored(context))
    },

    async note(context, noted) {
      await log.note(context, noted)
      waiting.add(context)
    },

    async report(context) {
      const { version, model, knowledge } = keep(context, await stored(context))
      const { examples: known, items, rewards } = knowledge
      return {
        ranker: knowledge.enough ? 'bandit' : 'weighted',
        model: version,
        knows: { examples: known, items, rewards },
        needs: { examples: enough.examples, items: enough.items, rewards: enough.rewards },
        items: Object.entries(model.items)
          .map(([item, { weight, reward }]) => ({ item, examples: weight, rewards: reward[0] ?? 0 }))
          .sort((a, b) => b.examples - a.examples),
      }
    },

    learn,

    job: waiting.job,

    async rebuild(context) {
      let model = emptyBandit
      const { version } = (await stored(context)).model
      for (let batch = 1; batch <= version; batch++)
        model = { ...learnBatch(model, (await log.read(context, batch))?.examples ?? []), version: batch }
      return model
    },

    forget: log.forget,
  }
}
