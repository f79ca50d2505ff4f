/**
 * Calls `painted` once, when the element has really been seen: connected and not hidden, at least half of it inside the window, the tab in
 * front, and two animation frames later still so (the first frame only schedules the paint).
 * @returns stops waiting
 */
export const whenPainted = (element: HTMLElement, painted: () => void): (() => void) => {
  let inside = false
  let stopped = false
  const standing = () =>
    !stopped &&
    inside &&
    element.isConnected &&
    document.visibilityState === 'visible' &&
    getComputedStyle(element).visibility === 'visible'
  const look = () => {
    if (!standing()) return
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (!standing()) return
        stop()
        painted()
      }),
    )
  }
  const observer = new IntersectionObserver(
    (entries) => {
      inside = entries.at(-1)?.isIntersecting ?? false
      look()
    },
    { threshold: 0.5 },
  )
  const stop = () => {
    stopped = true
    observer.disconnect()
    document.removeEventListener('visibilitychange', look)
  }
  observer.observe(element)
  document.addEventListener('visibilitychange', look)
  return stop
}
