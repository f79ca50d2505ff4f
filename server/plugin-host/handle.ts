import type { Catalogue } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
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
    }
  /** All candidates of a decision at once; the author's `check` sees one. */
  | {
      readonly method: 'check'
      readonly input: Omit<CheckInput, 'candidate' | 'text'>
      readonly candidates: readonly Candidate[]
      readonly texts?: readonly ContentText[]
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
  /** Lets go of what it holds; for a plugin that is replaced, or a check that is over. */
  close(): Promise<void>
}

/** A handle with what its plugin says of itself, asked once when it was loaded. */
export interface LoadedPlugin {
  readonly description: PluginDescription
  readonly handle: PluginHandle
}

/** A plugin that a tenant's settings enable. */
export interface EnabledPlugin {
  readonly plugin: string
  readonly options: Readonly<Record<string, unknown>>
  /** In a replay: what it found out then. Given, the outside is not asked. */
  readonly recorded?: { readonly facts: unknown }
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
  list(): readonly PluginDescription[]
  /** A plugin's reason templates as it stands now; undefined for one that is not installed. */
  reasonsOf(plugin: string): Reasons | undefined
}
