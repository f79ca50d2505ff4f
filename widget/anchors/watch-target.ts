import type { Anchor } from '../../contract/element.ts'
import { guarded } from '../state/guarded.ts'
import type { NoTarget } from './find-target.ts'
import type { Root } from './open-roots.ts'
import { searchTarget } from './search-target.ts'

/** How long a target may be missing from a settled page. */
export const patienceMs = 8_000
const betweenLooksMs = 200
/** A page that is slow to look through is looked at so much less often: a share of its time at most. */
const mostOfTime = 1 / 20
const secondLookMs = 1_000

/** What a page changes when it shows, hides or renames something. */
const telling = [
  ...['class', 'style', 'hidden', 'open', 'inert', 'id', 'role', 'href', 'title', 'alt'],
  ...['aria-label', 'aria-labelledby', 'aria-hidden', 'lang', 'data-cairn', 'data-testid', 'data-test'],
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
  let isStill = () => false
  let everFound = false
  let reason: NoTarget = 'not-found'
  let path = location.pathname
  let next = 0
  let second = 0
  let deadline = 0
  let tookMs = 0
  const observed = new WeakSet<Root>()
  const observer = new MutationObserver(guarded(() => soon()))
  const over = new AbortController()
  const { signal } = over

  const follow = (root: Root) => {
    if (observed.has(root)) return
    observed.add(root)
    observer.observe(root, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
      attributeFilter: telling,
    })
    // A frame's new page changes nothing in the page around it; its load does not bubble.
    root.addEventListener('load', settled, { capture: true, signal })
  }

  const look = guarded(() => {
    next = 0
    if (signal.aborted) return
    if (location.pathname !== path) {
      path = location.pathname
      arm()
    }
    if (isStill()) return
    const startedAt = performance.now()
    const result = searchTarget(anchor, except)
    result.roots.forEach(follow)
    const found = 'element' in result ? result.element : null
    const isOther = found !== target
    if (isOther && target) listener.lost()
    target = found
    isStill = () => false
    if ('element' in result) {
      isStill = result.isStill
      everFound = true
      clearTimeout(deadline)
      if (isOther) listener.found(result.element)
    } else reason = result.reason
    tookMs = performance.now() - startedAt
  })

  const soon = () => {
    next ||= setTimeout(look, Math.max(betweenLooksMs, tookMs / mostOfTime)) as unknown as number
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
  for (const event of ['load', 'popstate', 'resize']) addEventListener(event, settled, { signal })
  document.addEventListener('visibilitychange', settled, { signal })

  const stop = () => {
    for (const timer of [next, second, deadline]) clearTimeout(timer)
    observer.disconnect()
    over.abort()
  }

  look()
  arm()
  return stop
}
