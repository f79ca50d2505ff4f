export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
export type Side = 'top' | 'right' | 'bottom' | 'left'

export interface Place {
  readonly side: Side
  /** Of the box, in the window. */
  readonly left: number
  readonly top: number
  /** How far along its edge the middle of the target is: from the left on `top` and `bottom`, else from the top. */
  readonly along: number
}

/** Between the box and its target. */
const gap = 12
/** Between the box and the edge of the window. */
const edge = 12
/** The point keeps clear of the box's round corners by so much. */
const corner = 22

const order: Readonly<Record<Side, readonly Side[]>> = {
  top: ['top', 'bottom', 'left', 'right'],
  bottom: ['bottom', 'top', 'left', 'right'],
  left: ['left', 'right', 'top', 'bottom'],
  right: ['right', 'left', 'top', 'bottom'],
}

const within = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most))

/**
 * Where a box goes beside its target, in CSS pixels of the window: on the side that its author wants, else across from it, else beside, where
 * there is room; on the roomiest where there is none. What would stand out past the window's edge is shifted back in.
 */
export const placeBeside = (
  target: Box,
  { width, height }: Pick<Box, 'width' | 'height'>,
  wanted: Side,
  room: Pick<Box, 'width' | 'height'>,
): Place => {
  /** What is left over on each side; less than nothing where it does not fit. */
  const left: Readonly<Record<Side, number>> = {
    top: target.top - gap - edge - height,
    bottom: room.height - target.top - target.height - gap - edge - height,
    left: target.left - gap - edge - width,
    right: room.width - target.left - target.width - gap - edge - width,
  }
  const side =
    order[wanted].find((one) => left[one] >= 0) ??
    order[wanted].reduce((best, one) => (left[one] > left[best] ? one : best))
  const middle = { x: target.left + target.width / 2, y: target.top + target.height / 2 }
  if (side === 'top' || side === 'bottom') {
    const x = within(middle.x - width / 2, edge, Math.max(edge, room.width - edge - width))
    const y = side === 'top' ? target.top - gap - height : target.top + target.height + gap
    return { side, left: x, top: y, along: within(middle.x - x, corner, width - corner) }
  }
  const y = within(middle.y - height / 2, edge, Math.max(edge, room.height - edge - height))
  const x = side === 'left' ? target.left - gap - width : target.left + target.width + gap
  return { side, left: x, top: y, along: within(middle.y - y, corner, height - corner) }
}
