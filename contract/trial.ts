import type { Hope } from './outcome.ts'

/** What the outcome of a choice will teach. */
export interface Trial extends Hope {
  /** Content key, or `nothing`. */
  readonly item: string
  /** The probability with which it was drawn. */
  readonly propensity: number
  /** Of `nothing`: the keys that it was drawn against, and stands against for a while. */
  readonly over?: readonly string[]
}
