import type { Stop } from './tell.ts'

/** Listens ahead of the page's own handlers, delays none of them, and keeps its failures to itself. */
export const listen = <E extends Event>(target: EventTarget, type: string, handle: (event: E) => void): Stop => {
  const guarded = (event: Event) => {
    try {
      handle(event as E)
    } catch {
      // What could not be described is not captured; the page goes on.
    }
  }
  const options = { capture: true, passive: true }
  target.addEventListener(type, guarded, options)
  return () => target.removeEventListener(type, guarded, options)
}
