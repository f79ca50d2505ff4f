import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileFilter } from '../server/filtering/compile-filter.ts'
import { compileCatalogue } from './compiled-catalogue.ts'
import { type ContentInput, content } from './content.ts'
import { emptySession } from './empty-session.ts'
import { noFeatures } from './features.ts'
import { type Filter, filter } from './filter.ts'
import type { Session } from './session.ts'
import { type SessionView, sessionView } from './session-view.ts'

const day = 86_400_000
const now = 1_700_000_000_000
const session: Session = {
  ...emptySession('u1', now - 10 * day),
  kind: 'user',
  verified: true,
  locale: 'de-CH',
  timeZone: 'Europe/Zurich',
  device: 'phone',
  traits: { verified: { plan: 'free' }, claimed: { plan: 'gold', 'job title': 'Lead', teams: ['a', 'b'] } },
  account: { id: 'acme', verified: true, traits: { verified: { seats: 30 }, claimed: {} } },
  page: { path: '/projects', at: now },
  consent: { analytics: true, personalisation: false, at: now },
  events: {
    'Report exported': { count: 3, firstAt: now - 9 * day, lastAt: now - 2 * day, hour: 0, day: 2, fortnight: 3 },
    'billing.paid': { count: 1, firstAt: now - 3 * day, lastAt: now - 3 * day },
    billing_paid: { count: 2, firstAt: now - 5 * day, lastAt: now - 4 * day },
  },
  progress: { onboarding: { steps: { begin: { at: now - 2 * day, by: 'click' } }, collapsed: false } },
  surveys: { pulse: { decision: 'd1', version: 'pulse@1', at: now, answers: { score: 9 } } },
  assessed: {
    maturity: 'regular',
    intent: { name: 'exploring', since: now },
    segments: { vip: { since: now, entered: true } },
    known: ['vip'],
    goals: ['reports'],
    adopted: { export: now - 3 * day },
    support: ['billing_paid', 'Report exported'],
  },
  features: {
    ...noFeatures,
    errors: { at: now - day / 24, hour: 4, day: 4, fortnight: 4 },
    days: { count: 9, last: Math.floor(now / day) - 14, recent: 5 },
    pairs: [{ name: 'billing.paid then Report exported', weight: 3, at: now - 14 * day }],
  },
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
  [{ timeZone: { $startsWith: 'Europe/' }, device: { $in: ['phone', 'tablet'] } }, true],
  [{ device: 'desktop' }, false],
  [{ 'consent.personalisation': true }, false],
  [{ 'events.Report exported.count': 3 }, true],
  [{ 'events.Report exported.lastDaysAgo': { $lt: 2 } }, false],
  [{ 'events.billing_paid.count': 3 }, true],
  [{ 'events.billing_paid.lastDaysAgo': 3, 'events.billing_paid.firstDaysAgo': 5 }, true],
  [{ 'events.never.count': { $exists: false } }, true],
  [{ 'progress.onboarding.done': 1 }, true],
  [{ 'events.Report exported.day': 0.5 }, true],
  [{ 'events.billing_paid.day': 0 }, true],
  [{ 'features.errors.hour': 2, 'features.errors.day': { $gt: 3 } }, true],
  [{ maturity: 'regular', intent: { $in: ['exploring'] }, segments: 'vip', goals: { $contains: 'reports' } }, true],
  [{ segments: { $nin: ['vip'] } }, false],
  [{ 'adopted.export.daysAgo': 3, 'adopted.import': { $exists: false } }, true],
  [{ 'features.support.day': 0.5 }, true],
  [{ 'answers.pulse.score': { $gte: 9 } }, true],
  [{ 'features.recentDays': 2.5, 'features.activeDays': 9 }, true],
  [{ 'features.transitions.billing_paid then Report exported': 1.5 }, true],
])('an audience can be told by %j', (audience, matches) => {
  expect(compileFilter(filter.parse(audience))(sessionView(session, now))).toBe(matches)
})

test('a user without account, page or consent has none to filter on', () => {
  const view = sessionView(emptySession('u1', now), now)
  const absent: Filter = { account: { $exists: false }, page: { $exists: false }, consent: { $exists: false } }
  expect(compileFilter(absent)(view)).toBe(true)
})

const step = (id: string) => ({ id, title: id, completeOn: { event: `${id}_done` } })
const contents: ContentInput[] = [
  { kind: 'checklist', key: 'onboarding', title: 'Start', steps: [step('begin'), step('invite')] },
]
const reading = (audience: Filter) =>
  compileCatalogue(
    {
      version: 'v1',
      items: [...contents, { ...(contents[0] as ContentInput), key: 'other', audience } as ContentInput].map(
        (input) => ({
          version: `${input.key}@1`,
          hash: '',
          publishedAt: 0,
          content: content.parse(input),
        }),
      ),
    },
    compileFilter,
  )

test('where a user stands in a checklist can be asked for', () => {
  const audience: Filter = { 'progress.onboarding.next': 'invite', 'progress.onboarding.lastDaysAgo': 2 }
  const catalogue = reading(audience)
  expect(compileFilter(audience)(sessionView(session, now, catalogue))).toBe(true)
  expect(catalogue.readsTime).toBe(true)
})

test('what no filter asks for is not computed', () => {
  const view = sessionView(session, now, reading({ 'events.Report exported.day': { $gt: 0 } }))
  expect(view.features).toBeUndefined()
  expect(Object.keys(view.events)).toEqual(['Report exported'])
  const other = sessionView(session, now, reading({ 'features.transitions.a then b': { $gt: 1 } }))
  expect(other.features?.transitions).toEqual({})
})

test('a session that was recorded before there were features is looked at as one that has none', () => {
  const { features: _, ...old } = session
  expect(sessionView(old as Session, now).features?.errors).toEqual({ hour: 0, day: 0, fortnight: 0 })
})

/** Names of the outside stand as docs/session-view.md writes them. */
const named: Readonly<Record<string, string>> = {
  traits: '<name>',
  verified: '<name>',
  verifiedTraits: '<name>',
  events: '<name>',
  transitions: '<name>',
  progress: '<checklist>',
  adopted: '<feature>',
  answers: '<survey>',
  '<survey>': '<question>',
}
const spans = new Set(['hour', 'day', 'fortnight'])
const fieldsOf = (value: unknown, path: readonly string[] = []): readonly string[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path.join('.')]
  return Object.entries(value).flatMap(([key, inner]) =>
    fieldsOf(inner, [...path, named[path.at(-1) ?? ''] ?? (spans.has(key) ? '<span>' : key)]),
  )
}

test('docs/session-view.md lists every field, and no other', () => {
  const page = readFileSync(new URL('../docs/session-view.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, field]) => field)
  const view: SessionView = sessionView(session, now, reading({ 'progress.onboarding.total': 1 }))
  const fields = new Set([...fieldsOf(view), ...fieldsOf(sessionView(session, now))])
  expect(listed.toSorted()).toEqual([...fields].toSorted())
})
