import type { Likeness } from '../../../contract/likeness.ts'
import type { Found } from '../find-target.ts'
import { isVisible } from '../is-visible.ts'
import type { Root } from '../open-roots.ts'
import { judge, type Weighed } from './judge.ts'
import { readAlone, readLikenesses } from './read-likenesses.ts'
import { weigh } from './weigh.ts'

export interface Candidate extends Weighed {
  readonly element: Element
}

/** What could be meant, and how much speaks for each; null where there is too much of its kind. */
export const weighAll = (wanted: Likeness, roots: readonly Root[]): Candidate[] | null =>
  readLikenesses(roots, wanted)?.map(({ element, likeness }) => ({
    element,
    weight: weigh(wanted, likeness),
    isVisible: isVisible(element),
  })) ?? null

/** The one visible element that is most like what was described, or why there is none for sure. */
export const findLikeness = (wanted: Likeness, roots: readonly Root[]): Found => {
  const candidates = weighAll(wanted, roots)
  const verdict = candidates ? judge(candidates) : 'ambiguous'
  if (typeof verdict === 'string') return { reason: verdict }
  const { element } = verdict
  const before = readAlone(element, wanted)
  return { element, isStill: () => readAlone(element, wanted) === before }
}
