import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { type ContentInput, content, type Slot } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import { type ClientMessage, type CorrectionKind, correctionKinds } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { foldEntry } from './fold-entry.ts'

const start = 1_700_000_000_000
const second = 1_000
const authored: ContentInput[] = [
  {
    kind: 'checklist',
    key: 'begin',
    title: 'Begin',
    topics: ['setup'],
    audience: { 'verified.role': { $in: ['admin', 'owner'] }, 'events.left.count': { $exists: false } },
    steps: [
      { id: 'project', title: 'Create a project', completeOn: { event: 'project_created' } },
      { id: 'read', title: 'Read', completeOn: { click: true } },
      { id: 'invite', title: 'Invite', completeOn: { event: 'invited' }, audience: { 'verified.role': 'owner' } },
    ],
  },
  { kind: 'article', key: 'plans', title: 'Plans', body: 'Two', topics: ['plans'] },
  { kind: 'article', key: 'seats', title: 'Seats', body: 'Ten' },
  { kind: 'tip', key: 'hint', title: 'Hint', body: 'So', anchor: { hook: 'save' }, trigger: { page: '/' } },
]
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: authored.map((item) => ({
      version: `${item.key}@1`,
      hash: '00',
      publishedAt: start,
      content: content.parse(item),
    })),
  },
  compileFilter,
)

type What = SessionEntry extends infer E ? (E extends SessionEntry ? Pick<E, 'kind' | 'body'> : never) : never
const fold = (session: Session, ...whats: readonly What[]): Session =>
  whats.reduce(
    (folded, what) =>
      foldEntry(
        folded,
        { id: `e${folded.seq}`, seq: folded.seq + 1, at: start + second * (folded.seq + 1), ...what } as SessionEntry,
        (version) => (version === 'v1' ? catalogue : undefined),
      ),
    session,
  )
const says = (message: Record<string, unknown>, at = start): What => ({
  kind: 'message',
  body: { message: { id: 'm', at, ...message } as unknown as ClientMessage, at, catalogue: 'v1', source: 'browser' },
})
const shows = (slot: Slot, decision: string, key: string, ghost = false): What => ({
  kind: 'decided',
  body: {
    slot,
    decision,
    digest: `digest-${decision}`,
    choice: {
      content: key,
      version: `${key}@1`,
      expiresAt: start + limits.reservationMs,
      ghost,
      why: { en: 'because' },
      amended: null,
      reserve: [{ key: `frequency:${slot}:day`, limit: 3, windowMs: 86_400_000 }],
    },
  },
})
const feels = (decision: string, action: CorrectionKind, more: object = {}, at = start): What =>
  says({ kind: 'feedback', decision, action, ...more }, at)
const undoes = (decision: string, kind: CorrectionKind, at = start + second): What =>
  says({ kind: 'feedback', decision, action: 'undone', undoes: kind }, at)

const given = fold(
  emptySession('u1', start),
  says({ kind: 'page', path: '/' }),
  shows('checklist', 'd1', 'begin'),
  says({ kind: 'exposure', decision: 'd1' }),
)
const steps = ({ progress }: Session) => progress.begin?.steps ?? {}

test.each(correctionKinds)('what was said with "%s", and that it was taken back, stands in the session', (kind) => {
  const said = fold(given, feels('d1', kind))
  expect(said.corrections).toEqual([
    expect.objectContaining({ kind, decision: 'd1', content: 'begin', version: 'begin@1', topics: ['setup'] }),
  ])
  expect(fold(said, undoes('d1', kind)).corrections).toEqual([{ ...said.corrections?.[0], undoneAt: start + second }])
})

test.each(correctionKinds.filter((kind) => kind !== 'helpful'))(
  '"%s" takes the guidance away at once, and undone soon it stands as it stood: not shown, counted or reserved anew',
  (kind) => {
    const said = fold(given, feels('d1', kind))
    expect(said.active).toEqual({})
    expect(said.rev).toBe(given.rev + 1)
    const back = fold(said, undoes('d1', kind))
    // Who says something of it, and takes it back, has not overlooked it.
    const { unheeded: _, ...heeded } = given.shown.begin ?? {}
    expect(back.active).toEqual(given.active)
    expect(back.shown).toEqual({ begin: heeded })
    expect(back.caps).toEqual(given.caps)
    expect(back.progress.begin?.steps ?? {}).toEqual({})
    expect(back.rev).toBe(said.rev + 1)
  },
)

test('praise takes nothing away', () => {
  const said = fold(given, feels('d1', 'helpful'))
  expect(said.active).toEqual(given.active)
  expect(said.rev).toBe(given.rev)
})

test('what took the place meanwhile makes room again, with what was reserved for it and never painted', () => {
  const said = fold(given, feels('d1', 'not-relevant'), shows('checklist', 'd2', 'other'))
  const back = fold(said, undoes('d1', 'not-relevant'))
  expect(back.active.checklist?.decision).toBe('d1')
  expect(back.caps.map(({ decision }) => decision)).toEqual(['d1'])
  expect(back.decided.checklist).toBeUndefined()
})

test('undone late it lifts the correction and leaves the choice to the next decision', () => {
  const late = start + limits.putBackMs + 1
  const back = fold(given, feels('d1', 'dismissed'), undoes('d1', 'dismissed', late))
  expect(back.active).toEqual({})
  expect(back.shown.begin?.dismissedAt).toBeUndefined()
})

test('only what was said is undone: of this decision, of this kind, once', () => {
  const said = fold(given, feels('d1', 'wrong'))
  for (const nothing of [undoes('d1', 'dismissed'), undoes('d2', 'wrong')])
    expect(fold(said, nothing)).toMatchObject({ corrections: said.corrections, active: {} })
  const twice = fold(said, undoes('d1', 'wrong'), undoes('d1', 'wrong', start + 2 * second))
  expect(twice.corrections?.[0]?.undoneAt).toBe(start + second)
})

test('taking one thing back does not bring back what went for another', () => {
  const both = fold(given, feels('d1', 'already-done', { step: 'project' }), feels('d1', 'not-now'))
  expect(fold(both, undoes('d1', 'already-done')).active).toEqual({})
})

test('"not now" is for as long as the user chose, else for a day', () => {
  const until = (more: object) => fold(given, feels('d1', 'not-now', more)).shown.begin?.snoozedUntil
  expect(until({ snoozeMs: 3_600_000 })).toBe(start + 3_600_000)
  expect(until({})).toBe(start + limits.snoozeMs)
})

test('"already done" ticks the open steps that the user has, as their word; undone, only these are open again', () => {
  const begun = fold(given, says({ kind: 'step-done', content: 'begin', step: 'read' }))
  const said = fold(begun, feels('d1', 'already-done'))
  expect(steps(said)).toEqual({ read: { at: start, by: 'click' }, project: { at: start, by: 'said' } })
  expect(steps(fold(said, undoes('d1', 'already-done')))).toEqual({ read: { at: start, by: 'click' } })
})

test('"already done" of one step leaves the checklist where it is, with that step ticked', () => {
  const said = fold(given, feels('d1', 'already-done', { step: 'project' }))
  expect(said.active.checklist?.decision).toBe('d1')
  expect(steps(said)).toEqual({ project: { at: start, by: 'said' } })
})

test('what really happens later counts in place of the word, and stays when the word is taken back', () => {
  const said = fold(
    given,
    feels('d1', 'already-done'),
    says({ kind: 'track', name: 'project_created' }, start + 5 * second),
  )
  expect(steps(said).project).toEqual({ at: start + 5 * second, by: 'event' })
  expect(steps(fold(said, undoes('d1', 'already-done'))).project).toEqual({ at: start + 5 * second, by: 'event' })
})

test('a word does not replace what happened, in whatever order they come', () => {
  const done = fold(given, says({ kind: 'track', name: 'project_created' }, start + 5 * second))
  expect(steps(fold(done, feels('d1', 'already-done'))).project).toEqual({ at: start + 5 * second, by: 'event' })
})

test('two dismissals stand until both are taken back', () => {
  const twice = fold(
    given,
    feels('d1', 'dismissed'),
    shows('checklist', 'd2', 'begin'),
    feels('d2', 'dismissed', {}, start + 9),
  )
  const once = fold(twice, undoes('d2', 'dismissed'))
  expect(once.shown.begin?.dismissedAt).toBe(start)
  expect(fold(once, undoes('d1', 'dismissed')).shown.begin?.dismissedAt).toBeUndefined()
})

test('a ghost cannot be corrected: nobody has seen it', () => {
  const held = fold(emptySession('u1', start), shows('inline', 'd3', 'hint', true), feels('d3', 'wrong'))
  expect(held.corrections).toBeUndefined()
  expect(held.active.inline?.content).toBe('hint')
})

test('who says very much is remembered within bounds, and what is in force longest', () => {
  const kept = fold(given, feels('d1', 'not-relevant'))
  const times = 3 * limits.sessionCorrections
  const flooded = Array.from({ length: times }).reduce<Session>(
    (session, _, n) => fold(session, feels('d1', 'dismissed', {}, start + n), undoes('d1', 'dismissed', start + n)),
    kept,
  )
  expect(flooded.corrections).toHaveLength(limits.sessionCorrections)
  expect(flooded.corrections?.[0]).toMatchObject({ kind: 'not-relevant' })
  expect(flooded.corrections?.at(-1)).toMatchObject({ kind: 'dismissed', at: start + times - 1 })
})

test('signing in brings along what the visitor said, and nothing stands that they had sent away', () => {
  const visit = fold(given, feels('d1', 'not-relevant'))
  const { progress, shown, caps, events, consent, corrections = [] } = visit
  const user = fold(given, {
    kind: 'linked',
    body: { visitor: 'v1', progress, shown, caps, events, consent, corrections },
  })
  expect(user.corrections).toEqual(corrections)
  expect(user.active).toEqual({})
})

const answers = (decision: string, ...keys: string[]): What => ({
  kind: 'decided',
  body: {
    slot: 'list',
    decision,
    digest: `digest-${decision}`,
    choice: null,
    list: keys.map((key) => ({ content: key, version: `${key}@1` })),
  },
})

test('what is said of one answer of a list is said of that one, and taken back of that one', () => {
  const asked = fold(given, answers('l1', 'plans', 'seats'))
  const both = fold(asked, feels('l1', 'wrong', { content: 'plans' }), feels('l1', 'wrong', { content: 'seats' }))
  expect(both.corrections).toMatchObject([
    { kind: 'wrong', decision: 'l1', content: 'plans', version: 'plans@1', topics: ['plans'] },
    { kind: 'wrong', decision: 'l1', content: 'seats', version: 'seats@1' },
  ])
  expect(both.active).toEqual(given.active)
  const [plans, seats] =
    fold(both, says({ kind: 'feedback', decision: 'l1', action: 'undone', undoes: 'wrong', content: 'plans' }))
      .corrections ?? []
  expect([plans?.undoneAt, seats?.undoneAt]).toEqual([start, undefined])
})

test('nothing can be said of what was not among the answers', () => {
  const asked = fold(given, answers('l1', 'plans'))
  for (const nothing of [
    feels('l1', 'helpful', { content: 'seats' }),
    feels('l2', 'helpful', { content: 'plans' }),
    feels('l1', 'helpful'),
  ])
    expect(fold(asked, nothing).corrections).toBeUndefined()
})

test('the last few lists are remembered, no more', () => {
  const many = Array.from({ length: limits.sessionLists + 3 }, (_, index) => answers(`l${index}`, 'plans'))
  const asked = fold(given, ...many)
  expect(asked.listed?.map(({ decision }) => decision)).toEqual(['l3', 'l4', 'l5', 'l6', 'l7'])
  expect(fold(asked, answers('empty')).listed).toEqual(asked.listed)
})
