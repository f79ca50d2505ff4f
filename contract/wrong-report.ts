/** One user's word that something in one piece of content is wrong, while they stand by it. */
export interface WrongReport {
  readonly content: string
  /** The version that it was said of; null where that is no longer known. */
  readonly version: string | null
  readonly at: number
  /** The decision under which the user saw it. */
  readonly decision: string
  /** Internal id. */
  readonly user: string
}
