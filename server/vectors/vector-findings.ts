import { setImmediate as letOthersRun } from 'node:timers/promises'
import { Mutex } from 'async-mutex'
import { LRUCache } from 'lru-cache'
import { defineCollection } from '../../contract/collection.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Nearest, VectorSource } from '../../contract/nearest.ts'
import type { LabelledQuestion, RetrievalFinding } from '../../contract/retrieval-finding.ts'
import type { Grades } from '../../search/metrics.ts'
import type { Store } from '../storage/store.ts'
import { type ComparedQuestion, compareRankings } from './compare-rankings.ts'
import type { TenantVectors, VectorQuestion, VectorsWorld } from './tenant-vectors.ts'

/** A question that a user asked, with what they said of the answers. */
export interface RecordedQuestion extends VectorQuestion {
  readonly user: string
  /** By content key. */
  readonly grades: Grades
}

type StoredFinding = RetrievalFinding & { readonly id: VectorSource }
interface StoredQuestions {
  readonly id: 'labelled'
  readonly questions: readonly LabelledQuestion[]
}

const findings = defineCollection<StoredFinding>()({
  name: 'retrieval-findings',
  plain: ['at'],
  blind: [],
  indexes: [],
})
const labelled = defineCollection<StoredQuestions>()({
  name: 'labelled-questions',
  plain: [],
  blind: [],
  indexes: [],
})

/** Of one user: a single voice does not decide how everybody is answered. */
const questionsPerUser = 5
/** How long another node's finding may go unseen, ms. */
const freshForMs = 30_000

export interface VectorFindingsParts<World extends VectorsWorld> {
  readonly store: Store<TenantContext>
  readonly vectors: Pick<TenantVectors, 'look'>
  readonly world: (context: TenantContext) => Promise<World>
  /** Asks whoever answers the tenant's users. @returns content keys, best first */
  readonly rank: (
    context: TenantContext,
    world: World,
    question: VectorQuestion,
    nearest: Nearest | undefined,
  ) => Promise<readonly string[]>
  readonly recorded: (context: TenantContext) => Promise<readonly RecordedQuestion[]>
  readonly now: () => number
  readonly monotonicMs: () => number
}

export interface VectorFindings {
  /** Compares, and keeps what came out. Undefined where there are no vectors to compare with. */
  evaluate(context: TenantContext): Promise<RetrievalFinding | undefined>
  latest(context: TenantContext, from: VectorSource): Promise<RetrievalFinding | undefined>
  helps(context: TenantContext, from: VectorSource): Promise<boolean>
  /** Replaces the tenant's labelled questions. */
  label(context: TenantContext, questions: readonly LabelledQuestion[]): Promise<void>
}

const capped = (questions: readonly RecordedQuestion[]): readonly RecordedQuestion[] => {
  const counts = new Map<string, number>()
  return questions.filter(({ user }) => {
    const count = (counts.get(user) ?? 0) + 1
    counts.set(user, count)
    return count <= questionsPerUser
  })
}

const gradesOf = ({ relevant }: LabelledQuestion): Grades =>
  new Map(relevant.map(({ content, grade }) => [content, grade]))

/**
 * Whether a tenant's answers are better with vectors, on questions that nothing was learnt from: the labelled ones, and those that users
 * asked and judged. Users judged what words had found, so what is recorded speaks for words: vectors that win there help.
 */
export const createVectorFindings = <World extends VectorsWorld>({
  store,
  vectors,
  world: worldOf,
  rank,
  recorded,
  now,
  monotonicMs,
}: VectorFindingsParts<World>): VectorFindings => {
  const held = new LRUCache<string, { readonly until: number; readonly finding: RetrievalFinding | undefined }>({
    max: 2_000,
  })
  const oneAtATime = new Mutex()
  const keyOf = ({ workspace, tenant }: TenantContext, from: VectorSource) => `${workspace}/${tenant}/${from}`

  const latest = async (context: TenantContext, from: VectorSource): Promise<RetrievalFinding | undefined> => {
    const key = keyOf(context, from)
    const known = held.get(key)
    if (known !== undefined && monotonicMs() < known.until) return known.finding
    const stored = await store.get(context, findings, from)
    const { id: _, ...finding } = stored ?? { id: from }
    const read = stored === undefined ? undefined : (finding as RetrievalFinding)
    held.set(key, { until: monotonicMs() + freshForMs, finding: read })
    return read
  }

  const compared = async (
    context: TenantContext,
    world: World,
    question: VectorQuestion,
    grades: Grades,
  ): Promise<ComparedQuestion | undefined> => {
    const nearest = await vectors.look(context, world, question)
    if (nearest === undefined) return undefined
    const without = await rank(context, world, question, undefined)
    const withVectors = await rank(context, world, question, nearest)
    await letOthersRun()
    return { grades, without, with: withVectors }
  }

  const evaluate = async (context: TenantContext): Promise<RetrievalFinding | undefined> => {
    const world = await worldOf(context)
    const by = world.settings.value.retrieval.from
    const ofTeam = (await store.get(context, labelled, 'labelled'))?.questions ?? []
    const ofUsers = capped(await recorded(context))
    const asked = [
      ...ofTeam.map((one) => ({ query: one.query, locale: one.locale ?? null, grades: gradesOf(one) })),
      ...ofUsers,
    ]
    const questions: ComparedQuestion[] = []
    for (const { query, locale, grades } of asked) {
      const question = await compared(context, world, { query, locale }, grades)
      if (question === undefined) return undefined
      questions.push(question)
    }
    const finding: RetrievalFinding = {
      at: now(),
      by,
      catalogue: world.catalogue.source.version,
      labelled: ofTeam.length,
      recorded: ofUsers.length,
      ...compareRankings(questions),
    }
    await store.put(context, findings, { ...finding, id: by })
    held.set(keyOf(context, by), { until: monotonicMs() + freshForMs, finding })
    return finding
  }

  return {
    evaluate: (context) => oneAtATime.runExclusive(() => evaluate(context)),
    latest,
    helps: async (context, from) => (await latest(context, from))?.helps === true,
    label: (context, questions) => store.put(context, labelled, { id: 'labelled', questions }),
  }
}
