import { z } from 'zod'
import { limits } from './limits.ts'
import { contentKey, locale } from './names.ts'
import type { VectorSource } from './nearest.ts'

/** A question with what would answer it, as a team labels it. Grades as search is judged: 1 fits, 2 answers, up to 3. */
export const labelledQuestion = z.strictObject({
  query: z.string().trim().min(1).max(limits.questionLength),
  locale: locale.optional(),
  relevant: z
    .array(z.strictObject({ content: contentKey, grade: z.number().int().min(1).max(3).default(2) }))
    .min(1)
    .max(20),
})
export const labelledQuestions = z.array(labelledQuestion).max(limits.labelledQuestions)
export type LabelledQuestion = z.infer<typeof labelledQuestion>

/** Means over the questions, each 0 to 1. */
export interface RankQuality {
  readonly ndcg: number
  readonly mrr: number
}

/** What came out when a tenant's answers with vectors were compared with those without. */
export interface RetrievalFinding {
  /** Epoch ms. */
  readonly at: number
  readonly by: VectorSource
  readonly catalogue: string
  /** Questions that were compared: labelled by the team, and recorded with what users said of the answers. */
  readonly labelled: number
  readonly recorded: number
  readonly without: RankQuality
  readonly with: RankQuality
  /** Of the mean difference in NDCG@10, by bootstrap over the questions: 90 of 100 such means lie within. */
  readonly interval: readonly [number, number]
  /** Enough questions, and the whole interval above 0. */
  readonly helps: boolean
  /** Fewer questions than this show nothing. */
  readonly needs: number
}

/** How far a tenant's vectors are. `too-few`: so few texts teach nothing. `unavailable`: no endpoint is configured. */
export type VectorsState = 'too-few' | 'unavailable' | 'none' | 'learning' | 'ready' | 'failed'

/** What a tenant's answers go by now, and what that rests on. */
export interface RetrievalStanding {
  readonly vectors: 'auto' | 'on' | 'off'
  readonly from: VectorSource
  /** Whether questions are answered by vectors beside words, as soon as they are ready. */
  readonly used: boolean
  /** Of the vectors in the tenant's own language. */
  readonly state: VectorsState
  readonly finding: RetrievalFinding | null
}
