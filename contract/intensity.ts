/** How fast a decayed count forgets: it halves in so many ms of silence. Three spans, so that "just now", "today" and "lately" can differ. */
export const halfLivesMs = { hour: 3_600_000, day: 86_400_000, fortnight: 14 * 86_400_000 } as const
export type Span = keyof typeof halfLivesMs

/**
 * An exponentially decayed count per span, as of a time that is kept beside it. Each happening adds 1 and halves with every half-life, so a
 * steady `n` per half-life settles at about `1.44 n` (the sum of a geometric series; `n / ln 2`).
 */
export type Intensity = Readonly<Record<Span, number>>
export interface DatedIntensity extends Intensity {
  /** Epoch ms of the latest happening; 0 for none. */
  readonly at: number
}

export const noIntensity: DatedIntensity = Object.freeze({ at: 0, hour: 0, day: 0, fortnight: 0 })

/** To thousandths: what is left of one happening after ten half-lives is nothing, and stored sessions stay short. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000

/** What a decayed count is worth `ageMs` later. Negative ages count as 0. */
export const decay = (value: number, ageMs: number, halfLifeMs: number): number =>
  value === 0 ? 0 : value * 2 ** (-Math.max(0, ageMs) / halfLifeMs)

const at = (value: number, then: number, now: number, span: Span): number => decay(value, now - then, halfLivesMs[span])

/** What is left of it now. */
export const intensityAt = (given: DatedIntensity, now: number): Intensity => ({
  hour: at(given.hour, given.at, now, 'hour'),
  day: at(given.day, given.at, now, 'day'),
  fortnight: at(given.fortnight, given.at, now, 'fortnight'),
})

/** The sum of two, as of the later of their times: neither's order of arrival matters. Constant time. */
export const addIntensities = (a: DatedIntensity, b: DatedIntensity): DatedIntensity => {
  const latest = Math.max(a.at, b.at)
  const sum = (span: Span): number => rounded(at(a[span], a.at, latest, span) + at(b[span], b.at, latest, span))
  return { at: latest, hour: sum('hour'), day: sum('day'), fortnight: sum('fortnight') }
}

/** One more happening. Late news, of a time before the latest, adds what would be left of it by then. */
export const addHappening = (before: DatedIntensity, happenedAt: number): DatedIntensity =>
  addIntensities(before, { at: happenedAt, hour: 1, day: 1, fortnight: 1 })
