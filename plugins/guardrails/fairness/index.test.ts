import { describe, expect, test } from 'vitest'
import { sampleCandidate, sampleVersion } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ExposureFacts } from '../../../contract/exposure-shares.ts'
import fairness from './index.ts'

const offer = sampleCandidate(
  sampleVersion({
    kind: 'offer',
    key: 'upgrade',
    title: 'U',
    body: 'B',
    plan: 'pro',
    action: { label: 'Go', url: '/' },
  }),
)
type Counts = Record<string, readonly [considered: number, chosen: number]>
const facts = (group: string | null, counts: Counts): ExposureFacts => ({
  group,
  shares: {
    upgrade: Object.fromEntries(
      Object.entries(counts).map(([name, [considered, chosen]]) => [name, { considered, chosen }]),
    ),
  },
})
const check = (exposureShares: ExposureFacts | undefined, options: object = {}, candidate = offer) =>
  fairness.check(
    {
      candidate,
      session: sampleSession(),
      now: sampleNow,
      settings: { consent: 'implied' },
      ...(exposureShares === undefined ? {} : { exposureShares }),
    },
    fairness.options.parse(options),
  )
const veto = { verdict: 'veto', code: 'exposure-uneven' }
const uneven: Counts = { north: [100, 50], south: [100, 39] }

describe('fairness', () => {
  test('without declared groups everything is allowed', () => {
    expect(check(undefined)).toEqual({ verdict: 'allow' })
  })

  test('a group that gets less than four fifths of what the best-off gets makes the best-off wait, and nobody else', () => {
    expect(check(facts('north', uneven))).toMatchObject({ ...veto, facts: { lowest: 0.39, highest: 0.5 } })
    expect(check(facts('south', uneven))).toEqual({ verdict: 'allow' })
    expect(check(facts(null, uneven))).toEqual({ verdict: 'allow' })
    expect(check(facts('west', uneven))).toEqual({ verdict: 'allow' })
  })

  test('exactly four fifths is enough', () => {
    expect(check(facts('north', { north: [100, 50], south: [100, 40] }))).toEqual({ verdict: 'allow' })
  })

  test('a group in between waits only as far as it is itself too far ahead', () => {
    const three: Counts = { ...uneven, east: [100, 48] }
    expect(check(facts('east', three))).toEqual({ verdict: 'allow' })
    expect(check(facts('east', { ...three, east: [100, 49] }))).toMatchObject(veto)
  })

  test('held means that nobody gets it', () => {
    expect(check(facts('south', uneven), { remedy: 'hold' })).toMatchObject(veto)
    expect(check(facts(null, uneven), { remedy: 'hold' })).toMatchObject(veto)
  })

  test('too little data, or one group alone, says nothing', () => {
    expect(check(facts('north', { north: [100, 50], south: [49, 0] }))).toEqual({ verdict: 'allow' })
    expect(check(facts('north', { north: [100, 50] }))).toEqual({ verdict: 'allow' })
    expect(check(facts('north', { north: [100, 50], south: [49, 0] }), { enough: 40 })).toMatchObject(veto)
  })

  test('where nobody has got it yet, anybody may', () => {
    expect(check(facts('north', { north: [100, 0], south: [100, 0] }))).toEqual({ verdict: 'allow' })
  })

  test('other content is not concerned', () => {
    expect(check(facts('north', uneven), {}, { ...offer, key: 'other' })).toEqual({ verdict: 'allow' })
  })

  test('what somebody asks for by name is theirs', () => {
    expect(check(facts('north', uneven), {}, { ...offer, source: 'host' })).toEqual({ verdict: 'allow' })
  })

  test('the worst-off catches up while the best-off waits', () => {
    const given = { north: { considered: 100, chosen: 60 }, south: { considered: 100, chosen: 20 } }
    for (let turn = 0; turn < 400; turn += 1)
      for (const group of ['north', 'south'] as const) {
        const allowed = check({ group, shares: { upgrade: given } }).verdict === 'allow'
        given[group] = {
          considered: given[group].considered + 1,
          chosen: given[group].chosen + (allowed ? 1 : 0),
        }
      }
    const rate = ({ considered, chosen }: { considered: number; chosen: number }) => chosen / considered
    expect(rate(given.south) / rate(given.north)).toBeGreaterThan(0.78)
    expect(rate(given.north) / rate(given.south)).toBeGreaterThan(0.78)
  })
})
