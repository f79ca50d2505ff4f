/** Where vectors come from: learnt from the tenant's own texts on this server, or asked of the operator's embeddings endpoint. */
export type VectorSource = 'own-texts' | 'endpoint'

/** What a tenant's vectors found nearest to a question, best first. Recorded with the question, so that a replay asks nobody. */
export interface Nearest {
  readonly by: VectorSource
  readonly found: readonly {
    /** A content version. */
    readonly content: string
    /** Cosine, above 0 to 1, to four places. */
    readonly similarity: number
  }[]
}
