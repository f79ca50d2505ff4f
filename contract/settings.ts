import { z } from 'zod'
import { assessmentSettings } from './assessment.ts'
import type { Correction } from './correction.ts'
import type { ResolvedFeatures } from './entities.ts'
import { limits } from './limits.ts'
import { contentKey, eventName, locale, traitName } from './names.ts'
import { outcomes } from './outcome.ts'
import { suggestion } from './prior.ts'
import { routePattern } from './route-pattern.ts'
import { tenantMay } from './tenant-may.ts'
import { vocabulary } from './vocabulary.ts'

const pluginName = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/)
const enabled = z.strictObject({ plugin: pluginName, options: z.record(z.string(), z.json()).default({}) })
const rule = z.strictObject({ content: contentKey, why: z.string().min(1).max(limits.titleLength) })

/**
 * Every guardrail sees every candidate, so the order changes no answer; it is the order in which records and explanations name them, and
 * of two content guardrails that amend the same text the later one is used. So, from what protects to what spares and then to what words:
 * consent first; who may have it at all (entitlement, support-state); whether now is a moment (quiet-hours, quiet); how often (fatigue);
 * for whom in sum (fairness); what it promises (discounts); and, over the drawn content, what it rests on (citations) and how it is said
 * (language), last.
 */
const defaultGuardrails = [
  'consent',
  'entitlement',
  'support-state',
  'quiet-hours',
  'quiet',
  'fatigue',
  'fairness',
  'discounts',
  'citations',
  'language',
].map((plugin) => ({ plugin, options: {} }))

/** What a tenant runs under, resolved. Every field has a default, so that `{}` is a working tenant. */
export const settings = z.strictObject({
  consent: z.enum(['implied', 'required']).default('implied'),
  /** Texts fall back to this language. */
  locale: locale.default('en'),
  /** Said in this variant where content has it: `formal`. What has none is said as it stands. */
  tone: contentKey.nullable().default(null),
  /**
   * What "why am I seeing this" says. `short`: the first reason. `usual`: that, and what has changed since the last choice. `full`: every
   * reason and change, and the day. `informal` takes a language's informal wording where its author wrote one.
   */
  explanations: z
    .strictObject({
      style: z.enum(['short', 'usual', 'full']).default('usual'),
      address: z.enum(['formal', 'informal']).default('formal'),
    })
    .prefault({}),
  /** Asked in parallel; order breaks ties between equal scores and priorities. */
  recommenders: z
    .array(enabled)
    .max(20)
    .default([
      { plugin: 'peer-patterns', options: {} },
      { plugin: 'next-step', options: {} },
      { plugin: 'contextual-tip', options: {} },
      { plugin: 'retrieval', options: {} },
      { plugin: 'feature-gap', options: {} },
    ]),
  guardrails: z.array(enabled).max(20).default(defaultGuardrails),
  /** Share of users who are decided for but not shown, 0 to 0.5. Sticky per user. */
  holdoutShare: z.number().min(0).max(0.5).default(0.05),
  /** Who is never held out: the tenant's first users, so that trying Cairn shows Cairn, and whoever carries one of these verified traits as `true`. */
  holdoutSpares: z
    .strictObject({
      firstUsers: z.number().int().min(0).max(limits.numberedUsers).default(200),
      traits: z.array(traitName).max(10).default(['member', 'test_user']),
    })
    .prefault({}),
  /** Groups of users between which a guardrail keeps offers, and other content named here, in balance; by a verified trait. */
  exposureGroups: z
    .strictObject({
      trait: traitName.nullable().default(null),
      contents: z.array(contentKey).max(100).default([]),
      windowDays: z.number().int().min(1).max(90).default(28),
    })
    .prefault({}),
  /** Share of draws that try something else than the best, 0 to 0.3. */
  explorationShare: z.number().min(0).max(0.3).default(0),
  /**
   * Who orders what is equally important and names its outcome: `weighted` goes by score, `bandit` by what the tenant's own outcomes have
   * taught, and `auto` by the first until there is enough for the second (docs/how-it-works.md).
   */
  ranker: z.enum(['auto', 'weighted', 'bandit']).default('auto'),
  /**
   * By recommender, what its first choice adds to the author's priority, in points of it; its nth choice adds an nth of that. Without a weight a
   * recommender decides among equals only.
   */
  weights: z.record(pluginName, z.number().min(0).max(100)).default({}),
  /** By name: what content can hope for, how long, and what it is worth. */
  outcomes: outcomes.default({}),
  /** What the team suggests to whom, while its users have not shown yet what helps. */
  prior: z.array(suggestion).max(50).default([]),
  /** Content that goes first where it is eligible, and content that is never shown. */
  pins: z.array(rule).max(100).default([]),
  blocks: z.array(rule).max(100).default([]),
  ...assessmentSettings,
  /** The tenant's words for things: what its users read in place of the team's terms, and what else they may ask by. */
  vocabulary: vocabulary.default([]),
  /**
   * Whether answers to questions go by vectors beside words, and where those come from. `auto`: where the tenant's own questions have shown
   * that it helps. `similarity`: what is less like a question than this is not found by vectors (cosine, 0 to 1).
   */
  retrieval: z
    .strictObject({
      vectors: z.enum(['auto', 'on', 'off']).default('auto'),
      from: z.enum(['own-texts', 'endpoint']).default('own-texts'),
      similarity: z.number().min(0).max(1).default(0.35),
    })
    .prefault({}),
  searches: z
    .array(
      z
        .strictObject({
          name: eventName,
          form: z.string().min(1).max(limits.titleLength).optional(),
          route: routePattern.optional(),
          parameter: z
            .string()
            .regex(/^[\w-]{1,32}$/)
            .optional(),
        })
        .refine(
          (s) => s.form !== undefined || (s.route !== undefined && s.parameter !== undefined),
          'a search is named by a form, or by a route with its query parameter',
        ),
    )
    .max(10)
    .default([]),
  theme: z
    .strictObject({
      accent: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/)
        .optional(),
      side: z.enum(['left', 'right']).optional(),
      mode: z.enum(['auto', 'light', 'dark']).optional(),
    })
    .default({}),
  /** What the team leaves to a tenant's own admins, and how far. Only the team's keys write it. */
  tenantMay: tenantMay.default([]),
})
export type Settings = z.infer<typeof settings>

/** What is written over the level above, field by field: workspace over defaults, tenant over workspace. */
export const settingsOverride = z.strictObject(
  Object.fromEntries(Object.entries(settings.shape).map(([name, field]) => [name, field.unwrap().optional()])) as {
    [K in keyof typeof settings.shape]: z.ZodOptional<ReturnType<(typeof settings.shape)[K]['unwrap']>>
  },
)
export type SettingsOverride = z.infer<typeof settingsOverride>

/**
 * Immutable; every later stage is given one version and names it. `id` counts the changes that led to it: the workspace's, the tenant's,
 * and the corrections by members.
 */
export interface SettingsVersion {
  readonly id: string
  readonly at: number
  readonly by: string
  readonly why: string
  readonly value: Settings
  /** Those that stood when it was resolved, oldest first; one whose time is over does not act. */
  readonly corrections: readonly Correction[]
  /** Of the product's entities as they were then; absent where there were none. */
  readonly features?: ResolvedFeatures
}
