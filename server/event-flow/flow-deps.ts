import type { Ambient } from '../../contract/ambient.ts'
import type { CompiledCatalogue } from '../../contract/compiled-catalogue.ts'
import type { CompiledCorrections } from '../../contract/compiled-corrections.ts'
import type { CompiledRules } from '../../contract/compiled-rules.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { IdentifiedBody, SessionEntry } from '../../contract/entries.ts'
import type { ServerEnvelope, Welcome } from '../../contract/guidance.ts'
import type { Learner, NewDoing } from '../../contract/learning-example.ts'
import type { Traits } from '../../contract/names.ts'
import type { Nearest } from '../../contract/nearest.ts'
import type { Settings, SettingsVersion } from '../../contract/settings.ts'
import type { Speaker } from '../../contract/speaker.ts'
import type { AccountAttention } from '../delivery/account-attention.ts'
import type { Alerts } from '../delivery/alerts.ts'
import type { PresentTab } from '../delivery/choose-lease.ts'
import type { Coalescer } from '../delivery/coalescer.ts'
import type { DecisionIndex } from '../delivery/decision-index.ts'
import type { ExposureCounts } from '../delivery/exposure-counts.ts'
import type { SegmentMembers } from '../delivery/segment-members.ts'
import type { WakeTimes } from '../delivery/wake-times.ts'
import type { WrongReports } from '../delivery/wrong-reports.ts'
import type { Newcomers } from '../ingest/newcomers.ts'
import type { TakeTokens } from '../ingest/rate-limits.ts'
import type { UserStreams } from '../ingest/user-streams.ts'
import type { Example } from '../learning/bandit-model.ts'
import type { Posterior } from '../learning/posterior.ts'
import type { LearnedModel, PluginHost } from '../plugin-host/handle.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

/** What a tenant is decided under at one moment. */
export interface World {
  readonly settings: SettingsVersion
  readonly catalogue: CompiledCatalogue
  readonly corrections: CompiledCorrections
  /** Of the settings, over the catalogue. */
  readonly rules: CompiledRules
}

/** A tenant's model as the flow uses it: it ranks, and is told what came of it. */
export interface Models {
  /** Undefined while it cannot be read: the weighted order stands. */
  current(context: TenantContext): Promise<CurrentModel | undefined>
  /** Kept durably, once per decision; learnt from in batches, later. */
  note(context: TenantContext, examples: readonly NewExample[]): Promise<void>
}

export interface CurrentModel {
  readonly salt: string
  readonly version: number
  readonly posterior: Posterior
  /** Whether it has learnt enough to gain from it: see `learning/knows-enough.ts`. */
  readonly knowsEnough: boolean
}

export interface NewExample extends Example {
  /** The decision's id. */
  readonly id: string
  readonly user: string
  readonly at: number
  readonly propensity: number
}

/** What recommenders have learnt of a tenant's users: they are told, and asked with it. */
export interface Learners {
  note(context: TenantContext, user: string, doings: readonly NewDoing[]): Promise<void>
  current(context: TenantContext, learner: Learner): Promise<LearnedModel>
  /** What it knew then; undefined where that can neither be read nor learnt again. */
  at(context: TenantContext, learner: Learner, version: number): Promise<LearnedModel | undefined>
}

/** A tenant's vectors as the flow uses them. */
export interface Vectors {
  /** Undefined where the tenant's answers go by words alone, and while they have to. Never rejects. */
  nearest(
    context: TenantContext,
    world: World,
    question: { readonly query: string; readonly locale: string | null },
  ): Promise<Nearest | undefined>
}

/** What main hands to the flow: everything that keeps state, talks to the outside, or brings time and chance. */
export interface FlowDeps {
  readonly streams: UserStreams
  readonly newcomers: Newcomers
  readonly worlds: {
    now(context: TenantContext): Promise<World>
    /** The world that a record names; undefined where retention has removed it. */
    at(context: TenantContext, versions: { settings: string; catalogue: string }): Promise<World | undefined>
    /** The same catalogue under other settings, in their words; nothing is saved. */
    under(context: TenantContext, world: World, settings: Settings): Promise<World>
  }
  readonly plugins: PluginHost
  /** The same plugins, for asking about the past: with time enough, and without a say in what stands for the living. */
  readonly rehearsal: PluginHost
  readonly models: Models
  readonly learners: Learners
  readonly vectors: Vectors
  /** What the team's back end has written of an account, as verified traits. */
  readonly accountTraits: (context: TenantContext, account: string) => Promise<Traits | undefined>
  readonly accounts: AccountAttention
  readonly takeTokens: TakeTokens
  readonly coalescer: Coalescer
  readonly wakes: WakeTimes
  readonly index: DecisionIndex
  readonly reports: WrongReports
  readonly exposures: ExposureCounts
  readonly alerts: Alerts
  readonly segments: SegmentMembers
  /** Erases everything that is kept about who speaks, writes down that it was done, and parts their tabs. */
  readonly eraseSpeaker: (speaker: Speaker) => Promise<void>
  /** Writes down what pages ran for their users. @param mayStand whether it may have been written down already */
  readonly noteActions: (context: TenantContext, entries: readonly SessionEntry[], mayStand: boolean) => Promise<void>
  readonly push: (
    context: TenantContext,
    user: string,
    tab: string | null,
    shown: ServerEnvelope,
    hidden: ServerEnvelope,
  ) => void
  /** To the speaker's tab alone; nowhere when it is gone. */
  readonly tell: (speaker: Speaker, envelope: ServerEnvelope) => void
  readonly tabs: (context: TenantContext, user: string) => Promise<readonly PresentTab[]>
  readonly seen: (speaker: Speaker) => void
  /** SHA-256, hex. */
  readonly hash: (text: string) => string
  readonly ambient: Ambient
  readonly telemetry: Telemetry
}

/** A widget that has come: what admission says of it. */
export interface Arrival {
  readonly identity: Welcome['identity']
  readonly identified: IdentifiedBody
  readonly visitorToken: string | null
  readonly visit: { readonly context: TenantContext; readonly visitor: string } | null
  readonly handshake: { readonly visible?: boolean | undefined; readonly paints?: readonly string[] | undefined }
}
