/** Delays for tests that kill the process around a commit, ms. Nothing but the argument of openStorage reaches them. */
export interface Faults {
  readonly beforeCommitMs?: number
  readonly afterCommitMs?: number
}
