import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { CompiledCorrections } from '../../contract/compiled-corrections.ts'
import type { ResolvedFeatures } from '../../contract/entities.ts'
import type {
  Candidate,
  CheckAnswer,
  CheckInput,
  ContentText,
  Reasons,
  RecommendAnswer,
  RecommendInput,
} from '../../contract/plugin.ts'
import type { Settings } from '../../contract/settings.ts'
import type { AskRanking } from './rank-and-draw.ts'

/** What a slot is decided under. */
export interface DecisionWorld {
  readonly settings: Settings
  readonly catalogue: CompiledCatalogue
  /** The settings version's corrections, compiled over this catalogue. */
  readonly corrections: CompiledCorrections
  /** Of the settings version. */
  readonly features?: ResolvedFeatures | undefined
  /** SHA-256, hex. */
  readonly hash: (text: string) => string
  /** For the recorded cost only. */
  readonly monotonicMs: () => number
  /** A plugin's reason templates; undefined for one that is not installed. */
  readonly reasonsOf: (plugin: string) => Reasons | undefined
}

/** How plugins and models are asked: live through the plugin host, in a replay from the record. Must not reject: trouble is an answer's outcome. */
export interface Asker {
  recommend(
    enabled: Settings['recommenders'],
    input: Omit<RecommendInput<never>, 'prepared'>,
  ): Promise<readonly RecommendAnswer[]>
  readonly rank?: AskRanking
  /** One answer per enabled guardrail of the phase, in their order, each with one verdict per candidate. */
  check(
    phase: 'eligibility' | 'content',
    enabled: Settings['guardrails'],
    input: Omit<CheckInput, 'candidate' | 'text'>,
    candidates: readonly Candidate[],
    texts?: readonly ContentText[],
  ): Promise<readonly CheckAnswer[]>
}
