import type { Anchor } from '../../contract/element.ts'
import { guarded } from '../state/guarded.ts'
import { findTarget, type NoTarget } from './find-target.ts'
import { isVisible } from './is-visible.ts'
import { openRoots, type Root } from './open-roots.ts'

/** How long a target may be missing from a settled page. */
export const patienceMs = 8_000
const betweenLooksMs = 200
const secondLookMs = 1_000

/** What a page changes when it shows, hides or renames something. */
const telling = [
  ...['class', 'style', 'hidden', 'open', 'inert', 'id', 'role', 'href', 'title', 'alt'],
  ...['aria-label', 'aria-labelledby', 'aria-hidden', 'data-cairn', 'data-testid', 'data-test'],
]

export interface TargetListener {
  /** The one visible target; again after each loss. */
  found(element: Element): void
  /** It went away or was hidden; the watch goes on. */
  lost(): void
  /** It never came within `patienceMs`; the watch is over. */
  gaveUp(reason: NoTarget): void
}

/**
 * Waits for a target and stays with it. Looks when the page has changed, at most every 200 ms, and once more a second later for what fades
 * in without a mutation. The time runs from the page's load and again from each route change; once found, nothing runs out.
 * @param except the widget's own host, never looked into
 * @returns stops the watch
 */
export const watchTarget = (anchor: Anchor, except: Element, listener: TargetListener): (() => void) => {
  let target: Element | null = null
  let everFound = false
  let reason: NoTarget = 'not-found'
  let path = location.pathname
  let next = 0
  let second = 0
  let deadline = 0
  const observed = new WeakSet<Root>()
  const observer = new MutationObserver(guarded(() => soon()))

  const follow = (root: Root) => {
    if (observed.has(root)) return
    observed.add(root)
    observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: telling })
  }

  const look = guarded(() => {
    next = 0
    if (location.pathname !== path) {
      path = location.pathname
      arm()
    }
    if (target) {
      if (isVisible(target)) return
      target = null
      listener.lost()
    }
    const roots = openRoots(except)
    roots.forEach(follow)
    const result = findTarget(anchor, roots)
    if ('element' in result) {
      target = result.element
      everFound = true
      clearTimeout(deadline)
      listener.found(target)
    } else reason = result.reason
  })

  const soon = () => {
    next ||= setTimeout(look, betweenLooksMs) as unknown as number
    clearTimeout(second)
    second = setTimeout(look, secondLookMs) as unknown as number
  }

  const arm = () => {
    clearTimeout(deadline)
    if (everFound || document.readyState !== 'complete') return
    deadline = setTimeout(giveUp, patienceMs) as unknown as number
  }

  const giveUp = guarded(() => {
    const before = path
    look()
    if (target || path !== before) return
    // Behind another tab nothing is late.
    if (document.visibilityState !== 'visible') return
    stop()
    listener.gaveUp(reason)
  })

  const settled = guarded(() => {
    soon()
    arm()
  })
  const places: readonly (readonly [EventTarget, string])[] = [
    [window, 'load'],
    [window, 'popstate'],
    [window, 'resize'],
    [document, 'visibilitychange'],
  ]
  for (const [place, event] of places) place.addEventListener(event, settled)

  const stop = () => {
    for (const timer of [next, second, deadline]) clearTimeout(timer)
    observer.disconnect()
    for (const [place, event] of places) place.removeEventListener(event, settled)
  }

  look()
  arm()
  return stop
}
