import type { ErrorCode } from './errors.ts'

/**
 * `begun` is written before a change is made and `done` or `failed` after it: what cannot be written down is not done, and a crash between
 * the two leaves the first. `denied` is a key that was refused. `noted` is what the server itself wrote down.
 */
export const auditOutcomes = ['begun', 'done', 'failed', 'denied', 'noted'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/** Plain data: ids and what was asked for, never a user's own id, a key's secret or a text that a user wrote. */
export type AuditFacts = Readonly<Record<string, unknown>>

/** What is to be written down of one act. */
export interface AuditNote {
  /** What was asked of the server: an action of the permission table, or one of the server's own. */
  readonly action: string
  readonly outcome: AuditOutcome
  /** `sk:<key id>`, `operator`, `job:<name>`. */
  readonly by: string
  /** The request's id; the log names it too. */
  readonly request: string
  /** Where it was asked for: method and path of the route; null for the server's own. */
  readonly route: string | null
  readonly what: AuditFacts
  readonly why: string | null
  /** What went wrong, where something did. */
  readonly code: ErrorCode | null
}

/** One entry of an audit log. Its hash covers everything else in it, the hash of the entry before among that. */
export interface AuditEntry extends AuditNote {
  readonly seq: number
  readonly id: string
  /** Epoch ms. */
  readonly at: number
  /** Whose log it is: `<workspace>-<tenant>`, a workspace's id, or `installation`. */
  readonly log: string
  readonly prev: string
  readonly hash: string
}

/** One block of a user's chain of decisions, or the mark that what came before was erased. */
export type ChainBody =
  | {
      readonly kind: 'sealed'
      readonly prev: string
      readonly links: readonly ChainLink[]
      /** The last link's hash. */
      readonly head: string
    }
  | { readonly kind: 'erased'; readonly prev: string; readonly at: number; readonly head: string }

/** The header of one decision's entry, and the salted hash of its body. */
export interface ChainLink {
  readonly seq: number
  readonly id: string
  readonly at: number
  /** SHA-256 over the salt and the canonical body; the salt stands sealed with the body and goes with it. */
  readonly leaf: string
}

/** One line of an export. `docs/decisions/0013-audit.md` says what is hashed. */
export type ExportLine =
  | {
      readonly line: 'export'
      readonly v: 1
      readonly log: string
      /** The team's own id for its customer; null for a workspace's log. */
      readonly tenant: string | null
      readonly at: number
      /** Whether the decisions themselves are among the lines. */
      readonly decisions: boolean
      /** Where the log ended when the export began, as the control data remember it; null when nothing was ever written. */
      readonly anchor: { readonly seq: number; readonly hash: string } | null
    }
  | ({ readonly line: 'entry' } & AuditEntry)
  | { readonly line: 'chain'; readonly user: string; readonly seq: number; readonly body: ChainBody }
  | {
      readonly line: 'decision'
      readonly user: string
      readonly seq: number
      readonly id: string
      readonly at: number
      readonly body: unknown
    }
  /** Something at rest that does not open any more. */
  | { readonly line: 'unreadable'; readonly stream: string; readonly seq: number }
  | { readonly line: 'end'; readonly lines: number }
