import type { Catalogue } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { LearningExample } from '../../contract/learning-example.ts'
import type {
  Candidate,
  CheckAnswer,
  CheckInput,
  ContentText,
  FactsFetch,
  FactsInput,
  PluginDescription,
  Reasons,
  RecommendAnswer,
  RecommendInput,
} from '../../contract/plugin.ts'

export type OptionsCheck =
  | { readonly ok: true; readonly options: unknown }
  | { readonly ok: false; readonly issues: readonly string[] }

export type PluginRequest =
  | {
      readonly method: 'recommend'
      readonly catalogue: string
      readonly input: Omit<RecommendInput<never>, 'prepared'>
      readonly options: unknown
      /** Of one that learns; left out before it has learnt anything. */
      readonly model?: unknown
    }
  /** All candidates of a decision at once; the author's `check` sees one. */
  | {
      readonly method: 'check'
      readonly input: Omit<CheckInput, 'candidate' | 'text'>
      readonly candidates: readonly Candidate[]
      readonly texts?: readonly ContentText[]
      readonly options: unknown
    }

/** A batch to be learnt. */
export interface Lesson {
  /** As `learn` returned it; undefined to begin with. */
  readonly model: string | undefined
  readonly examples: readonly LearningExample[]
  /** As they stand in the settings. */
  readonly options: unknown
}

/** One loaded plugin, wherever it runs: asynchronous and structured-clone-safe also in-process, so that a worker needs no other code. */
export interface PluginHandle {
  /** How long a question may wait for its turn, ms, before its deadline begins. */
  readonly waitMs: number
  describe(): Promise<PluginDescription>
  validateOptions(options: unknown): Promise<OptionsCheck>
  /** Builds the index for a tenant's catalogue version and options, once; `call` names the version. */
  prepare(context: TenantContext, catalogue: Catalogue, options: unknown): Promise<void>
  /** @returns the plugin's raw answer, unvalidated. Rejects when the plugin throws. */
  call(context: TenantContext, request: PluginRequest): Promise<unknown>
  /** Asks the outside through this `fetch`. @returns what the plugin found out, unvalidated. Rejects when the plugin throws. */
  prepareFacts(context: TenantContext, input: FactsInput, fetch: FactsFetch, options: unknown): Promise<unknown>
  /** @returns the next model, as JSON. Rejects when the plugin throws, and for what is no model. */
  learn(lesson: Lesson): Promise<string>
  /** Lets go of what it holds; for a plugin that is replaced, or a check that is over. */
  close(): Promise<void>
}

/** A handle with what its plugin says of itself, asked once when it was loaded. */
export interface LoadedPlugin {
  readonly description: PluginDescription
  readonly handle: PluginHandle
  /** Where it comes from, so that it can be loaded a second time, for learning. */
  readonly file?: string
}

/** What a plugin has learnt of one tenant's users. The same object for the same version, for as long as somebody holds it. */
export interface LearnedModel {
  /** 0 before it has learnt anything. */
  readonly version: number
  readonly value: unknown
}

/** A plugin that a tenant's settings enable. */
export interface EnabledPlugin {
  readonly plugin: string
  readonly options: Readonly<Record<string, unknown>>
  /** In a replay: what it found out then. Given, the outside is not asked. */
  readonly recorded?: { readonly facts: unknown }
  /** Of one that learns: the model to be asked with, and its version; left out for none yet. `value` is undefined before it has learnt anything. */
  readonly model?: LearnedModel
}

/** What the event flow asks. Never rejects: trouble is an outcome of the answer it concerns. */
export interface PluginHost {
  recommend(
    context: TenantContext,
    enabled: readonly EnabledPlugin[],
    catalogue: Catalogue,
    input: Omit<RecommendInput<never>, 'prepared'>,
  ): Promise<readonly RecommendAnswer[]>
  /** Asks the enabled guardrails of this phase; those of the other are left out. A guardrail that is not installed answers `missing`. */
  check(
    context: TenantContext,
    phase: 'eligibility' | 'content',
    enabled: readonly EnabledPlugin[],
    input: Omit<CheckInput, 'candidate' | 'text'>,
    candidates: readonly Candidate[],
    texts?: readonly ContentText[],
  ): Promise<readonly CheckAnswer[]>
  validateOptions(
    plugin: string,
    options: unknown,
  ): Promise<OptionsCheck | { readonly ok: false; readonly missing: true }>
  /** Lets a plugin learn, away from this thread and from the one that it answers in. @returns the next model, as JSON. Rejects where it fails, or takes too long */
  learn(plugin: string, lesson: Lesson): Promise<string>
  list(): readonly PluginDescription[]
  /** A plugin's reason templates as it stands now; undefined for one that is not installed. */
  reasonsOf(plugin: string): Reasons | undefined
}
