import type { Session } from '../../contract/session.ts'

/** One user is heard with this weight in all, at most, within about a half-life: whoever shouts, or fakes outcomes, steers nothing. */
const mostHeard = 10
const halfLifeMs = 14 * 86_400_000

const faded = ({ weight, at }: Session['voice'], now: number): number =>
  weight * 0.5 ** (Math.max(0, now - at) / halfLifeMs)

/** How much the user's next example counts, 0 to 1. */
export const weightOfNext = (voice: Session['voice'], now: number): number =>
  Math.max(0, Math.min(1, mostHeard - faded(voice, now)))

export const afterHearing = (voice: Session['voice'], weight: number, now: number): Session['voice'] => ({
  weight: faded(voice, now) + weight,
  at: Math.max(voice.at, now),
})
