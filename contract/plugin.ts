import { z } from 'zod'
import type { AccountCaps } from './account-caps.ts'
import type { Catalogue, Slot } from './content.ts'
import type { ContentTerms } from './content-terms.ts'
import type { ResolvedFeatures } from './entities.ts'
import type { ExposureFacts } from './exposure-shares.ts'
import type { LearningExample } from './learning-example.ts'
import { limits } from './limits.ts'
import { contentKey } from './names.ts'
import type { Nearest } from './nearest.ts'
import type { Outcomes } from './outcome.ts'
import type { Suggestion } from './prior.ts'
import type { Readable } from './readable.ts'
import type { Session } from './session.ts'

// What a plugin author needs beside the interfaces, so that `cairn/plugin` is the one import.
export { roomInAccount } from './account-caps.ts'
export type {
  Article,
  Catalogue,
  Checklist,
  ChecklistStep,
  Content,
  ContentKind,
  ContentVersion,
  DecidedSlot,
  Offer,
  Playbook,
  Slot,
  Tip,
  Tour,
  Trigger,
} from './content.ts'
export { triggerOf } from './content.ts'
export type { CitedSource, ContentTerms } from './content-terms.ts'
export { addVoice, type Crowd, crowdSize, leastPeople } from './crowd.ts'
export type { ResolvedFeatures } from './entities.ts'
export { type Has, hasFeature, missingRight, rightsTraits } from './feature-rights.ts'
export { eventIntensity, featuresOf, recentDaysAt, transitionAt } from './features.ts'
export { intensityAt } from './intensity.ts'
export type { DoingKind, LearningExample } from './learning-example.ts'
export { limits } from './limits.ts'
export { localeChain, localise } from './localise.ts'
export type { Nearest } from './nearest.ts'
export { type Discount, type Price, type Requirement, reducedAmount } from './offer-terms.ts'
export type { Outcomes } from './outcome.ts'
export type { Suggestion } from './prior.ts'
export { roleOf } from './role-of.ts'
export { matchesRoute, routePattern } from './route-pattern.ts'
export type { Session } from './session.ts'
export { verifiedWords } from './verified-words.ts'

/**
 * What a plugin author writes: metadata, a zod options schema and pure functions over plain data. No base class, no server handle, no
 * clock, no global. Everything given and returned is structured-clone-safe, so that the same plugin runs in-process or in a worker.
 */

const factValue = z.union([z.string().max(limits.propertyTextLength), z.number(), z.boolean()])
/** Why a candidate was proposed: a reason code of the plugin, with the facts its templates name. */
export const evidence = z.strictObject({
  code: contentKey,
  facts: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/), factValue).default({}),
})
export type Evidence = z.infer<typeof evidence>

/** A content version that a recommender proposes. `score` is comparable within one recommender only; larger is better. */
export const candidate = z.strictObject({
  content: z.string().min(1).max(128),
  score: z.number().min(-1e6).max(1e6),
  evidence: z.array(evidence).min(1).max(limits.evidencePerCandidate),
})
export const candidates = z.array(candidate).max(limits.candidatesPerRecommender)
export type ProposedCandidate = z.infer<typeof candidate>
/** A candidate after the merge: with the plugin (or `host`, `user`) that proposed it, and the content's key and kind. */
export type Candidate = ProposedCandidate & {
  readonly source: string
  readonly key: string
  readonly kind: string
  readonly slot: Slot
  readonly priority: number
  /** What this user's own feedback on its topics adds to the priority, or takes from it. Absent for nothing. */
  readonly leaning?: number
  /** What the tenant's weights for recommenders add to the priority. Absent for nothing. */
  readonly points?: number
  /** Shown again and again without being heeded: until then it goes behind others of its priority; epoch ms. Absent where it is not. */
  readonly wornUntil?: number
  /** What the content stands by: features, requirements, price, sources with their dates. Absent for nothing. */
  readonly terms?: ContentTerms
}

const reserve = z
  .array(
    z.strictObject({
      key: z.string().regex(/^[a-z][a-z0-9:-]{0,63}$/),
      limit: z.number().int().min(1).max(1_000),
      windowMs: z
        .number()
        .int()
        .min(1_000)
        .max(366 * 86_400_000),
      /** With the user's account, for all its users together, instead of with the user alone. */
      scope: z.literal('account').optional(),
    }),
  )
  .max(8)
const patch = z.strictObject({
  title: z.string().min(1).max(limits.titleLength).optional(),
  body: z.string().min(1).max(limits.textLength).optional(),
})

/** What a guardrail says of one candidate. `retryAfterMs` on a veto asks to be heard again then. Reservations are made when it is shown. */
export const verdict = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('allow'), reserve: reserve.optional() }),
  z.strictObject({
    verdict: z.literal('veto'),
    code: contentKey,
    facts: evidence.shape.facts.optional(),
    retryAfterMs: z
      .number()
      .int()
      .min(100)
      .max(31 * 86_400_000)
      .optional(),
  }),
  z.strictObject({ verdict: z.literal('amend'), patch, code: contentKey }),
])
export type Verdict = z.infer<typeof verdict>
export type VerdictInput = z.input<typeof verdict>

/** `{code: {locale: template}}`; `{name}` in a template stands for a fact. Every code needs at least `en`. */
export type Reasons = Readonly<Record<string, { readonly en: string } & Readonly<Record<string, string>>>>

export interface FactsInput {
  readonly session: Session
  readonly now: number
}
export interface FactsRequest {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
export interface FactsResponse {
  readonly status: number
  readonly body: string
}
/** https to declared hosts only. Rejects when it refuses, and after two seconds. */
export type FactsFetch = (url: string, init?: FactsRequest) => Promise<FactsResponse>

interface Metadata<O> {
  /** Lower-case and unique among the workspace's plugins: `next-step`. */
  readonly name: string
  /** The plugin's own version, recorded with every answer. */
  readonly version: string
  readonly apiVersion: typeof limits.pluginApiVersion
  readonly summary: string
  readonly options: z.ZodType<O>
  readonly reasons: Reasons
  /** Hosts that `prepareFacts` asks: `api.example.com`. */
  readonly hosts?: readonly string[]
  /** Whom its facts are about, and for how many seconds (10 to 86,400) they hold. */
  readonly facts?: { readonly about: 'user' | 'account'; readonly seconds: number }
  /**
   * Asks the outside, the one place with a network. What it finds out, plain JSON, comes back as `facts` in the input and stands in the record, so that a
   * replay asks nobody. Decisions wait a moment for it at most: what comes later serves the next one.
   */
  prepareFacts?(input: FactsInput, access: { readonly fetch: FactsFetch }, options: O): Promise<unknown>
}

export interface RecommendInput<P> {
  readonly session: Session
  readonly slot: Slot
  /** Versions that targeting left; proposing any other is counted as a fault and ignored. */
  readonly eligible: readonly string[]
  /** Epoch ms; the only clock a plugin has. */
  readonly now: number
  /** The only source of chance: 32 bits, unsigned. */
  readonly seed: number
  /** What the product is made of, as its entities say it: who has a feature, and by what it is adopted. Absent where nothing is written. */
  readonly features?: ResolvedFeatures
  /** The tenant's outcomes by name: content may hope for one of them by it. Absent for none. */
  readonly outcomes?: Outcomes
  /** What the team suggests to whom, of the settings; absent for nothing. */
  readonly prior?: readonly Suggestion[]
  /** What `prepareFacts` found out; null when it has not, or not in time. */
  readonly facts?: unknown
  readonly prepared: P
  /** Given for a list that the user asked for, and only to who declares `answers`: what they want to know; null for "whatever fits now". */
  readonly ask?: { readonly query: string | null }
  /** With a question, where the tenant goes by vectors: what they found nearest to it, whether eligible or not. */
  readonly nearest?: Nearest
}

/** What it has learnt of this tenant's users, frozen; only for who learns. A caller that knows nothing of the model may leave it to the host. */
type Learnt<M> = unknown extends M ? { readonly model?: M } : [M] extends [undefined] ? object : { readonly model: M }

/**
 * How a recommender learns from what a tenant's users do. Cairn keeps what it has learnt, a model for each tenant and set of options, and
 * hands it to `recommend`. All three are pure. A model is plain JSON of at most `limits.learnedModelLength` characters.
 */
export interface Learns<O, M> {
  /** What is known before anything is learnt. */
  initial(options: O): M
  /** One example more. The model given is frozen: return another. */
  learn(model: M, example: LearningExample, options: O): M
  /** After a batch of examples: what takes longer. Runs, as all of this does, off the server's thread, within ten seconds a batch. */
  refresh?(model: M, options: O): M
}

export interface Recommender<O = unknown, P = unknown, M = unknown> extends Metadata<O> {
  readonly type: 'recommender'
  /** True when it heeds `ask`: it is asked for lists that users ask for, where others would propose what nobody asked about. */
  readonly answers?: boolean
  /** Pure; cached per catalogue version and options. Build indexes here. */
  prepare?(catalogue: Catalogue, options: O): P
  readonly learns?: Learns<O, M>
  recommend(input: RecommendInput<P> & Learnt<M>, options: O): readonly z.input<typeof candidate>[]
}

/** What a content guardrail reads, in the user's locale: all that may be read of the content while it stands. */
export interface ContentText {
  readonly title: string
  /** Empty where there is none. */
  readonly body: string
  /** Steps, labels of actions and whatever else is not title or body; no amendment reaches them. */
  readonly others: readonly string[]
  /** Other wordings that the author wrote, by tone; what one leaves out is said as it stands. */
  readonly variants: Readonly<Record<string, { readonly title?: string; readonly body?: string }>>
}

export interface CheckInput {
  readonly candidate: Candidate
  readonly session: Session
  readonly now: number
  readonly settings: {
    readonly consent: 'implied' | 'required'
    /** Who has which feature of the product; absent where the team has written none. */
    readonly features?: ResolvedFeatures
  }
  /** What `prepareFacts` found out; null when it has not, or not in time. */
  readonly facts?: unknown
  /** How the tenant's declared groups fared: only for guardrails that read `exposure-shares`, and only where groups are declared. */
  readonly exposureShares?: ExposureFacts
  /** What counts towards the account's caps: only for guardrails that read `account-caps`, and only for users who are proven to be in one. */
  readonly accountCaps?: AccountCaps
  /** Only content guardrails get it. */
  readonly text?: ContentText
}

export interface Guardrail<O = unknown> extends Metadata<O> {
  readonly type: 'guardrail'
  /** `eligibility`: may this user be shown this, now? `content`: may it be said like this? */
  readonly phase: 'eligibility' | 'content'
  /** True when it only spares the user's attention: content that the host or user asked for by key is exempt from its vetoes. */
  readonly fatigue?: boolean
  /** What it needs to know beside the session. */
  readonly reads?: readonly Readable[]
  /** Of its codes, those that people should hear of: they are counted, logged and kept. */
  readonly alerts?: readonly string[]
  check(input: CheckInput, options: O): VerdictInput
}

export type Plugin = Recommender | Guardrail

type Authored<T extends { type: string; apiVersion: number }> = Omit<T, 'type' | 'apiVersion'>

/** Declares a recommender; the types of its options, prepared index and model are inferred. */
export const defineRecommender = <O, P = undefined, M = undefined>(
  plugin: Authored<Recommender<O, P, M>>,
): Recommender<O, P, M> => ({
  type: 'recommender',
  apiVersion: limits.pluginApiVersion,
  ...plugin,
})
/** Declares a guardrail. It fails closed: throwing, answering late or answering rubbish vetoes. */
export const defineGuardrail = <O>(plugin: Authored<Guardrail<O>>): Guardrail<O> => ({
  type: 'guardrail',
  apiVersion: limits.pluginApiVersion,
  ...plugin,
})

/** What a plugin says of itself, without its functions. */
export interface PluginDescription {
  readonly type: Plugin['type']
  readonly name: string
  readonly version: string
  readonly apiVersion: number
  readonly summary: string
  readonly phase: Guardrail['phase'] | null
  /** Of a recommender: it heeds what users ask. */
  readonly answers?: boolean
  /** Of a recommender: it learns. */
  readonly learns?: boolean
  /** Of a guardrail: host-asked content is exempt from its vetoes. */
  readonly fatigue?: boolean
  readonly reads?: readonly Readable[]
  readonly alerts?: readonly string[]
  readonly reasons: Reasons
  readonly hosts?: readonly string[]
  /** Of a plugin that asks the outside. */
  readonly facts?: { readonly about: 'user' | 'account'; readonly seconds: number }
  /** JSON Schema of the options; generates the form. */
  readonly optionsSchema: Readonly<Record<string, unknown>>
}

export type PluginOutcome = 'answered' | 'late' | 'failed' | 'invalid' | 'tripped' | 'missing'

/** One plugin's answer as it is recorded; replay reads these instead of asking again. */
export interface Answer<V> {
  readonly plugin: string
  readonly version: string
  readonly outcome: PluginOutcome
  /** Present when answered. */
  readonly value: V | null
  /** What the plugin had found out outside when it was asked; absent for one that asks nobody. */
  readonly facts?: unknown
  /** Wall time of the call, ms. Recorded, never used in a choice. */
  readonly ms: number
}
export type RecommendAnswer = Answer<readonly ProposedCandidate[]> & {
  /** Of a recommender that learns: the version of its model that it was given; 0 before it has learnt anything. */
  readonly model?: number
  /** Candidates left out of `value`: not eligible, or beyond `limits.candidatesPerRecommender`. Absent for none. */
  readonly dropped?: number
}
/** One verdict per candidate given, in their order. `fatigue` as the guardrail declares it. */
export type CheckAnswer = Answer<readonly Verdict[]> & { readonly fatigue?: boolean }
