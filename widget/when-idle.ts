const slowPageMs = 4_000
const busyPageMs = 2_000

/** Runs once, when the page has loaded and the browser has time for a guest; at the latest after about six seconds. */
export const whenIdle = (run: () => void): void => {
  let waiting = true
  const soon = () => {
    if (!waiting) return
    waiting = false
    if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: busyPageMs })
    else setTimeout(run, 200)
  }
  if (document.readyState === 'complete') return soon()
  addEventListener('load', soon, { once: true })
  setTimeout(soon, slowPageMs)
}
