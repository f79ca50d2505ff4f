import { expect, test } from 'vitest'
import { compileFilter } from '../server/filtering/compile-filter.ts'
import { emptySession } from './empty-session.ts'
import { type Filter, filter } from './filter.ts'
import type { Session } from './session.ts'
import { sessionView } from './session-view.ts'

const day = 86_400_000
const now = 1_700_000_000_000
const session: Session = {
  ...emptySession('u1', now - 10 * day),
  kind: 'user',
  verified: true,
  locale: 'de-CH',
  traits: { verified: { plan: 'free' }, claimed: { plan: 'gold', 'job title': 'Lead', teams: ['a', 'b'] } },
  account: { id: 'acme', verified: true, traits: { verified: { seats: 30 }, claimed: {} } },
  page: { path: '/projects', at: now },
  consent: { analytics: true, personalisation: false, at: now },
  events: {
    'Report exported': { count: 3, firstAt: now - 9 * day, lastAt: now - 2 * day },
    'billing.paid': { count: 1, firstAt: now - 3 * day, lastAt: now - 3 * day },
    billing_paid: { count: 2, firstAt: now - 5 * day, lastAt: now - 4 * day },
  },
  progress: { onboarding: { steps: { begin: { at: now, by: 'click' } }, collapsed: false } },
}

test.each<[Filter, boolean]>([
  [{ 'user.kind': 'user', 'user.verified': true }, true],
  [{ 'user.ageDays': { $gte: 10, $lt: 11 } }, true],
  [{ 'traits.plan': 'free' }, true],
  [{ 'traits.job title': { $startsWith: 'Le' } }, true],
  [{ 'traits.teams': { $contains: 'b' } }, true],
  [{ 'verified.job title': { $exists: false } }, true],
  [{ 'account.verifiedTraits.seats': { $gt: 20 } }, true],
  [{ 'page.path': { $startsWith: '/projects' } }, true],
  [{ language: 'de', locale: 'de-CH' }, true],
  [{ 'consent.personalisation': true }, false],
  [{ 'events.Report exported.count': 3 }, true],
  [{ 'events.Report exported.lastDaysAgo': { $lt: 2 } }, false],
  [{ 'events.billing_paid.count': 3 }, true],
  [{ 'events.billing_paid.lastDaysAgo': 3, 'events.billing_paid.firstDaysAgo': 5 }, true],
  [{ 'events.never.count': { $exists: false } }, true],
  [{ 'progress.onboarding.done': 1 }, true],
])('an audience can be told by %j', (audience, matches) => {
  expect(compileFilter(filter.parse(audience))(sessionView(session, now))).toBe(matches)
})

test('a user without account, page or consent has none to filter on', () => {
  const view = sessionView(emptySession('u1', now), now)
  const absent: Filter = { account: { $exists: false }, page: { $exists: false }, consent: { $exists: false } }
  expect(compileFilter(absent)(view)).toBe(true)
})
