/** Decayed to `at`. */
interface Voice {
  readonly weight: number
  readonly at: number
}

/** One user is heard with this weight in all, at most, within about a half-life: whoever shouts, or fakes outcomes, steers nothing. */
const mostHeard = 10
/** Likewise of what they do in the product, which is more. */
export const mostDoingsHeard = 40
const halfLifeMs = 14 * 86_400_000

const faded = ({ weight, at }: Voice, now: number): number => weight * 0.5 ** (Math.max(0, now - at) / halfLifeMs)

/** Of somebody who was heard as two. */
export const together = (a: Voice, b: Voice): Voice => {
  const at = Math.max(a.at, b.at)
  return { weight: faded(a, at) + faded(b, at), at }
}

/** How much the user's next example counts, 0 to 1. */
export const weightOfNext = (voice: Voice, now: number, most: number = mostHeard): number =>
  Math.max(0, Math.min(1, most - faded(voice, now)))

export const afterHearing = (voice: Voice, weight: number, now: number): Voice => ({
  weight: faded(voice, now) + weight,
  at: Math.max(voice.at, now),
})
