/** In ms. Preparing happens once per catalogue version, so it may take longer than a call. */
export interface Deadlines {
  readonly recommendMs: number
  readonly checkMs: number
  readonly prepareMs: number
  /** One batch of examples. */
  readonly learnMs: number
  /**
   * Of a plugin in a thread of its own, before the deadline begins: how long a question may wait for its turn. Enough for another that loops to be given up
   * and the plugin to be loaded again.
   */
  readonly turnMs: number
}

export const defaultDeadlines: Deadlines = {
  recommendMs: 50,
  checkMs: 50,
  prepareMs: 1_000,
  learnMs: 10_000,
  turnMs: 100,
}
