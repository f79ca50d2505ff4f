/** A user who is in a segment of the tenant. */
export interface SegmentMember {
  /** Internal id. */
  readonly user: string
  /** Epoch ms. */
  readonly since: number
  /** Whether the user was seen to come in; else they were in it when it was defined. */
  readonly entered: boolean
}
