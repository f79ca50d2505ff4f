/** What speaks for a ranking model's word. */
export type LearntSoFar = Readonly<Record<'examples' | 'items' | 'rewards', number>>

/** For whoever asks how far a tenant's ranking model is. `examples` of an item are weighted and decayed, as the model counts them. */
export interface LearningReport {
  /** Who ranks now, where the settings leave it to Cairn. */
  readonly ranker: 'weighted' | 'bandit'
  readonly model: number
  readonly knows: LearntSoFar
  readonly needs: LearntSoFar
  readonly items: readonly { readonly item: string; readonly examples: number; readonly rewards: number }[]
}
