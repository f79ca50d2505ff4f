import type { Anchor } from '../../contract/element.ts'
import { type Found, findTarget } from './find-target.ts'
import { isVisible } from './is-visible.ts'
import { findLikeness } from './likeness/find-likeness.ts'
import { openRoots, type Root } from './open-roots.ts'

export type Search = { readonly roots: readonly Root[] } & Found

/**
 * One look for a target through the page, its open shadow roots and its frames of the same origin.
 * @param except the widget's own host, never looked into
 */
export const searchTarget = (anchor: Anchor, except: Element): Search => {
  const roots = openRoots(except)
  const first = findTarget(anchor, roots)
  const found = 'reason' in first && anchor.likeness ? findLikeness(anchor.likeness, roots) : first
  if ('reason' in found) return { roots, ...found }
  const { element, isStill } = found
  return { roots, element, isStill: () => isVisible(element) && isStill() }
}
