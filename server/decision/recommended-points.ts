import type { RecommendAnswer } from '../../contract/plugin.ts'
import type { Settings } from '../../contract/settings.ts'

/** How sure a recommender is, comparable between recommenders whose scores have no common scale: its first choice 1, its second 1/2, its nth 1/n. */
const calibrated = (place: number): number => 1 / (place + 1)

/**
 * What the recommenders' word is worth in the author's currency, points of priority: over all that proposed a version, the sum of weight times
 * calibrated score, rounded, so that equals can still be equal.
 * @param weights by recommender, points for its first choice; one without a weight has no say beyond the order among equals
 * @param takenFor the version that is shown in the place of a proposed one
 * @returns by version; versions without points are left out
 */
export const recommendedPoints = (
  answers: readonly RecommendAnswer[],
  weights: Settings['weights'],
  takenFor: (version: string) => string | undefined,
): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const { plugin, outcome, value } of answers) {
    const weight = Object.hasOwn(weights, plugin) ? (weights[plugin] ?? 0) : 0
    if (weight === 0 || outcome !== 'answered') continue
    const firstChoiceFirst = [...(value ?? [])].sort((a, b) => b.score - a.score)
    firstChoiceFirst.forEach(({ content }, place) => {
      const version = takenFor(content)
      if (version !== undefined) sums.set(version, (sums.get(version) ?? 0) + weight * calibrated(place))
    })
  }
  return new Map(
    [...sums].map(([version, sum]) => [version, Math.round(sum)] as const).filter(([, points]) => points > 0),
  )
}

/** What stands counts as everybody's first choice: lest guidance change under the user's eyes, only a more important one takes its place. */
export const mostPoints = (weights: Settings['weights']): number =>
  Math.round(Object.values(weights).reduce((sum, weight) => sum + weight, 0))
