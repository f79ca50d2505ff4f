import { effect } from '@preact/signals-core'

/**
 * Draws now, and anew after any signal that was read while drawing has changed: in a microtask, once for all changes until then, since an
 * effect of a component that writes a signal must not be overtaken by the drawing that it brings about.
 * The trees are small: drawing them whole costs less than what tells which part of them read what.
 * @returns stops
 */
export const drawTree = (draw: () => void): (() => void) => {
  let stop: () => void = () => undefined
  let isOver = false
  const again = () => {
    if (isOver) return
    let isChange = false
    stop()
    stop = effect(() => {
      if (isChange) return queueMicrotask(again)
      isChange = true
      draw()
    })
  }
  again()
  return () => {
    isOver = true
    stop()
  }
}
