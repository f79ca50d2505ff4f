import type { AlertQuery, ListedAlert } from '../../contract/alert.ts'
import type { NotShownAnswer } from '../../contract/content-fate.ts'
import type { TenantContext } from '../../contract/context.ts'
import type { Decision } from '../../contract/decision.ts'
import type { DecisionQuery, FoundDecisions } from '../../contract/decision-search.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { AppError } from '../../contract/errors.ts'
import type { Answers, GateAnswer } from '../../contract/guidance.ts'
import type { LearningReport } from '../../contract/learning-report.ts'
import type { Ack } from '../../contract/messages.ts'
import type { PluginDescription } from '../../contract/plugin.ts'
import type { DryRun, Replayed, ReplayedPage, ReplayMode } from '../../contract/replay.ts'
import type { LabelledQuestion, RetrievalFinding, RetrievalStanding } from '../../contract/retrieval-finding.ts'
import type { SegmentMember } from '../../contract/segment-member.ts'
import type { Session } from '../../contract/session.ts'
import type { SettingsOverride } from '../../contract/settings.ts'
import type { WrongReport } from '../../contract/wrong-report.ts'
import type { AuditContext, AuditLog } from '../audit/audit-log.ts'
import type { ContentRegistry } from '../tenants/content-registry.ts'
import type { CorrectionRegistry } from '../tenants/correction-registry.ts'
import type { EraseUser } from '../tenants/erase-user.ts'
import type { PeopleRegistry } from '../tenants/people-registry.ts'
import type { ProductRegistry } from '../tenants/product-registry.ts'
import type { SettingsRegistry } from '../tenants/settings-registry.ts'
import type { TenantKeys } from '../tenants/tenant-keys.ts'
import type { TenantRegistry } from '../tenants/tenant-registry.ts'
import type { UserRegistry } from '../tenants/user-registry.ts'
import type { WorkspaceRegistry } from '../tenants/workspace-registry.ts'

/** What the routes need done; main hands it in. */
export interface HttpServices {
  readonly workspaces: WorkspaceRegistry
  readonly tenants: TenantRegistry
  readonly tenantKeys: Pick<TenantKeys, 'mint' | 'list' | 'revoke'>
  readonly users: UserRegistry
  readonly eraseUser: EraseUser
  readonly settings: SettingsRegistry
  readonly corrections: CorrectionRegistry
  readonly content: ContentRegistry
  readonly product: ProductRegistry
  readonly people: PeopleRegistry
  readonly flow: {
    receiveFromBackEnd(context: TenantContext, user: string, messages: readonly unknown[]): Promise<Ack>
    askFromBackEnd(
      context: TenantContext,
      user: string,
      question: { query?: string | undefined; k: number },
    ): Promise<Answers>
    gateFromBackEnd(context: TenantContext, user: string, feature: string): Promise<GateAnswer>
    session(context: TenantContext, user: string): Promise<Session>
    entries(
      context: TenantContext,
      user: string,
      page: { after: number; limit: number },
    ): Promise<readonly SessionEntry[]>
    readonly replays: {
      one(context: TenantContext, id: string, mode: ReplayMode): Promise<Replayed | undefined>
      range(context: TenantContext, query: DecisionQuery, mode: ReplayMode): Promise<ReplayedPage>
      dryRun(
        context: TenantContext,
        settings: Extract<ReplayMode, { kind: 'with' }>['settings'],
        last: number,
      ): Promise<DryRun>
    }
    readonly records: {
      of(context: TenantContext, id: string): Promise<Decision | 'erased' | undefined>
      ofUser(
        context: TenantContext,
        user: string,
        page: { before?: number | undefined; limit: number },
      ): Promise<{ decisions: readonly Decision[]; next: number | null }>
      search(context: TenantContext, query: DecisionQuery): Promise<FoundDecisions>
      notShown(context: TenantContext, user: string, content: string, time: number): Promise<NotShownAnswer>
    }
    wrongReports(
      context: TenantContext,
      page: { content?: string | undefined; before?: number | undefined; limit: number },
    ): Promise<readonly WrongReport[]>
    feedback(context: TenantContext, user: string): Promise<readonly object[]>
  }
  readonly alerts: {
    list(
      context: TenantContext,
      query: AlertQuery,
    ): Promise<{ readonly alerts: readonly ListedAlert[]; readonly next: number | null }>
    acknowledge(
      context: TenantContext,
      alert: number,
      who: { readonly by: string; readonly why: string | null },
    ): Promise<ListedAlert | undefined>
  }
  readonly segments: {
    list(
      context: TenantContext,
      segment: string,
      page: { readonly after?: string | undefined; readonly limit: number },
    ): Promise<{ readonly members: readonly SegmentMember[]; readonly next: string | null }>
  }
  readonly audit: {
    readonly log: AuditLog
    /** @param tenant the team's own id of the tenant; null for a workspace's log */
    exportLines(context: AuditContext, tenant: string | null, decisions: boolean): AsyncIterable<unknown>
  }
  readonly learning: (context: TenantContext) => Promise<LearningReport>
  readonly retrieval: {
    /** Undefined where there is nothing to compare with. */
    evaluate(context: TenantContext): Promise<RetrievalFinding | undefined>
    label(context: TenantContext, questions: readonly LabelledQuestion[]): Promise<void>
    standing(context: TenantContext): Promise<RetrievalStanding>
  }
  readonly plugins: () => readonly PluginDescription[]
  /** @returns what is wrong with a setting's plugins, as an error to throw; undefined when nothing is. */
  readonly checkPlugins: (value: SettingsOverride) => Promise<AppError | undefined>
  /** Epoch ms. */
  readonly now: () => number
  readonly ready: () => Promise<boolean>
  readonly metrics: () => Promise<{ type: string; body: string }>
  readonly version: string
}
