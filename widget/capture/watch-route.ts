import { listen } from './listen.ts'
import type { Stop } from './tell.ts'

type HistoryMethod = History['pushState']

/**
 * Calls `moved` after each same-document navigation. Uses the Navigation API where there is one; else it wraps the two history methods, lets
 * later wrappers stand, and takes its own away only while nobody has wrapped it in turn.
 */
export const watchRoute = (moved: () => void): Stop => {
  const { navigation } = window as unknown as { navigation?: EventTarget }
  if (navigation) return listen(navigation, 'currententrychange', moved)

  let active = true
  const restore = (['pushState', 'replaceState'] as const).map((name): Stop => {
    const original: HistoryMethod = history[name]
    const own = Object.hasOwn(history, name)
    const wrapped: HistoryMethod = function (this: History, ...args) {
      original.apply(this, args)
      if (active) queueMicrotask(moved)
    }
    history[name] = wrapped
    return () => {
      if (history[name] !== wrapped) return
      if (own) history[name] = original
      else Reflect.deleteProperty(history, name)
    }
  })
  const stopListening = listen(window, 'popstate', moved)
  return () => {
    active = false
    stopListening()
    for (const undo of restore) undo()
  }
}
