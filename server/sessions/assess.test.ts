import { expect, test } from 'vitest'
import { compileRules } from '../../contract/compiled-rules.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { ResolvedFeatures } from '../../contract/entities.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import type { Filter } from '../../contract/filter.ts'
import type { Session } from '../../contract/session.ts'
import { type SettingsOverride, settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { assess, notAssessed } from './assess.ts'
import { foldEntry } from './fold-entry.ts'

const start = Date.UTC(2026, 10, 2, 9)
const minute = 60_000
const day = 86_400_000

const rulesOf = (value: SettingsOverride = {}, features: ResolvedFeatures = {}) =>
  compileRules(settings.parse(value), features, new Map(), compileFilter)
const rules = rulesOf()

const next = (session: Session, kind: string, body: object, at: number): Session =>
  foldEntry(
    session,
    { id: `e${session.seq + 1}`, seq: session.seq + 1, at, kind, body } as SessionEntry,
    () => undefined,
  )
const says = (session: Session, message: object, at: number): Session =>
  next(session, 'message', { message: { id: 'm', at, ...message }, at, catalogue: 'none', source: 'browser' }, at)
const tracks = (session: Session, name: string, at: number): Session => says(session, { kind: 'track', name }, at)
/** As the flow does: found, and entered into the stream. */
const assessed = (session: Session, at: number, under = rules): Session =>
  next(session, 'assessed', { assessment: assess(session, at, under).assessment, settings: '1', catalogue: 'c' }, at)

const fresh = emptySession('u1', start)
/** Active on these days, counted from the first, doing as many different things a day. */
const activeOn = (days: readonly number[], things = 1): Session =>
  days.reduce(
    (session, on) =>
      Array.from({ length: things }, (_, index) => `thing_${index}`).reduce(
        (folded, name) => tracks(folded, name, start + on * day),
        session,
      ),
    fresh,
  )
const everyDay = (count: number) => Array.from({ length: count }, (_, index) => index)

test.each<[string, Session, number, string]>([
  ['somebody on their first day', activeOn([0]), 0, 'new'],
  ['somebody who came back once', activeOn([0, 1]), 1, 'activating'],
  ['somebody who did it on five days', activeOn(everyDay(5)), 4, 'regular'],
  ['a daily user of few things', activeOn(everyDay(30), 2), 29, 'regular'],
  ['a daily user of many', activeOn(everyDay(30), 9), 29, 'expert'],
  ['a weekly user', activeOn(everyDay(10).map((week) => 7 * week)), 63, 'regular'],
  ['an expert who stays away for two months', activeOn(everyDay(30), 9), 90, 'lapsing'],
])('%s is told by maturity', (_, session, on, maturity) => {
  expect(assess(session, start + on * day, rules).assessment.maturity).toBe(maturity)
})

test('a lapsing user becomes a regular one again by coming back, not at the first click', () => {
  let session = activeOn(everyDay(30))
  session = tracks(session, 'back', start + 100 * day)
  expect(assess(session, start + 100 * day, rules).assessment.maturity).toBe('lapsing')
  session = tracks(session, 'back', start + 101 * day)
  expect(assess(session, start + 101 * day, rules).assessment.maturity).toBe('regular')
})

test.each<[string, (session: Session) => Session, string | null]>([
  ['setting-up', (session) => session, 'setting-up'],
  [
    'stuck',
    (session) => [0, 1, 2].reduce((s, n) => says(s, { kind: 'error', path: '/', message: `e${n}` }, start), session),
    'stuck',
  ],
  [
    'stuck',
    (session) =>
      [0, 1].reduce(
        (s) => says(s, { kind: 'rage-click', path: '/', element: { tag: 'a' }, clicks: 4 }, start),
        session,
      ),
    'stuck',
  ],
])('out of the box, %s is recognised', (_, does, intent) => {
  expect(assess(does(activeOn([0])), start, rules).assessment.intent?.name ?? null).toBe(intent)
})

test('out of the box a regular user who tries new things explores, and one who stays away is at risk', () => {
  const regular = activeOn(everyDay(8))
  const last = start + 7 * day
  const curious = ['a', 'b', 'c'].reduce((session, name) => tracks(session, name, last), regular)
  expect(assess(regular, last, rules).assessment.intent).toBeNull()
  expect(assess(curious, last, rules).assessment.intent?.name).toBe('exploring')
  expect(assess(regular, last + 60 * day, rules).assessment.intent?.name).toBe('at-risk')
})

test('an expert at full work is ready to expand, and needing help again and again is a risk all the same', () => {
  const expert = activeOn(everyDay(30), 25)
  const last = start + 29 * day
  const helped = rulesOf({ supportEvents: ['ticket.opened'] })
  expect(assess(expert, last, helped).assessment.intent?.name).toBe('ready-to-expand')
  const troubled = [0, 1, 2].reduce((session) => tracks(session, 'ticket.opened', last), expert)
  expect(assess(troubled, last, helped).assessment.intent?.name).toBe('at-risk')
  expect(assess(troubled, last, rules).assessment.intent?.name).toBe('ready-to-expand')
})

const hold = (intents: readonly { name: string; when: Filter; holdMs?: number }[]) =>
  rulesOf({ intents: intents.map((intent) => ({ holdMs: 0, ...intent })) })
const onPage = (path: string): Filter => ({ 'page.path': path })

test('the first intent that holds wins, and none is none', () => {
  const both = hold([
    { name: 'one', when: onPage('/a') },
    { name: 'two', when: {} },
  ])
  const at = (path: string, under = both) => assess(says(fresh, { kind: 'page', path }, start), start, under).assessment
  expect(at('/a').intent).toEqual({ name: 'one', since: start })
  expect(at('/b').intent).toEqual({ name: 'two', since: start })
  expect(at('/b', hold([{ name: 'one', when: onPage('/a') }])).intent).toBeNull()
})

test('an intent stays for its time after it began, unless one above it holds', () => {
  const under = hold([
    { name: 'urgent', when: onPage('/urgent') },
    { name: 'calm', when: onPage('/calm'), holdMs: 10 * minute },
    { name: 'other', when: {} },
  ])
  const calm = assessed(says(fresh, { kind: 'page', path: '/calm' }, start), start, under)
  const left = says(calm, { kind: 'page', path: '/' }, start + minute)
  const held = assess(left, start + minute, under)
  expect(held.assessment.intent).toEqual({ name: 'calm', since: start })
  expect(held.changesAt).toBe(start + 10 * minute)
  expect(assess(left, start + 10 * minute, under).assessment.intent?.name).toBe('other')
  const urgent = says(calm, { kind: 'page', path: '/urgent' }, start + minute)
  expect(assess(urgent, start + minute, under).assessment.intent?.name).toBe('urgent')
})

const segmented = (names: readonly string[]) =>
  rulesOf({ segments: names.map((name) => ({ name, when: { 'events.exported.count': { $gte: 2 } } })) })

test('a segment is entered by what the user does and left again, and its name can be asked for by intents', () => {
  const under = rulesOf({
    segments: [{ name: 'on-billing', when: onPage('/billing') }],
    intents: [{ name: 'paying', when: { segments: 'on-billing' }, holdMs: 0 }],
  })
  const before = assessed(says(fresh, { kind: 'page', path: '/' }, start), start, under)
  expect(before.assessed).toMatchObject({ segments: {}, intent: null })
  const inside = assessed(says(before, { kind: 'page', path: '/billing' }, start + minute), start + minute, under)
  expect(inside.assessed?.segments).toEqual({ 'on-billing': { since: start + minute, entered: true } })
  expect(inside.assessed?.intent?.name).toBe('paying')
  const later = assess(inside, start + 2 * minute, under).assessment
  expect(later).toEqual(inside.assessed)
  expect(assess(says(inside, { kind: 'page', path: '/' }, start), start, under).assessment.segments).toEqual({})
})

test('who is in a segment when it is defined has not entered it', () => {
  const [one, two] = [segmented(['one']), segmented(['one', 'two'])]
  let session = assessed(tracks(fresh, 'exported', start), start, one)
  session = assessed(tracks(session, 'exported', start + minute), start + minute, one)
  expect(assess(session, start + day, two).assessment.segments).toEqual({
    one: { since: start + minute, entered: true },
    two: { since: start + day, entered: false },
  })
})

test('goals are read from the traits that name them, lists and texts alike, the proven ones first', () => {
  const traits = { verified: { goals: ['reports'] }, claimed: { goal: 'invoices, reports', plan: 'x' } }
  expect(assess({ ...fresh, traits }, start, rules).assessment.goals).toEqual(['reports', 'invoices'])
  const named = rulesOf({ goalTraits: ['plan'] })
  expect(assess({ ...fresh, traits }, start, named).assessment.goals).toEqual(['x'])
})

test('of a user who refused personalisation no profile is made', () => {
  const consent = { analytics: true, personalisation: false, at: start }
  expect(assess({ ...activeOn(everyDay(9)), consent }, start, rules)).toEqual({
    assessment: notAssessed,
    changesAt: null,
  })
})

test('rules over time are asked again within the hour, at a moment of the user’s own', () => {
  const seen = (session: Session, at: number) => assess(session, at, rules).changesAt
  const other = { ...fresh, startedAt: start + 7 * minute }
  expect(seen(fresh, start + 10 * minute)).toBe(start + 60 * minute)
  expect(seen(other, start + 10 * minute)).toBe(start + 67 * minute)
  expect(seen(fresh, start + 20 * minute)).toBe(seen(fresh, start + 10 * minute))
  expect(assess(fresh, start, hold([{ name: 'a', when: onPage('/') }])).changesAt).toBeNull()
})

test('a feature is adopted with its event, since then, and stays so when the event is forgotten', () => {
  const feature = (count: number) => ({
    requires: null,
    entitlement: null,
    entitledPlans: [],
    adoption: { event: 'exported', count },
  })
  const under = rulesOf(
    { segments: [{ name: 'exporters', when: { 'adopted.export.daysAgo': { $gte: 0 } } }] },
    { export: feature(1), 'export-often': feature(2), other: { ...feature(1), adoption: null } },
  )
  const once = assessed(tracks(fresh, 'exported', start), start, under)
  expect(once.assessed?.adopted).toEqual({ export: start })
  expect(once.assessed?.segments.exporters).toEqual({ since: start, entered: true })
  const twice = assessed(tracks(once, 'exported', start + day), start + day, under)
  expect(twice.assessed?.adopted).toEqual({ export: start, 'export-often': start + day })
  expect(assess({ ...twice, events: {} }, start + 2 * day, under).assessment.adopted).toEqual(twice.assessed?.adopted)
  expect(assess(twice, start + 2 * day, rulesOf()).assessment.adopted).toEqual({})
})
