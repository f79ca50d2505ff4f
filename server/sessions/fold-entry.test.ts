import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { type CatalogueOf, foldEntry } from './fold-entry.ts'

const start = 1_700_000_000_000

const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: (
      [
        {
          kind: 'checklist',
          key: 'onboarding',
          title: 'Start',
          steps: [
            { id: 'project', title: 'Create a project', completeOn: { event: 'project_created' } },
            {
              id: 'board',
              title: 'Use a board',
              completeOn: { event: 'project_created', where: { template: 'kanban' } },
            },
            { id: 'read', title: 'Read', completeOn: { click: true } },
          ],
        },
        {
          kind: 'survey',
          key: 'rate',
          title: 'Rate us',
          questions: [
            { id: 'nps', kind: 'nps', ask: 'How?', setsTrait: 'toString' },
            { id: 'why', kind: 'text', ask: 'Why?', required: false, setsTrait: 'goal' },
          ],
        },
        {
          kind: 'tour',
          key: 'round',
          title: 'Round',
          steps: [
            { id: 'read', title: 'Read', branches: [{ when: { 'events.a_b.count': { $gt: 1 } }, to: 'end' }] },
            { id: 'project', title: 'Create', advance: { on: 'event', event: 'project_created' } },
            { id: 'board', title: 'Look', advance: { on: 'page', page: '/projects/*' } },
          ],
        },
        { kind: 'tip', key: 'hint', title: 'Hint', body: 'Here', anchor: { hook: 'save' }, trigger: { page: '/' } },
      ] satisfies ContentInput[]
    ).map((input) => ({
      version: `${input.key}@1`,
      hash: '00',
      publishedAt: start,
      content: content.parse(input),
    })),
  },
  compileFilter,
)
const catalogueOf: CatalogueOf = (version) => (version === 'v1' ? catalogue : undefined)

// Names that prototypes use, and others, so that both meet.
const hostile = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'project_created',
  'Report exported',
  'a.b',
)
const word = fc.oneof(hostile, fc.string({ minLength: 1, maxLength: 12 }))
const path = fc.constantFrom('/', '/projects', '/projects/1')
const decision = fc.constantFrom('d1', 'd2', 'd3', 'd4')
const key = fc.constantFrom('onboarding', 'hint', 'round', 'rate', 'other')
const element = fc.record({ tag: fc.constant('button'), hook: word })
const properties = fc.dictionary(word, fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant('kanban')), {
  maxKeys: 4,
})
const shapes: Record<ClientMessage['kind'], Record<string, fc.Arbitrary<unknown>>> = {
  track: { name: word, properties },
  page: { path },
  click: { path, element },
  'rage-click': { path, element, clicks: fc.integer({ min: 2, max: 9 }) },
  submit: { path, element },
  error: { path, message: word },
  search: { path, name: word, terms: word },
  idle: { path, watch: key, seconds: fc.integer({ min: 1, max: 900 }) },
  typing: {},
  ask: { query: word, k: fc.integer({ min: 1, max: 10 }) },
  identify: { traits: fc.dictionary(word, fc.string()) },
  group: { account: word, traits: fc.dictionary(word, fc.string()) },
  consent: { analytics: fc.boolean(), personalisation: fc.boolean() },
  start: { content: key },
  'step-done': { content: key, step: fc.constantFrom('read', 'project') },
  exposure: { decision },
  feedback: {
    decision,
    action: fc.constantFrom('dismissed', 'not-now', 'collapsed', 'opened', 'followed', 'acknowledged'),
  },
  abstained: { decision, reason: fc.constant('not-found') },
  tour: {
    decision,
    step: fc.constantFrom('read', 'project', 'board'),
    did: fc.constantFrom('shown', 'advanced', 'back', 'left', 'missing'),
  },
  survey: { decision, answers: fc.constantFrom({ nps: 9 }, { nps: 3, why: 'x'.repeat(900) }, { other: 1 }) },
  actions: { actions: fc.constantFrom([], [{ name: 'invite', risk: 'low', params: {} }]) },
  'action-ran': { decision, action: fc.constant('invite'), key: fc.uuid(), result: fc.constantFrom('ok', 'failed') },
  gate: { feature: fc.constant('reports') },
  preferences: {
    frequency: fc.constantFrom('normal', 'least'),
    topicsOff: fc.constant([]),
    quietHours: fc.constant(null),
  },
  'about-me': { wants: fc.constant('known') },
  focus: {},
  loss: { messages: fc.integer({ min: 1, max: 9 }), oldestAt: fc.constant(start) },
}
const message = fc.oneof(
  ...Object.entries(shapes).map(([kind, fields]) =>
    fc.record({ id: fc.constant('m'), at: fc.constant(start), kind: fc.constant(kind), ...fields }),
  ),
) as fc.Arbitrary<ClientMessage>
const choice = fc.record({
  content: key,
  version: fc.constantFrom('onboarding@1', 'hint@1', 'round@1', 'rate@1', 'other@1'),
  expiresAt: fc.constant(start + limits.reservationMs),
  ghost: fc.boolean(),
  why: fc.constant({ en: 'because' }),
  amended: fc.constant(null),
  reserve: fc.constant([{ key: 'fatigue:inline:day', limit: 6, windowMs: 86_400_000 }]),
})
const what = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('message'),
      body: fc.record({
        message,
        at: fc.integer({ min: start - 60_000, max: start + 60_000 }),
        catalogue: fc.constantFrom('v1', 'gone'),
        source: fc.constantFrom('browser', 'server'),
      }),
    }),
  },
  fc.record({
    kind: fc.constant('decided'),
    body: fc.record({
      slot: fc.constantFrom('checklist', 'inline', 'overlay'),
      decision,
      digest: word,
      choice: fc.option(choice),
    }),
  }),
  fc.record({
    kind: fc.constant('released'),
    body: fc.record({ decision, reason: fc.constantFrom('unpainted', 'not-found') }),
  }),
  fc.record({
    kind: fc.constant('leased'),
    body: fc.record({ tab: fc.constantFrom('t1', 't2'), until: fc.constant(start) }),
  }),
  fc.record({
    kind: fc.constant('identified'),
    body: fc.record({
      kind: fc.constantFrom('visitor', 'user'),
      verified: fc.boolean(),
      traits: fc.dictionary(word, fc.string()),
      account: fc.option(word),
      locale: fc.option(fc.constantFrom('en', 'de-CH')),
    }),
  }),
  fc.record({ kind: fc.constant('due'), body: fc.constant({ reason: 'snooze' }) }),
) as fc.Arbitrary<Pick<SessionEntry, 'kind' | 'body'>>
const stream = (maxLength: number) =>
  fc
    .array(what, { minLength: 1, maxLength })
    .map((list) =>
      list.map((one, index) => ({ id: `e${index}`, seq: index + 1, at: start + index, ...one }) as SessionEntry),
    )

const foldAll = (from: Session, entries: readonly SessionEntry[]): Session =>
  entries.reduce((session, entry) => foldEntry(session, entry, catalogueOf), from)
const fresh = (at = start) => emptySession('u1', at)

test('folding the same stream again gives the same session, whenever the empty one was made', () => {
  fc.assert(
    fc.property(stream(60), (entries) => {
      expect(foldAll(fresh(start + 5_000), entries)).toEqual(foldAll(fresh(), entries))
    }),
    { numRuns: 60 },
  )
})

test('a snapshot taken anywhere, stored as JSON and cloned, goes on as if it had never been stored', () => {
  fc.assert(
    fc.property(stream(60), fc.nat(60), (entries, cut) => {
      const snapshot = foldAll(fresh(), entries.slice(0, cut))
      const stored = JSON.parse(JSON.stringify(structuredClone(snapshot))) as Session
      expect(stored).toEqual(snapshot)
      expect(foldAll(stored, entries)).toEqual(foldAll(fresh(), entries))
    }),
    { numRuns: 60 },
  )
})

test('no name, however hostile, reaches a prototype', () => {
  fc.assert(
    fc.property(stream(40), (entries) => {
      const session = foldAll(fresh(), entries)
      expect(Object.getOwnPropertyNames(Object.prototype)).toContain('toString')
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
      for (const map of [session.events, session.errors, session.traits.claimed, session.traits.verified]) {
        expect(Object.getPrototypeOf(map)).toBe(Object.prototype)
        expect(Object.hasOwn(map, '__proto__')).toBe(false)
        expect(Object.hasOwn(map, 'constructor')).toBe(false)
      }
    }),
    { numRuns: 60 },
  )
})

test('a session stays small however much happens', () => {
  const [entries] = fc.sample(
    stream(10_000).filter((list) => list.length > 0),
    { numRuns: 1, seed: 7 },
  )
  const many = Array.from({ length: 10_000 }, (_, index) => {
    const entry = (entries as SessionEntry[])[index % (entries as SessionEntry[]).length] as SessionEntry
    const isTrack = index % 3 === 0
    return {
      ...entry,
      seq: index + 1,
      at: start + index,
      ...(isTrack
        ? {
            kind: 'message',
            body: {
              message: {
                kind: index % 2 === 0 ? 'track' : 'error',
                name: `e${index}`,
                message: `m${index}`,
                path: '/',
                properties: { long: 'x'.repeat(490) },
              },
              at: start + index,
              catalogue: 'v1',
              source: 'browser',
            },
          }
        : {}),
    } as SessionEntry
  })
  const session = foldAll(fresh(), many)
  expect(Object.keys(session.events).length).toBeLessThanOrEqual(limits.sessionEventNames)
  expect(session.recent.length).toBeLessThanOrEqual(limits.sessionRecentEvents)
  expect(Object.keys(session.errors).length).toBeLessThanOrEqual(limits.sessionErrorKinds)
  expect(session.caps.length).toBeLessThanOrEqual(limits.sessionCapEntries)
  expect(session.gone.length).toBeLessThanOrEqual(limits.sessionGone)
  expect(session.asked.length).toBeLessThanOrEqual(limits.sessionAsked)
  expect(JSON.stringify(session).length).toBeLessThan(200_000)
})

test('an entry that was folded already changes nothing, and a missing one is noticed', () => {
  const [one, two, three] = [1, 2, 3].map(
    (seq) => ({ id: `e${seq}`, seq, at: start + seq, kind: 'due', body: { reason: 'snooze' } }) as SessionEntry,
  ) as [SessionEntry, SessionEntry, SessionEntry]
  const session = foldAll(fresh(), [one, two])
  expect(foldEntry(session, one, catalogueOf)).toBe(session)
  expect(() => foldEntry(foldAll(fresh(), [one]), three, catalogueOf)).toThrowError(
    expect.objectContaining({ code: 'STREAM_GAP', facts: { expected: 2, found: 3 } }),
  )
})
