import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Candidate } from '../../contract/plugin.ts'
import { draw } from './draw.ts'
import { type RankRules, rank } from './rank.ts'
import vectors from './vectors/rank.json' with { type: 'json' }

const candidate = (key: string, priority: number, score: number, leaning = 0, wornUntil?: number): Candidate => ({
  content: key,
  key,
  score,
  priority,
  evidence: [{ code: 'some', facts: {} }],
  source: 'some-plugin',
  kind: 'tip',
  slot: 'inline',
  ...(leaning === 0 ? {} : { leaning }),
  ...(wornUntil === undefined ? {} : { wornUntil }),
})
const noRules: RankRules = { asked: [], pins: [], explorationShare: 0, standing: null }

test.each(vectors)('$title', ({ kept, rules, probabilities }) => {
  const candidates = kept.map(([key, priority, score, leaning, wornUntil]) =>
    candidate(
      key as string,
      priority as number,
      score as number,
      leaning as number | undefined,
      wornUntil as number | undefined,
    ),
  )
  expect(rank(candidates, { ...noRules, ...rules })).toEqual(
    probabilities.map(([content, probability]) => ({
      content,
      probability: expect.closeTo(probability as number, 12),
    })),
  )
})

const kept = fc
  .uniqueArray(fc.tuple(fc.string(), fc.nat(100), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
    maxLength: 20,
    selector: ([key]) => key,
  })
  .map((list) => list.map(([key, priority, score]) => candidate(key, priority, score)))

test('the probabilities sum to 1 and name every kept candidate, and nothing, once', () => {
  fc.assert(
    fc.property(kept, fc.double({ min: 0, max: 0.3, noNaN: true }), fc.nat(20), (candidates, explorationShare, at) => {
      const ranked = rank(candidates, { ...noRules, explorationShare, standing: candidates[at]?.content ?? null })
      expect(Math.abs(ranked.reduce((sum, { probability }) => sum + probability, 0) - 1)).toBeLessThan(1e-12)
      expect(new Set(ranked.map(({ content }) => content))).toEqual(
        new Set([...candidates.map(({ content }) => content), null]),
      )
      expect(ranked).toHaveLength(candidates.length + 1)
    }),
  )
})

test('draws fall as the probabilities say', () => {
  const ranked = rank([candidate('a', 50, 2), candidate('b', 50, 1)], { ...noRules, explorationShare: 0.3 })
  const drawn = new Map<string | null, number>()
  const draws = 60_000
  for (let seed = 0; seed < draws; seed++) {
    const content = draw(ranked, Math.imul(seed, 2_654_435_761) >>> 0)
    drawn.set(content, (drawn.get(content) ?? 0) + 1)
  }
  // Four standard deviations of a share over so many draws are below 0.008.
  for (const { content, probability } of ranked)
    expect(Math.abs((drawn.get(content) ?? 0) / draws - probability)).toBeLessThan(0.008)
})

test('what has no probability is never drawn, and the same seed draws the same', () => {
  fc.assert(
    fc.property(kept, fc.nat(0xffffffff), (candidates, seed) => {
      const ranked = rank(candidates, noRules)
      expect(draw(ranked, seed)).toBe(ranked[0]?.content ?? null)
      expect(draw([{ content: 'never', probability: 0 }, ...ranked], seed)).not.toBe('never')
    }),
  )
})

test('a sum that rounding left short of 1 belongs to the last that could be drawn', () => {
  const short = [
    { content: 'a', probability: 0.1 },
    { content: 'never', probability: 0 },
  ]
  expect(draw(short, 1)).toBe('a')
})
