import type { Anchor } from '../../contract/element.ts'
import { type Found, findTarget } from './find-target.ts'
import { isVisible } from './is-visible.ts'
import { findLikeness } from './likeness/find-likeness.ts'
import { openRoots, type Root } from './open-roots.ts'

/** Set by the build: 1.9 KB that the widget's budget has no room for yet (docs/decisions/0027-anchors.md). */
declare const __CAIRN_LIKENESS__: boolean

export type Search = { readonly roots: readonly Root[] } & Found

/**
 * One look for a target through the page, its open shadow roots and its frames of the same origin.
 * @param except the widget's own host, never looked into
 */
export const searchTarget = (anchor: Anchor, except: Element): Search => {
  const roots = openRoots(except)
  const first = findTarget(anchor, roots)
  const found =
    __CAIRN_LIKENESS__ && 'reason' in first && anchor.likeness ? findLikeness(anchor.likeness, roots) : first
  if ('reason' in found) return { roots, ...found }
  const { element, isStill } = found
  return { roots, element, isStill: () => isVisible(element) && isStill() }
}
