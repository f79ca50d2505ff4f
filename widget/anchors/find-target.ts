import type { Anchor } from '../../contract/element.ts'
import { limits } from '../../contract/limits.ts'
import { accessibleName } from './accessible-name.ts'
import { elementRole } from './element-role.ts'
import { isVisible } from './is-visible.ts'
import type { Root } from './open-roots.ts'

export type NoTarget = 'not-found' | 'ambiguous' | 'hidden'
export type Found = { readonly element: Element } | { readonly reason: NoTarget }

/** Authors' selectors meet pages that nobody foresaw: an invalid one finds nothing. */
const select = (roots: readonly Root[], selector: string): Element[] => {
  try {
    return roots.flatMap((root) => [...root.querySelectorAll(selector)])
  } catch {
    return []
  }
}

const byHook = (roots: readonly Root[], hook: string): Element[] =>
  select(roots, ['data-cairn', 'data-testid', 'data-test'].map((name) => `[${name}="${CSS.escape(hook)}"]`).join())

const byRole = (roots: readonly Root[], role: string, name: string): Element[] =>
  select(roots, '*').filter((element) => elementRole(element) === role && accessibleName(element, role) === name)

const surest = (matches: readonly Element[]): Found => {
  const [first, ...others] = matches.filter(isVisible)
  if (first && others.length === 0) return { element: first }
  return { reason: first ? 'ambiguous' : matches.length > 0 ? 'hidden' : 'not-found' }
}

const telling: readonly NoTarget[] = ['not-found', 'hidden', 'ambiguous']

/**
 * Looks for a tip's target: by hook, by role with name, by selector. The first strategy that finds exactly one visible element wins;
 * without one the most telling reason is given, since pointing at the wrong thing is worse than pointing at none.
 */
export const findTarget = (anchor: Anchor, roots: readonly Root[]): Found => {
  const { hook, role, name, selector } = anchor
  const strategies = [
    hook !== undefined && (() => byHook(roots, hook)),
    role !== undefined && name !== undefined && (() => byRole(roots, role, name)),
    selector !== undefined && selector.length <= limits.selectorLength && (() => select(roots, selector)),
  ].filter((strategy) => strategy !== false)
  let reason: NoTarget = 'not-found'
  for (const strategy of strategies) {
    const found = surest(strategy())
    if ('element' in found) return found
    if (telling.indexOf(found.reason) > telling.indexOf(reason)) reason = found.reason
  }
  return { reason }
}
