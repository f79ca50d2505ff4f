import { placeInWindow } from '../anchors/place-in-window.ts'
import { guarded } from '../state/guarded.ts'
import { focusedField, overlap } from './focused-field.ts'
import { placeBeside, type Side } from './place-beside.ts'
import { watchMoves } from './watch-moves.ts'

/** Half the width of the point. */
const half = 6
const opposite = { top: 'bottom', right: 'left', bottom: 'top', left: 'right' } as const

/**
 * Keeps the tip beside its target while both stand: on scroll, resize and layout shifts. `seen` hears whether the tip can be seen, which it
 * cannot while its target is scrolled out of view, and must not while it would cover the field that the user is in.
 * @returns lets go
 */
export const followTarget = (
  target: Element,
  tip: HTMLElement,
  point: HTMLElement,
  wanted: Side,
  seen: (visible: boolean) => void,
): (() => void) => {
  let inside = false
  /** Where the tip has been put, in whole pixels from where it stands by itself. */
  let at = { x: 0, y: 0 }
  const update = guarded(() => {
    const { clientWidth } = document.documentElement
    const box = tip.getBoundingClientRect()
    const { side, left, top, along } = placeBeside(placeInWindow(target), box, wanted, {
      width: clientWidth,
      height: innerHeight,
    })
    // Outside the top layer a transformed ancestor may have moved where it stands by itself.
    at = { x: Math.round(left - box.left + at.x), y: Math.round(top - box.top + at.y) }
    tip.style.translate = `${at.x}px ${at.y}px`
    tip.dataset.side = side
    const edge = side === 'top' || side === 'bottom' ? 'left' : 'top'
    Object.assign(point.style, {
      left: '',
      top: '',
      right: '',
      bottom: '',
      [edge]: `${along - half}px`,
      [opposite[side]]: `-${half}px`,
    })
    const field = focusedField()
    const covers =
      field !== null && field !== target && overlap(tip.getBoundingClientRect(), field.getBoundingClientRect())
    seen(inside && !covers)
  })
  // Knows of every scroller around the target, as no rectangle does.
  const clipping = new IntersectionObserver(([entry]) => {
    inside = entry?.isIntersecting ?? true
    update()
  })
  clipping.observe(target)
  const stop = watchMoves(target, update)
  const own = new ResizeObserver(update)
  own.observe(tip)
  document.addEventListener('focusin', update, { passive: true })
  document.addEventListener('focusout', update, { passive: true })
  return () => {
    stop()
    own.disconnect()
    clipping.disconnect()
    document.removeEventListener('focusin', update)
    document.removeEventListener('focusout', update)
  }
}
