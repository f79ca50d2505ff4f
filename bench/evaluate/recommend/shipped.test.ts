import { describe, expect, test } from 'vitest'
import { seededUnits } from '../../../contract/seeded-units.ts'
import { evaluateRecommend, hideLast } from './evaluate-recommend.ts'
import { popularity } from './recommenders.ts'
import { peerPatterns } from './shipped.ts'

const unit = seededUnits(7)
const pick = <T>(of: readonly T[]): T => of[Math.floor(unit() * of.length)] as T

/** People with one of six jobs: what comes next in a job mostly comes next; what is not of it happens to everybody. */
const users = (count: number) =>
  Array.from({ length: count }, (_, user) => {
    const job = user % 6
    const begin = Math.floor(unit() * 2)
    const items = Array.from({ length: 4 }, (_, step) =>
      unit() < 0.75 ? `job ${job}, step ${begin + step}` : `anything ${Math.floor(unit() * 8)}`,
    )
    return { user: `u${user}`, items: [...new Set(items)] }
  })

describe('the recommender that ships', () => {
  test('knows better than popularity what people do next, where there is something to know', () => {
    const [popular, peers] = evaluateRecommend(hideLast(users(600)), [popularity, peerPatterns], { k: 3, halfLife: 5 })
    expect(peers?.recommender).toContain('peer-patterns')
    expect(peers?.hitRate).toBeGreaterThan(2 * (popular?.hitRate ?? 1))
    expect(peers?.mrr).toBeGreaterThan(2 * (popular?.mrr ?? 1))
  })

  test('proposes nothing of what fewer than five did, and none of what the user has done', () => {
    const few = Array.from({ length: 4 }, () => ['a', 'b'])
    expect(peerPatterns.learn(few)(['a'])).toEqual(new Map())
    const many = Array.from({ length: 40 }, () => ['a', 'b', pick(['c', 'd'])])
    expect([...peerPatterns.learn(many)(['a', 'b']).keys()].sort()).toEqual(['c', 'd'])
    expect([...peerPatterns.learn(many)(['a']).keys()]).toEqual(['b'])
  })
})
