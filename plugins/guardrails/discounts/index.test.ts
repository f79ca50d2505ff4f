import { expect, test } from 'vitest'
import { sampleCandidate, sampleVersion } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ContentInput } from '../../../contract/content.ts'
import type { CapEntry, Session } from '../../../contract/session.ts'
import discounts from './index.ts'

const day = 86_400_000
const offer = (percent: number | null, more: object = {}): ContentInput => ({
  kind: 'offer',
  key: 'more',
  title: 'T',
  body: 'B',
  plan: 'business',
  action: { label: 'See', url: '/plans' },
  price: { amount: 50, currency: 'EUR', period: 'month' },
  ...(percent === null ? {} : { discount: { percent, until: sampleNow + day, ...more } }),
})
const known: Partial<Session> = { verified: true, kind: 'user' }
const check = (input: ContentInput, session: Partial<Session> = known, options: object = {}) =>
  discounts.check(
    {
      candidate: sampleCandidate(sampleVersion(input)),
      session: sampleSession(session),
      now: sampleNow,
      settings: { consent: 'implied' },
    },
    discounts.options.parse(options),
  )
const veto = (code: string) => ({ verdict: 'veto', code })
const allowed = { verdict: 'allow', reserve: [{ key: 'discounts:shown', limit: 2, windowMs: 90 * day }] }
const cap = (daysAgo: number, painted = true): CapEntry => ({
  key: 'discounts:shown',
  limit: 2,
  windowMs: 90 * day,
  decision: `d${daysAgo}`,
  at: sampleNow - daysAgo * day,
  painted,
})

test('an offer at its full price is none of its business', () => {
  expect(check(offer(null), {})).toEqual({ verdict: 'allow' })
})

test('a discount within the limits is let through, and counted', () => {
  expect(check(offer(30))).toEqual(allowed)
})

test('a discount above the limit is not advertised', () => {
  expect(check(offer(30.5))).toEqual(veto('too-high'))
  expect(check(offer(30.5), known, { maxPercent: 50 })).toEqual(allowed)
})

test("no price falls below the offer's own minimum or the team's, whichever is higher", () => {
  const agreed = (amount: number, more: object = {}) => ({
    minimumAdvertisedPrices: [{ currency: 'EUR', period: 'month', amount, ...more }],
  })
  expect(check(offer(20, { minimumAdvertisedPrice: 40 }))).toEqual(allowed)
  expect(check(offer(20, { minimumAdvertisedPrice: 40.01 }))).toEqual(veto('below-minimum'))
  expect(check(offer(20), known, agreed(40))).toEqual(allowed)
  expect(check(offer(20), known, agreed(41))).toEqual(veto('below-minimum'))
  expect(check(offer(20, { minimumAdvertisedPrice: 45 }), known, agreed(30))).toEqual(veto('below-minimum'))
  expect(check(offer(20), known, agreed(41, { currency: 'USD' }))).toEqual(allowed)
  expect(check(offer(20), known, agreed(41, { period: 'year' }))).toEqual(allowed)
})

test('a discount that is over is not advertised', () => {
  expect(check(offer(10, { until: sampleNow }))).toEqual(allowed)
  expect(check(offer(10, { until: sampleNow - 1 }))).toEqual(veto('over'))
})

test('discounts are for users whom a token vouches for, unless the team says otherwise', () => {
  expect(check(offer(10), {})).toEqual(veto('not-verified'))
  expect(check(offer(10), {}, { verifiedOnly: false })).toEqual(allowed)
})

test('discounts can be meant for some, by what is verified of them', () => {
  const options = { eligible: { role: ['admin'], plan: ['free', 'team'] } }
  const user = (traits: Session['traits']['verified'], claimed: Session['traits']['claimed'] = {}) => ({
    ...known,
    traits: { verified: traits, claimed },
  })
  expect(check(offer(10), user({ role: 'admin', plan: 'team' }), options)).toEqual(allowed)
  expect(check(offer(10), user({ role: 'admin', plan: 'business' }), options)).toEqual(veto('not-eligible'))
  expect(check(offer(10), user({ plan: 'team' }, { role: 'admin' }), options)).toEqual(veto('not-eligible'))
})

test('a user is offered so many discounts, and one more when the oldest is long enough ago', () => {
  expect(check(offer(10), { ...known, caps: [cap(10)] })).toEqual(allowed)
  expect(check(offer(10), { ...known, caps: [cap(10), cap(80)] })).toEqual({
    ...veto('limit-reached'),
    retryAfterMs: 10 * day,
  })
  expect(check(offer(10), { ...known, caps: [cap(10), cap(90)] })).toEqual(allowed)
})

test('one that nobody saw gives its place back', () => {
  expect(check(offer(10), { ...known, caps: [cap(10), cap(1, false)] })).toEqual(allowed)
})

test('the offer that stands is not counted again', () => {
  const active = {
    overlay: {
      decision: 'd10',
      content: 'more',
      version: 'more@1',
      at: sampleNow - 10 * day,
      paintedAt: sampleNow,
      expiresAt: sampleNow,
      ghost: false,
      why: {},
      amended: null,
    },
  }
  expect(check(offer(10), { ...known, caps: [cap(10), cap(80)], active })).toEqual({ verdict: 'allow' })
})

test('asking for content by name does not go around it', () => {
  expect(discounts.fatigue ?? false).toBe(false)
})
