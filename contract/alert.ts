/** Something that a guardrail found and that people should look at. */
export interface Alert {
  readonly plugin: string
  readonly code: string
  /** Key of the content concerned. */
  readonly content: string
  /** The first decision that day in which it was found. */
  readonly decision: string
}

/** An alert as it stands in its tenant's list. */
export interface ListedAlert extends Alert {
  /** Its place among the tenant's alerts. */
  readonly id: number
  /** Epoch ms. */
  readonly at: number
  /** Who has seen to it; null while nobody has. */
  readonly acknowledged: { readonly at: number; readonly by: string; readonly why: string | null } | null
}

export interface AlertQuery {
  readonly plugin?: string | undefined
  readonly code?: string | undefined
  readonly content?: string | undefined
  /** True for those that nobody has seen to, false for the others. */
  readonly open?: boolean | undefined
  /** Epoch ms, inclusive. */
  readonly from?: number | undefined
  /** Epoch ms, exclusive. */
  readonly to?: number | undefined
  /** Alerts before this one. */
  readonly before?: number | undefined
  readonly limit: number
}
