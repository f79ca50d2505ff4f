import fc from 'fast-check'
import { expect, test } from 'vitest'
import { enough, judge, margin } from './judge.ts'

const candidates = fc.array(
  fc.record({ weight: fc.double({ min: -20, max: 20, noNaN: true }), isVisible: fc.boolean() }),
  { maxLength: 8 },
)

test('what is found can be seen, has enough for it, and clearly more than anything else that can be seen', () => {
  fc.assert(
    fc.property(candidates, (all) => {
      const found = judge(all)
      if (typeof found === 'string') return
      expect(found.isVisible).toBe(true)
      expect(found.weight).toBeGreaterThanOrEqual(enough)
      for (const other of all)
        if (other !== found && other.isVisible) expect(found.weight - other.weight).toBeGreaterThanOrEqual(margin)
    }),
  )
})

test('the order of the page decides nothing', () => {
  fc.assert(
    fc.property(candidates, (all) => {
      expect(judge(all.toReversed())).toEqual(judge(all))
    }),
  )
})

const shown = (weight: number) => ({ weight, isVisible: true })
const unseen = (weight: number) => ({ weight, isVisible: false })

test.each([
  ['not-found', []],
  ['not-found', [shown(enough - 0.1)]],
  ['ambiguous', [shown(9), shown(9 - margin + 0.1)]],
  ['hidden', [unseen(enough)]],
  ['hidden', [shown(enough), unseen(enough + margin)]],
  ['not-found', [unseen(enough - 0.1), shown(1)]],
] as const)('%s: %j', (reason, all) => {
  expect(judge(all)).toBe(reason)
})

test('a hidden twin for another size of window does not hide the one that is shown', () => {
  expect(judge([unseen(9), shown(9)])).toEqual(shown(9))
})
