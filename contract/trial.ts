/** What the outcome of a choice will teach. */
export interface Trial {
  /** Content key, or `nothing`. */
  readonly item: string
  /** The event that is hoped for. */
  readonly event: string
  readonly withinMs: number
  /** 0 to 1. */
  readonly value: number
  /** The probability with which it was drawn. */
  readonly propensity: number
  /** Of `nothing`: the keys that it was drawn against, and stands against for a while. */
  readonly over?: readonly string[]
}
