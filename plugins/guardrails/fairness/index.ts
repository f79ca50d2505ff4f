import { z } from 'zod'
import { defineGuardrail } from '../../../contract/plugin.ts'

const options = z.strictObject({
  threshold: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.8)
    .describe('The least that the worst-off group may get, as a share of what the best-off group gets'),
  enough: z
    .number()
    .int()
    .min(10)
    .max(100_000)
    .default(50)
    .describe('How often a group must have been considered before its share says anything'),
  remedy: z
    .enum(['rotate', 'hold'])
    .default('rotate')
    .describe('rotate: only those who get too much wait, until the others have caught up; hold: nobody gets it'),
})

const hourMs = 3_600_000

/**
 * Keeps what is offered in balance between the groups that the tenant has declared: the four-fifths rule (US Uniform Guidelines on Employee
 * Selection Procedures, 29 CFR 1607.4 D), over a window and with enough data. What somebody asks for is theirs.
 */
export default defineGuardrail({
  name: 'fairness',
  version: '1.0.0',
  summary: 'Keeps offers in balance between declared groups: four-fifths rule over a window, with enough data.',
  phase: 'eligibility',
  fatigue: false,
  reads: ['exposure-shares'],
  alerts: ['exposure-uneven'],
  options,
  reasons: {
    'exposure-uneven': {
      en: 'It waits until everybody has had their share of it.',
      de: 'Es wartet, bis alle ihren Anteil daran hatten.',
    },
  },
  check({ candidate, session, exposureShares }, { threshold, enough, remedy }) {
    if (exposureShares === undefined || candidate.source === 'host') return { verdict: 'allow' }
    // Taking away what stands would give nobody else more.
    if (session.active[candidate.slot]?.content === candidate.key) return { verdict: 'allow' }

    const { group, shares } = exposureShares
    const counts = Object.hasOwn(shares, candidate.key) ? shares[candidate.key] : undefined
    const rates = Object.entries(counts ?? {})
      .filter(([, { considered }]) => considered >= enough)
      .map(([name, { considered, chosen }]) => ({ name, rate: chosen / considered }))
    const lowest = Math.min(...rates.map(({ rate }) => rate))
    const highest = Math.max(...rates.map(({ rate }) => rate))
    if (rates.length < 2 || lowest >= threshold * highest) return { verdict: 'allow' }

    const own = rates.find(({ name }) => name === group)?.rate
    const isFavoured = own !== undefined && lowest < threshold * own
    if (remedy === 'rotate' && !isFavoured) return { verdict: 'allow' }
    return { verdict: 'veto', code: 'exposure-uneven', facts: { lowest, highest }, retryAfterMs: hourMs }
  },
})
