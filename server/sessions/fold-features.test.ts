import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { eventIntensity, recentDaysAt } from '../../contract/features.ts'
import { halfLivesMs } from '../../contract/intensity.ts'
import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { foldEntry } from './fold-entry.ts'

const start = Date.UTC(2026, 10, 21, 12)
const { hour, day, fortnight } = halfLivesMs

const checklist = {
  kind: 'checklist',
  key: 'list',
  title: 'List',
  steps: [{ id: 'invite', title: 'Invite', completeOn: { event: 'invited' } }],
} satisfies ContentInput

type Said = Readonly<Record<string, unknown>> & { readonly kind: string; readonly at?: number }
const entry = ({ at = start, ...said }: Said, index: number): SessionEntry =>
  ({
    id: `e${index}`,
    seq: index + 1,
    at,
    kind: 'message',
    body: { message: { id: 'm', at, ...said }, at, catalogue: 'none', source: 'browser' },
  }) as SessionEntry
const fold = (said: readonly Said[], from: Session = emptySession('u1', start)): Session =>
  said.reduce((session, one) => foldEntry(session, entry(one, session.seq), () => undefined), from)
const track = (name: string, at = start): Said => ({ kind: 'track', name, at })
const click = (hook: string, at: number, path = '/'): Said => ({
  kind: 'click',
  path,
  element: { tag: 'button', hook },
  at,
})

const weightOf = (all: Session['features']['pairs'], name: string) => all.find((one) => one.name === name)?.weight

test('what happened an hour, a day or two weeks ago counts half on the span of that name', () => {
  const session = fold([track('export')])
  expect(eventIntensity(session, 'export', start)).toEqual({ hour: 1, day: 1, fortnight: 1 })
  expect(eventIntensity(session, 'export', start + hour).hour).toBeCloseTo(0.5, 10)
  expect(eventIntensity(session, 'export', start + day).day).toBeCloseTo(0.5, 10)
  expect(eventIntensity(session, 'export', start + fortnight).fortnight).toBeCloseTo(0.5, 10)
  expect(eventIntensity(session, 'never', start)).toEqual({ hour: 0, day: 0, fortnight: 0 })
})

test('happenings add up, each decayed by its own age', () => {
  const session = fold([track('export', start - 2 * hour), track('export', start - hour), track('export')])
  expect(eventIntensity(session, 'export', start).hour).toBeCloseTo(1.75, 3)
})

test('late news from a page that was offline counts as if it had come in time', () => {
  const times = fc.array(fc.integer({ min: start - 2 * day, max: start }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(times, (at) => {
      const inOrder = fold([...at].sort((a, b) => a - b).map((time) => track('export', time)))
      const asTheyCame = fold(at.map((time) => track('export', time)))
      const [one, other] = [inOrder, asTheyCame].map((session) => eventIntensity(session, 'export', start))
      // Each step rounds to a thousandth.
      for (const span of ['hour', 'day', 'fortnight'] as const)
        expect(Math.abs((one?.[span] ?? 0) - (other?.[span] ?? 9))).toBeLessThanOrEqual(0.001 * at.length)
    }),
    { numRuns: 100 },
  )
})

test('ten thousand different events leave no more behind than the few that are kept', () => {
  const session = fold(Array.from({ length: 10_000 }, (_, index) => track(`event_${index}`, start + index)))
  const { pairs, triples } = session.features
  expect(Object.keys(session.events)).toHaveLength(limits.sessionEventNames)
  expect(pairs).toHaveLength(limits.sessionPairs)
  expect(triples).toHaveLength(limits.sessionTriples)
  expect(JSON.stringify(session.features).length).toBeLessThan(20_000)
})

test('a habit is kept among a flood of transitions that are made once', () => {
  const habit = Array.from({ length: 5 }, (_, turn) => [track('draft', start + turn), track('publish', start + turn)])
  const flood = Array.from({ length: 2_000 }, (_, index) => track(`event_${index}`, start + 100 + index))
  const { pairs, triples } = fold([...habit.flat(), ...flood]).features
  expect(weightOf(pairs, 'draft then publish')).toBeCloseTo(5, 2)
  expect(weightOf(triples, 'draft then publish then draft')).toBeCloseTo(4, 2)
})

test('a transition that was made long ago gives way to a new one, however often it was made', () => {
  const old = Array.from({ length: 8 }, () => [track('a'), track('b')]).flat()
  const fresh = Array.from({ length: 40 }, (_, turn) =>
    ['x', 'y'].map((name) => track(`${name}_${turn}`, start + 20 * fortnight)),
  ).flat()
  const { pairs } = fold([...old, ...fresh]).features
  expect(weightOf(pairs, 'x_0 then y_0')).toBe(1)
  expect(weightOf(pairs, 'a then b')).toBeUndefined()
})

test('pages count by their route, and clicks only where their author named the element', () => {
  const { pairs, lastActions } = fold([
    { kind: 'page', path: '/projects/4711' },
    { kind: 'click', path: '/projects/4711', element: { tag: 'div' } },
    click('export', start, '/projects/4711'),
  ]).features
  expect(pairs.map(({ name }) => name)).toEqual(['page /projects/:id then click export'])
  expect(lastActions).toEqual(['page /projects/:id', 'click export'])
})

test('an event counts as a first once', () => {
  const { firsts, acts } = fold([track('a'), track('b'), track('a')]).features
  expect(firsts.day).toBe(2)
  expect(acts.day).toBe(3)
})

test('days on which something was done are counted once each, and the last weeks by themselves', () => {
  const session = fold([track('a'), track('a', start + hour), track('a', start + day), track('a', start - 3 * day)])
  const { days } = session.features
  expect(days.count).toBe(2)
  expect(recentDaysAt(days, start + day)).toBeCloseTo(1 + 2 ** (-1 / 14), 3)
  expect(recentDaysAt(days, start + 15 * day)).toBeCloseTo((1 + 2 ** (-1 / 14)) / 2, 3)
})

test('errors and rage clicks are counted, and by talking to a guide nobody becomes active', () => {
  const { errors, rageClicks, acts, days } = fold([
    { kind: 'error', path: '/', message: 'quota' },
    { kind: 'error', path: '/', message: 'quota' },
    { kind: 'rage-click', path: '/', element: { tag: 'a' }, clicks: 4 },
    { kind: 'feedback', decision: 'd1', action: 'opened' },
    { kind: 'focus' },
  ]).features
  expect([errors.hour, rageClicks.hour]).toEqual([2, 1])
  expect(acts.hour).toBe(1)
  expect(days.count).toBe(1)
})

test('clicking one thing three times over seconds, with nothing to show for it, is a dead click', () => {
  const clicks = [0, 2_000, 4_000].map((ms) => click('save', start + ms))
  expect(fold(clicks).features.deadClicks.hour).toBe(1)
  expect(fold(clicks.slice(0, 2)).features.deadClicks.hour).toBe(0)
})

test.each<[string, Said[]]>([
  [
    'something was heard in between',
    [click('save', start), track('saved', start + 500), click('save', start + 2_000), click('save', start + 4_000)],
  ],
  ['it is another thing each time', [click('a', start), click('b', start + 2_000), click('a', start + 4_000)]],
  ['it is hammered at, which a rage click tells', [0, 400, 800].map((ms) => click('save', start + ms))],
  ['it is clicked now and then', [0, 20_000, 40_000].map((ms) => click('save', start + ms))],
])('no dead click where %s', (_, said) => {
  expect(fold(said).features.deadClicks.hour).toBe(0)
})

test('a pause that is told several times while it grows counts once', () => {
  const pause = (seconds: number): Said => ({ kind: 'idle', path: '/', watch: 'w', seconds })
  const paused = fold([pause(20), pause(60), { kind: 'click', path: '/', element: { tag: 'a' } }, pause(20)])
  expect(paused.features.pausedSeconds).toBe(80)
})

test('ticking a step ends what was paused before it', () => {
  const tip = { kind: 'idle', path: '/', watch: 'w', seconds: 40 }
  const catalogue = compileCatalogue(
    { version: 'none', items: [{ version: 'list@1', hash: '', publishedAt: 0, content: content.parse(checklist) }] },
    compileFilter,
  )
  const paused = fold([tip])
  const ticked = foldEntry(paused, entry(track('invited'), paused.seq), () => catalogue)
  expect([paused.features.pausedSeconds, ticked.features.pausedSeconds]).toEqual([40, 0])
})

test('numbers are the same from the start and from a snapshot taken anywhere', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'toString', '__proto__')
  const said = fc.oneof(
    fc.record({ kind: fc.constant('track'), name, at: fc.integer({ min: start - day, max: start + 3 * fortnight }) }),
    fc.record({ kind: fc.constant('page'), path: fc.constantFrom('/', '/a/1') }),
    fc.record({ kind: fc.constant('error'), path: fc.constant('/'), message: name }),
    fc.record({ kind: fc.constant('idle'), path: fc.constant('/'), watch: name, seconds: fc.nat(100) }),
  ) as fc.Arbitrary<Said>
  fc.assert(
    fc.property(fc.array(said, { maxLength: 80 }), fc.nat(80), (all, cut) => {
      const snapshot = JSON.parse(JSON.stringify(fold(all.slice(0, cut)))) as Session
      expect(fold(all.slice(cut), snapshot)).toEqual(fold(all))
    }),
    { numRuns: 100 },
  )
})

test('a visit brings along what its visitor had done', () => {
  const visit = fold([track('a'), track('b'), track('a')])
  const user = fold([track('b', start + day)])
  const linked = {
    id: 'l',
    seq: user.seq + 1,
    at: start + day,
    kind: 'linked',
    body: {
      visitor: 'v',
      progress: {},
      shown: {},
      caps: [],
      events: visit.events,
      consent: null,
      features: visit.features,
    },
  } as const satisfies SessionEntry
  const { features, events } = foldEntry(user, linked, () => undefined)
  expect(features.acts.day).toBeCloseTo(2.5, 3)
  expect(events.b?.day).toBeCloseTo(1.5, 3)
  expect(features.pairs.map(({ name }) => name)).toEqual(['a then b', 'b then a'])
  expect(features.lastActions).toEqual(['b'])
  expect(features.days.count).toBe(1)
})
