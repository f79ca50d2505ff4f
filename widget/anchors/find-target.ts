import type { Anchor } from '../../contract/element.ts'
import { limits } from '../../contract/limits.ts'
import { accessibleName } from './accessible-name.ts'
import { elementRole } from './element-role.ts'
import { isVisible } from './is-visible.ts'
import type { Root } from './open-roots.ts'

export type NoTarget = 'not-found' | 'ambiguous' | 'hidden'
export type Found =
  | {
      readonly element: Element
      /** Whether it still is what was looked for: lists use their rows again for other data. */
      readonly isStill: () => boolean
    }
  | { readonly reason: NoTarget }

/** Authors' selectors meet pages that nobody foresaw: an invalid one finds nothing. */
const select = (roots: readonly Root[], selector: string): Element[] => {
  try {
    return roots.flatMap((root) => [...root.querySelectorAll(selector)])
  } catch {
    return []
  }
}

/** @param fits beyond what a selector can say */
const surest = (roots: readonly Root[], selector: string, fits: (element: Element) => boolean): Found => {
  const matches = select(roots, selector).filter(fits)
  const [first, ...others] = matches.filter(isVisible)
  if (first && others.length === 0) return { element: first, isStill: () => first.matches(selector) && fits(first) }
  return { reason: first ? 'ambiguous' : matches.length > 0 ? 'hidden' : 'not-found' }
}

const telling: readonly NoTarget[] = ['not-found', 'hidden', 'ambiguous']

/**
 * Looks for a tip's target: by hook, by role with name, by selector. The first strategy that finds exactly one visible element wins;
 * without one the most telling reason is given, since pointing at the wrong thing is worse than pointing at none.
 */
export const findTarget = ({ hook, role, name, selector = '' }: Anchor, roots: readonly Root[]): Found => {
  const hooks = hook && ['data-cairn', 'data-testid', 'data-test'].map((one) => `[${one}="${CSS.escape(hook)}"]`).join()
  const isNamed = (element: Element) => elementRole(element) === role && accessibleName(element, role ?? '') === name
  let reason: NoTarget = 'not-found'
  for (const [strategy, fits = () => true] of [
    [hooks],
    [role && name && '*', isNamed],
    [selector.length <= limits.selectorLength && selector],
  ] as const) {
    if (!strategy) continue
    const found = surest(roots, strategy, fits)
    if ('element' in found) return found
    if (telling.indexOf(found.reason) > telling.indexOf(reason)) reason = found.reason
  }
  return { reason }
}
