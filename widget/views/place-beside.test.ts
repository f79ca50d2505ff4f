import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Box, placeBeside, type Side } from './place-beside.ts'

const room = { width: 1000, height: 700 }
const box = { width: 300, height: 120 }
const at = (left: number, top: number, width = 100, height = 30): Box => ({ left, top, width, height })

describe('in the middle of the window', () => {
  test.each([
    ['bottom', { left: 350, top: 342, along: 150 }],
    ['top', { left: 350, top: 168, along: 150 }],
    ['left', { left: 138, top: 255, along: 60 }],
    ['right', { left: 562, top: 255, along: 60 }],
  ] as const)('it stands where its author wants it: %s', (side, place) => {
    expect(placeBeside(at(450, 300), box, side, room)).toEqual({ side, ...place })
  })
})

test.each([
  ['bottom', at(450, 640), 'top'],
  ['top', at(450, 20), 'bottom'],
  ['left', at(20, 300), 'right'],
  ['right', at(880, 300), 'left'],
] as const)('without room at the %s it turns over', (wanted, target, side) => {
  expect(placeBeside(target, box, wanted, room).side).toBe(side)
})

test('with room neither above nor under it, it stands beside its target', () => {
  expect(placeBeside(at(500, 50, 100, 600), box, 'bottom', room).side).toBe('left')
  expect(placeBeside(at(100, 50, 100, 600), box, 'bottom', room).side).toBe('right')
})

test('where it fits nowhere, it stands where most of it does', () => {
  expect(placeBeside(at(20, 20, 950, 600), box, 'top', room).side).toBe('bottom')
})

test('near the edge it is shifted in, and still points at its target', () => {
  expect(placeBeside(at(10, 300, 60), box, 'bottom', room)).toMatchObject({ left: 12, along: 28 })
  expect(placeBeside(at(960, 300, 40), box, 'bottom', room)).toMatchObject({ left: 688, along: 278 })
  // The point stays off the round corner.
  expect(placeBeside(at(0, 300, 20), box, 'bottom', room)).toMatchObject({ left: 12, along: 22 })
})

test('wherever it fits, it lies inside the window and beside its target, never over it', () => {
  const length = (max: number) => fc.integer({ min: 1, max })
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 950 }),
      fc.integer({ min: 0, max: 650 }),
      length(200),
      length(200),
      fc.constantFrom<Side>('top', 'right', 'bottom', 'left'),
      (left, top, width, height, wanted) => {
        const place = placeBeside(at(left, top, width, height), box, wanted, room)
        expect(place.left).toBeGreaterThanOrEqual(12)
        expect(place.left + box.width).toBeLessThanOrEqual(room.width - 12)
        expect(place.top).toBeGreaterThanOrEqual(12)
        expect(place.top + box.height).toBeLessThanOrEqual(room.height - 12)
        const apart =
          place.left + box.width + 12 <= left ||
          left + width + 12 <= place.left ||
          place.top + box.height + 12 <= top ||
          top + height + 12 <= place.top
        expect(apart).toBe(true)
      },
    ),
  )
})
