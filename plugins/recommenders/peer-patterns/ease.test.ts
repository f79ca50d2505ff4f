import { describe, expect, test } from 'vitest'
import { seededUnits } from '../../../contract/seeded-units.ts'
import { learnEase, scoreByEase } from './ease.ts'

const unit = seededUnits(11)
const someOf = (items: readonly string[], share: number) => items.filter(() => unit() < share)

describe('what goes with what', () => {
  test('is the least-squares answer: no weight, changed a little, explains the histories better', () => {
    const histories = Array.from({ length: 60 }, () => someOf(['a', 'b', 'c', 'd', 'e'], 0.5))
    const regularisation = 3
    const { items, weights } = learnEase(histories, { regularisation, items: 10 })
    const size = items.length
    const loss = (at: Float64Array): number => {
      let sum = 0
      for (const history of histories)
        for (let column = 0; column < size; column++) {
          let explained = 0
          for (let row = 0; row < size; row++)
            if (history.includes(items[row] as string)) explained += at[row * size + column] as number
          sum += ((history.includes(items[column] as string) ? 1 : 0) - explained) ** 2
        }
      return sum + regularisation * at.reduce((total, weight) => total + weight ** 2, 0)
    }
    const least = loss(weights)
    for (let place = 0; place < weights.length; place++) {
      if (place % (size + 1) === 0) continue
      for (const step of [0.01, -0.01]) {
        const moved = Float64Array.from(weights)
        moved[place] = (moved[place] as number) + step
        expect(loss(moved)).toBeGreaterThan(least)
      }
    }
  })

  test('is what people like this one do, not what everybody does', () => {
    const histories = [
      ...Array.from({ length: 30 }, () => ['open', 'import', 'map-fields']),
      ...Array.from({ length: 30 }, () => ['open', 'invite', 'set-roles']),
    ]
    const scores = [...scoreByEase(learnEase(histories), ['open', 'import'])].sort(([, a], [, b]) => b - a)
    expect(scores[0]?.[0]).toBe('map-fields')
    expect(scores.map(([item]) => item)).not.toContain('import')
  })

  test('is learnt of the most used items alone, and once from each user, however often they did it', () => {
    const loud = [...new Array(500).fill('rare'), 'open']
    const { items } = learnEase([...Array.from({ length: 5 }, () => ['open', 'import']), loud], {
      regularisation: 1,
      items: 2,
    })
    expect(items).toEqual(['open', 'import'])
  })

  test('is nothing before anybody did anything', () => {
    expect(scoreByEase(learnEase([]), ['open'])).toEqual(new Map())
  })
})
