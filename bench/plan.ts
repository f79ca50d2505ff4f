/** How much is measured. Times in ms. Comparisons are interleaved: each repetition measures both sides, one straight after the other. */
export interface Plan {
  readonly ingest: { readonly repetitions: number; readonly warmUpMs: number; readonly measureMs: number }
  readonly roundTrip: { readonly lonelyUsers: number; readonly crowd: number; readonly crowdActors: number }
  readonly intent: { readonly turns: number }
  readonly decision: { readonly repetitions: number; readonly passes: number }
  readonly fold: { readonly repetitions: number; readonly entries: number }
  readonly heap: { readonly connections: number }
}

/** Within four minutes on two cores. */
export const fullPlan: Plan = {
  ingest: { repetitions: 5, warmUpMs: 500, measureMs: 2_500 },
  roundTrip: { lonelyUsers: 4, crowd: 500, crowdActors: 20 },
  intent: { turns: 80 },
  decision: { repetitions: 5, passes: 1_000 },
  fold: { repetitions: 7, entries: 20_000 },
  heap: { connections: 1_000 },
}

/** Within a minute; for a look while working, not for a claim. */
export const quickPlan: Plan = {
  ingest: { repetitions: 3, warmUpMs: 300, measureMs: 700 },
  roundTrip: { lonelyUsers: 1, crowd: 500, crowdActors: 5 },
  intent: { turns: 20 },
  decision: { repetitions: 3, passes: 300 },
  fold: { repetitions: 3, entries: 10_000 },
  heap: { connections: 300 },
}
