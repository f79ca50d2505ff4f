import { describe, expect, test } from 'vitest'
import { addVoice, type Crowd, crowdSize, leastPeople } from './crowd.ts'
import { limits } from './limits.ts'
import { seededUnits } from './seeded-units.ts'

const start = 1_700_000_000_000
const day = 86_400_000
const voices = (count: number, at = start, from?: Crowd): Crowd | undefined =>
  Array.from({ length: count }).reduce<Crowd | undefined>(
    (crowd, _, who) => addVoice(crowd, { at, weight: 1, who: who % limits.exampleVoices }),
    from,
  )

describe('a crowd', () => {
  test('is as many people as there were voices, and nobody for nothing', () => {
    expect(leastPeople(undefined, start)).toBe(0)
    expect(crowdSize(undefined, start)).toBe(0)
    for (const count of [1, 2, 33, 64]) expect(leastPeople(voices(count), start)).toBe(count)
  })

  test('is not made larger by one user, however much they do', () => {
    let crowd = voices(5)
    for (let time = 0; time < 1_000; time++) crowd = addVoice(crowd, { at: start, weight: 1, who: 40 })
    expect(leastPeople(crowd, start)).toBe(6)
    expect(crowdSize(crowd, start) - crowdSize(voices(5), start)).toBeLessThan(1.5)
  })

  test('is never counted larger than it is, and nearly as large, for people who share voices by chance', () => {
    const unit = seededUnits(3)
    for (const people of [5, 20, 60, 500]) {
      let crowd: Crowd | undefined
      for (let one = 0; one < people; one++)
        crowd = addVoice(crowd, { at: start, weight: 1, who: Math.floor(unit() * limits.exampleVoices) })
      expect(leastPeople(crowd, start)).toBeLessThanOrEqual(people)
      expect(crowdSize(crowd, start)).toBeLessThanOrEqual(people)
      expect(crowdSize(crowd, start)).toBeGreaterThan(0.6 * people)
    }
  })

  test('is forgotten: half of it counts after four weeks, and after two months nobody is left', () => {
    const crowd = voices(20)
    expect(crowdSize(crowd, start + 28 * day)).toBeCloseTo(10, 1)
    expect(leastPeople(crowd, start + 28 * day)).toBe(20)
    expect(leastPeople(crowd, start + 60 * day)).toBe(0)
    expect(crowdSize(crowd, start + 60 * day)).toBe(0)
    // Whoever comes later is heard anew, and those of long ago are not counted with them.
    expect(leastPeople(addVoice(crowd, { at: start + 90 * day, weight: 1, who: 7 }), start + 90 * day)).toBe(1)
  })

  test('is the same after a way as JSON, and of constant size', () => {
    const crowd = voices(500)
    expect(JSON.parse(JSON.stringify(crowd))).toEqual(crowd)
    expect(JSON.stringify(crowd).length).toBeLessThan(160)
  })
})
