import { placeInWindow } from '../anchors/place-in-window.ts'
import { guarded } from '../state/guarded.ts'

const settleMs = 1_000

/**
 * Calls back when an element may be elsewhere than it was: something around it was scrolled, the window or the element changed its size, or the
 * layout moved it. Nothing polls: an observer whose root is cut down to the element's own place reports its leaving it (the way of floating-ui's
 * `autoUpdate`).
 * @returns stops watching
 */
export const watchMoves = (element: Element, moved: () => void): (() => void) => {
  const told = guarded(moved)
  let place: IntersectionObserver | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined

  /** @param threshold share of the element that can be seen now, above 0 */
  const watchPlace = (threshold: number) => {
    clearTimeout(waiting)
    place?.disconnect()
    const { left, top, right, bottom } = placeInWindow(element)
    const { clientWidth, clientHeight } = document.documentElement
    if (right <= left || bottom <= top) return
    let isFirst = true
    place = new IntersectionObserver(
      ([entry]) => {
        const share = entry?.intersectionRatio ?? 0
        const isNews = !isFirst
        isFirst = false
        if (share === threshold) return
        if (isNews) told()
        // What is out of sight may be moved by every frame of a scroll: it is looked after now and then.
        if (share > 0) watchPlace(share)
        else waiting = setTimeout(again, settleMs)
      },
      {
        threshold: Math.min(1, threshold),
        rootMargin: [top, clientWidth - right, clientHeight - bottom, left]
          .map((inset) => `${-Math.floor(inset)}px`)
          .join(' '),
      },
    )
    place.observe(element)
  }
  const again = guarded(() => {
    told()
    watchPlace(1)
  })

  const options = { capture: true, passive: true }
  // Scrolling inside a shadow tree or a frame is heard of only inside it.
  const scopes = new Set<EventTarget>([window])
  for (let place: Element | null | undefined = element; place; ) {
    const root = place.getRootNode() as Node & { host?: Element; defaultView?: Window | null }
    scopes.add(root)
    place = root.host ?? root.defaultView?.frameElement
  }
  for (const scope of scopes) scope.addEventListener('scroll', again, options)
  addEventListener('resize', again)
  const size = new ResizeObserver(again)
  size.observe(element)

  return () => {
    for (const scope of scopes) scope.removeEventListener('scroll', again, options)
    removeEventListener('resize', again)
    size.disconnect()
    place?.disconnect()
    clearTimeout(waiting)
  }
}
