import { LRUCache } from 'lru-cache'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import { type BanditModel, type Example, emptyBandit, learnBatch } from '../learning/bandit-model.ts'
import { enough, type Knowledge, knowledgeOf } from '../learning/knows-enough.ts'
import { type Posterior, posteriorOf } from '../learning/posterior.ts'
import type { Store } from '../storage/store.ts'
import { takeTurn } from './lease.ts'
import type { Job } from './runner.ts'

/** One closed trial. The log that a model is a fold of: batch by batch, within a batch by id. */
interface StoredExample extends Example {
  /** The decision's id: noted twice, it stands once. */
  readonly id: string
  readonly user: string
  readonly at: number
  /** The model version that has learnt it; 0 for none yet. */
  readonly batch: number
  readonly propensity: number
}

const inOrder = (batch: readonly StoredExample[]): readonly StoredExample[] =>
  [...batch].sort((a, b) => (a.id < b.id ? -1 : 1))

interface StoredModel {
  readonly id: 'ranker'
  /** The tenant's own, for hashing contexts. */
  readonly salt: string
  readonly model: BanditModel
  /** Ids of the examples in the last batch: should the process end before they are marked, the next turn marks them. */
  readonly lastBatch: readonly string[]
  readonly at: number
}

const examples = defineCollection<StoredExample>()({
  name: 'examples',
  plain: ['user', 'at', 'batch'],
  blind: [],
  indexes: [['batch'], ['user'], ['at']],
})
const models = defineCollection<StoredModel>()({ name: 'models', plain: ['at'], blind: [], indexes: [] })

/** Fewer wait for more to come; more are left for the next batch. */
const smallestBatch = 20
const largestBatch = 500
/** One turn at learning per tenant and window: between them every probability stands still. */
const learnEveryMs = 60_000
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

/** For whoever asks how far the model is. `examples` of an item are weighted and decayed, as the model counts them. */
export interface LearningReport {
  /** Who ranks now, where the settings leave it to Cairn. */
  readonly ranker: 'weighted' | 'bandit'
  readonly model: number
  readonly knows: Omit<Knowledge, 'enough'>
  readonly needs: Omit<Knowledge, 'enough'>
  readonly items: readonly { readonly item: string; readonly examples: number; readonly rewards: number }[]
}

export interface TenantModels {
  report(context: TenantContext): Promise<LearningReport>
  current(context: TenantContext): Promise<TenantModel>
  note(context: TenantContext, noted: readonly Omit<StoredExample, 'batch'>[]): Promise<void>
  /** Folds in what has come since. @returns how many examples it learnt; `wait` while another has this window's turn */
  learn(context: TenantContext): Promise<number | 'wait'>
  /** Learns for the tenants whose examples this process has noted. After a crash the next example of a tenant brings it back. */
  readonly job: Job
  /** The model as the log alone gives it. */
  rebuild(context: TenantContext): Promise<BanditModel>
}

/** Each tenant's ranking model and the log that it is learnt from, in the tenant's own database. */
export const createTenantModels = (
  store: Store<TenantContext>,
  { id, now, monotonicMs }: { id(): string; now(): number; monotonicMs(): number },
): TenantModels => {
  const held = new LRUCache<string, { readonly until: number; readonly model: TenantModel }>({ max: 1_000 })
  /** Tenants with examples that may be enough for a batch. */
  const waiting = new Map<string, TenantContext>()

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
    const first: StoredModel = { id: 'ranker', salt: id(), model: emptyBandit, lastBatch: [], at: now() }
    // Of two that come first, one's salt is everybody's.
    return (await store.insert(context, models, first))
      ? first
      : ((await store.get(context, models, 'ranker')) ?? first)
  }

  const mark = async (context: TenantContext, learnt: readonly StoredExample[], batch: number): Promise<void> => {
    for (const example of learnt) await store.put(context, examples, { ...example, batch })
  }

  const learn = async (context: TenantContext): Promise<number | 'wait'> => {
    if ((await store.find(context, examples, { batch: 0 }, { limit: smallestBatch })).length < smallestBatch) return 0
    if (!(await takeTurn(store, context, 'learn', now(), learnEveryMs))) return 'wait'
    const before = await stored(context)
    const unmarked = await store.find(context, examples, { batch: 0 }, { limit: largestBatch })
    const last = new Set(before.lastBatch)
    const isLearnt = ({ id }: StoredExample) => last.has(id)
    await mark(context, unmarked.filter(isLearnt), before.model.version)
    const batch = unmarked.filter((example) => !isLearnt(example))
    if (batch.length < smallestBatch) return 0
    const ordered = inOrder(batch)
    const next: StoredModel = {
      ...before,
      model: learnBatch(before.model, ordered),
      lastBatch: ordered.map((example) => example.id),
      at: now(),
    }
    await store.put(context, models, next)
    keep(context, next)
    await mark(context, ordered, next.model.version)
    return batch.length
  }

  return {
    async current(context) {
      const known = held.get(context.tenant)
      if (known !== undefined && monotonicMs() < known.until) return known.model
      return keep(context, await stored(context))
    },

    async note(context, noted) {
      for (const example of noted) await store.insert(context, examples, { ...example, batch: 0 })
      waiting.set(context.tenant, context)
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

    job: {
      name: 'learn',
      everyMs: lookEveryMs,
      async run(isOver) {
        // Over those of now: whoever is put back is looked at with the next look, not again in this one.
        for (const [tenant, context] of [...waiting]) {
          if (isOver()) return
          waiting.delete(tenant)
          let learnt: Awaited<ReturnType<typeof learn>> = 'wait'
          try {
            learnt = await learn(context)
          } finally {
            if (learnt !== 0) waiting.set(tenant, context)
          }
        }
      },
    },

    async rebuild(context) {
      let model = emptyBandit
      const { version } = (await stored(context)).model
      for (let batch = 1; batch <= version; batch++) {
        const learnt = await store.find(context, examples, { batch }, { limit: largestBatch })
        model = learnBatch(model, inOrder(learnt))
      }
      return model
    },
  }
}
