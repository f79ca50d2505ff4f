import { arrow, autoUpdate, computePosition, flip, offset, type Placement, shift } from '@floating-ui/dom'
import { guarded } from '../state/guarded.ts'
import { focusedField, overlap } from './focused-field.ts'

const edge = 12
const opposite = { top: 'bottom', right: 'left', bottom: 'top', left: 'right' } as const
type Side = keyof typeof opposite

/**
 * Keeps the tip beside its target while both stand: on scroll, resize and layout shifts. `seen` hears whether the tip can be seen, which it
 * cannot while its target is scrolled out of view, and must not while it would cover the field that the user is in.
 * @returns lets go
 */
export const followTarget = (
  target: Element,
  tip: HTMLElement,
  point: HTMLElement,
  placement: Side,
  seen: (visible: boolean) => void,
): (() => void) => {
  let over = false
  let inside = false
  const place = async () => {
    const result = await computePosition(target, tip, {
      strategy: 'fixed',
      placement: placement satisfies Placement,
      middleware: [
        offset(12),
        // What stands out at the side is shifted back, below; only a lack of room above or under it turns it over.
        flip({ padding: edge, crossAxis: false, fallbackAxisSideDirection: 'start' }),
        shift({ padding: edge }),
        arrow({ element: point, padding: 16 }),
      ],
    })
    if (over) return
    const { x, y, middlewareData } = result
    const side = result.placement.split('-')[0] as Side
    tip.style.translate = `${Math.round(x)}px ${Math.round(y)}px`
    tip.dataset.side = side
    const at = middlewareData.arrow
    Object.assign(point.style, {
      left: at?.x === undefined ? '' : `${at.x}px`,
      top: at?.y === undefined ? '' : `${at.y}px`,
      right: '',
      bottom: '',
      [opposite[side]]: '-6px',
    })
    const field = focusedField()
    const covers =
      field !== null && field !== target && overlap(tip.getBoundingClientRect(), field.getBoundingClientRect())
    seen(inside && !covers)
  }
  const update = guarded(place)
  // Knows of every scroller around the target, as no rectangle does.
  const clipping = new IntersectionObserver(([entry]) => {
    inside = entry?.isIntersecting ?? true
    update()
  })
  clipping.observe(target)
  const stop = autoUpdate(target, tip, update)
  document.addEventListener('focusin', update, { passive: true })
  document.addEventListener('focusout', update, { passive: true })
  return () => {
    over = true
    stop()
    clipping.disconnect()
    document.removeEventListener('focusin', update)
    document.removeEventListener('focusout', update)
  }
}
