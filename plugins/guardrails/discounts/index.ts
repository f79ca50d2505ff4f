import { z } from 'zod'
import { defineGuardrail, limits, reducedAmount, type Session, verifiedWords } from '../../../contract/plugin.ts'

const dayMs = 86_400_000
const capKey = 'discounts:shown'
const words = z.array(z.string().min(1).max(64)).min(1).max(20).optional()

const options = z.strictObject({
  maxPercent: z.number().min(0).max(100).default(30).describe('No discount above this many percent is advertised'),
  minimumAdvertisedPrices: z
    .array(
      z.strictObject({
        currency: z.string().regex(/^[A-Z]{3}$/),
        period: z.enum(['once', 'month', 'year']),
        amount: z.number().min(0).max(1e9),
      }),
    )
    .max(50)
    .default([])
    .describe('No price below these is advertised, whatever an offer says of itself'),
  verifiedOnly: z.boolean().default(true).describe('Discounts go to users with a signed token only'),
  eligible: z
    .strictObject({ plan: words, role: words, region: words })
    .default({})
    .describe('Discounts go to users with one of these verified words; of each list that is given'),
  perUser: z
    .strictObject({
      offers: z.number().int().min(1).max(100).default(2),
      days: z.number().int().min(1).max(365).default(90),
    })
    .prefault({})
    .describe('So many discounts are put before one user within so many days'),
})

/** Discounts shown that count now: a painted one for the window, another until its reservation ends. When the next one ends, if full. */
const fullUntil = (session: Session, windowMs: number, most: number, now: number): number | undefined => {
  const ends = session.caps
    .filter(({ key }) => key === capKey)
    .map(({ at, painted }) => at + (painted ? windowMs : limits.reservationMs))
    .filter((end) => end > now)
    .sort((a, b) => a - b)
  return ends.length < most ? undefined : ends[ends.length - most]
}

/** Keeps what is promised within what the team has agreed: how much off, for whom, how often, and not below the advertised minimum. */
export default defineGuardrail({
  name: 'discounts',
  version: '1.0.0',
  summary:
    'Lets only those discounts through that are small enough, meant for the user, and above the minimum advertised price.',
  phase: 'eligibility',
  options,
  reasons: {
    'too-high': { en: 'Its discount is higher than allowed.', de: 'Sein Nachlass ist höher als erlaubt.' },
    'below-minimum': {
      en: 'Its price is below the lowest that may be advertised.',
      de: 'Sein Preis liegt unter dem niedrigsten, der beworben werden darf.',
    },
    over: { en: 'Its discount is over.', de: 'Sein Nachlass ist abgelaufen.' },
    'not-verified': {
      en: 'Discounts are for users who are signed in.',
      de: 'Nachlässe gibt es nur für angemeldete Nutzer.',
    },
    'not-eligible': { en: 'Its discount is not meant for you.', de: 'Sein Nachlass gilt nicht für Sie.' },
    'limit-reached': {
      en: 'You have been offered enough discounts lately.',
      de: 'Ihnen wurden zuletzt genug Nachlässe angeboten.',
    },
  },
  check({ candidate, session, now }, options) {
    const { price, discount } = candidate.terms ?? {}
    if (price === undefined || discount === undefined) return { verdict: 'allow' }
    const veto = (code: string) => ({ verdict: 'veto', code }) as const

    if (now > discount.until) return veto('over')
    if (discount.percent > options.maxPercent) return veto('too-high')
    const agreed = options.minimumAdvertisedPrices.filter(
      ({ currency, period }) => currency === price.currency && period === price.period,
    )
    const minimum = Math.max(discount.minimumAdvertisedPrice ?? 0, ...agreed.map(({ amount }) => amount))
    if (reducedAmount(price, discount) < minimum) return veto('below-minimum')

    if (options.verifiedOnly && !session.verified) return veto('not-verified')
    for (const [trait, wanted] of Object.entries(options.eligible))
      if (wanted !== undefined && verifiedWords(session, trait)?.some((word) => wanted.includes(word)) !== true)
        return veto('not-eligible')

    // What stands already was counted when it came.
    if (session.active[candidate.slot]?.content === candidate.key) return { verdict: 'allow' }
    const { offers, days } = options.perUser
    const until = fullUntil(session, days * dayMs, offers, now)
    if (until !== undefined)
      return {
        ...veto('limit-reached'),
        retryAfterMs: Math.min(31 * dayMs, Math.max(100, Math.ceil(until - now))),
      }
    return { verdict: 'allow', reserve: [{ key: capKey, limit: offers, windowMs: days * dayMs }] }
  },
})
