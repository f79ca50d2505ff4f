import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { DecidedBody, SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { foldEntry } from './fold-entry.ts'
import { stepsOf } from './steps-of.ts'

const start = 1_700_000_000_000
const onboarding = content.parse({
  kind: 'checklist',
  key: 'onboarding',
  title: 'Start',
  steps: [
    { id: 'project', title: 'Create a project', completeOn: { event: 'project_created' } },
    { id: 'board', title: 'Use a board', completeOn: { event: 'project_created', where: { template: 'kanban' } } },
    { id: 'read', title: 'Read', completeOn: { click: true } },
    { id: 'invite', title: 'Invite', completeOn: { event: 'invited' }, audience: { 'verified.role': 'admin' } },
  ],
})
if (onboarding.kind !== 'checklist') throw new Error('not a checklist')
const catalogue = compileCatalogue(
  { version: 'v1', items: [{ version: 'onboarding@1', hash: '00', publishedAt: start, content: onboarding }] },
  compileFilter,
)

type What = SessionEntry extends infer E ? (E extends SessionEntry ? Pick<E, 'kind' | 'body'> : never) : never
const fold = (session: Session, ...steps: readonly What[]): Session =>
  steps.reduce(
    (folded, step) =>
      foldEntry(
        folded,
        { id: `e${folded.seq}`, seq: folded.seq + 1, at: start + 1_000 * (folded.seq + 1), ...step } as SessionEntry,
        (version) => (version === 'v1' ? catalogue : undefined),
      ),
    session,
  )
const fresh = emptySession('u1', start)
const says = (message: Record<string, unknown>, source: 'browser' | 'server' = 'browser'): What => ({
  kind: 'message',
  body: { message: { id: 'm', at: start, ...message } as unknown as ClientMessage, at: start, catalogue: 'v1', source },
})
const shows = (
  slot: 'checklist' | 'inline' | 'overlay',
  decision: string,
  key: string,
  ghost = false,
  version = 1,
): What => ({
  kind: 'decided',
  body: {
    slot,
    decision,
    digest: `digest-${decision}`,
    choice: {
      content: key,
      version: `${key}@${version}`,
      expiresAt: start + limits.reservationMs,
      ghost,
      why: { en: 'because' },
      amended: null,
      reserve: [{ key: `fatigue:${slot}:day`, limit: 3, windowMs: 86_400_000 }],
    },
  } satisfies DecidedBody,
})
const done = (session: Session) =>
  stepsOf(onboarding, session, catalogue).flatMap(({ step, done }) => (done ? step.id : []))

test('an event ticks the steps whose conditions its properties meet, and only those', () => {
  expect(done(fold(fresh, says({ kind: 'track', name: 'project_created', properties: { template: 'list' } })))).toEqual(
    ['project'],
  )
  expect(
    done(fold(fresh, says({ kind: 'track', name: 'project_created', properties: { template: 'kanban' } }))),
  ).toEqual(['project', 'board'])
})

test('a click ticks a step that may be ticked by hand, and no other', () => {
  const clicks = (step: string) => says({ kind: 'step-done', content: 'onboarding', step })
  expect(done(fold(fresh, clicks('read'), clicks('project')))).toEqual(['read'])
})

test('a checklist published after the fact starts with what was done before', () => {
  const before: What = says({ kind: 'track', name: 'project_created' })
  const session = fold(fresh, { ...before, body: { ...before.body, catalogue: 'older' } } as What)
  expect(session.progress).toEqual({})
  expect(done(session)).toEqual(['project'])
})

test('a step meant for a role is there for a verified role only', () => {
  const ids = (session: Session) => stepsOf(onboarding, session, catalogue).map(({ step }) => step.id)
  expect(ids(fold(fresh, says({ kind: 'identify', traits: { role: 'admin' } })))).not.toContain('invite')
  expect(ids(fold(fresh, says({ kind: 'identify', traits: { role: 'admin' } }, 'server')))).toContain('invite')
})

test('a step may wait for another checklist to be complete', () => {
  const later = content.parse({
    kind: 'checklist',
    key: 'later',
    title: 'Later',
    steps: [{ id: 'go', title: 'Go on', completeOn: { click: true }, audience: { 'progress.first.complete': true } }],
  })
  const first = content.parse({
    kind: 'checklist',
    key: 'first',
    title: 'First',
    steps: [{ id: 'begin', title: 'Begin', completeOn: { event: 'begun' } }],
  })
  if (later.kind !== 'checklist') throw new Error('not a checklist')
  const both = compileCatalogue(
    {
      version: 'v2',
      items: [later, first].map((content) => ({
        version: `${content.key}@1`,
        hash: '00',
        publishedAt: start,
        content,
      })),
    },
    compileFilter,
  )
  expect(stepsOf(later, fresh, both)).toEqual([])
  expect(stepsOf(later, fold(fresh, says({ kind: 'track', name: 'begun' })), both)).toHaveLength(1)
})

test('a painted tip counts once, however often its exposure is reported', () => {
  const painted = fold(fresh, shows('inline', 'd1', 'hint'), says({ kind: 'exposure', decision: 'd1' }))
  const again = fold(painted, says({ kind: 'exposure', decision: 'd1' }))
  expect(again.shown.hint?.exposures).toBe(1)
  expect(again.caps.map((cap) => cap.painted)).toEqual([true])
})

test('a dismissal takes the content away for good, also when it comes after something else took the slot', () => {
  const late = fold(
    fresh,
    shows('inline', 'd1', 'hint'),
    shows('inline', 'd2', 'other'),
    says({ kind: 'feedback', decision: 'd1', action: 'dismissed' }),
  )
  expect(late.shown.hint?.dismissedAt).toBe(start)
  expect(late.active.inline?.content).toBe('other')
  const both = fold(late, says({ kind: 'feedback', decision: 'd2', action: 'dismissed' }))
  expect(both.active).toEqual({})
})

test('"not now" takes the content away for a day', () => {
  const session = fold(
    fresh,
    shows('inline', 'd1', 'hint'),
    says({ kind: 'feedback', decision: 'd1', action: 'not-now' }),
  )
  expect(session.active).toEqual({})
  expect(session.shown.hint?.snoozedUntil).toBe(start + limits.snoozeMs)
})

test('the same version chosen again stays under its first decision, painted, and is reserved for once', () => {
  const painted = fold(fresh, shows('inline', 'd1', 'hint'), says({ kind: 'exposure', decision: 'd1' }))
  const again = fold(painted, shows('inline', 'd2', 'hint'))
  expect(again.active.inline).toMatchObject({ decision: 'd1', paintedAt: start })
  expect(again.caps).toHaveLength(1)
  expect(again.rev).toBe(painted.rev)
  expect(again.decided.inline?.decision).toBe('d2')
})

test('what was given back unpainted costs nothing, rests, and is decided anew', () => {
  const session = fold(fresh, shows('inline', 'd1', 'hint'), {
    kind: 'released',
    body: { decision: 'd1', reason: 'unpainted' },
  })
  expect(session.active).toEqual({})
  expect(session.caps).toEqual([])
  expect(session.decided).toEqual({})
  expect(fold(session, says({ kind: 'exposure', decision: 'd1' })).resting).toHaveProperty('hint')
  expect(fold(session, says({ kind: 'focus' })).resting).toEqual({})
})

test('what the widget could not paint rests until the user goes to another page', () => {
  const session = fold(
    fresh,
    shows('inline', 'd1', 'hint'),
    says({ kind: 'abstained', decision: 'd1', reason: 'not-found' }),
  )
  expect(fold(session, says({ kind: 'click', path: '/', element: { tag: 'a' } })).resting).toHaveProperty('hint')
  expect(fold(session, says({ kind: 'page', path: '/projects' })).resting).toEqual({})
})

test('how often in a row the widget could not paint something is known, until the user goes to another page', () => {
  const inVain = (decision: string) => [
    shows('inline', decision, 'hint'),
    says({ kind: 'abstained', decision, reason: 'not-found' }),
  ]
  const session = fold(fresh, ...inVain('d1'), ...inVain('d2'), ...inVain('d3'))
  expect(session.resting.hint?.times).toBe(3)
  const elsewhere = fold(session, says({ kind: 'page', path: '/projects' }), ...inVain('d4'))
  expect(elsewhere.resting.hint?.times).toBeUndefined()
})

test('a held-out user spends caps and exposures like any other, without a new revision', () => {
  const session = fold(fresh, shows('inline', 'd1', 'hint', true), says({ kind: 'exposure', decision: 'd1' }))
  expect(session.rev).toBe(0)
  expect(session.active.inline?.paintedAt).not.toBeNull()
  expect(session.shown.hint?.exposures).toBe(1)
  expect(session.caps).toMatchObject([{ painted: true }])
})

test('the revision grows by one when what the widget shows changes, and not otherwise', () => {
  const revs: number[] = []
  const steps: What[] = [
    shows('checklist', 'd1', 'onboarding'),
    says({ kind: 'exposure', decision: 'd1' }),
    says({ kind: 'track', name: 'unrelated' }),
    says({ kind: 'track', name: 'project_created' }),
    says({ kind: 'track', name: 'project_created' }),
    says({ kind: 'feedback', decision: 'd1', action: 'collapsed' }),
    says({ kind: 'feedback', decision: 'd1', action: 'collapsed' }),
    { kind: 'leased', body: { tab: 't1', until: start } },
    { kind: 'leased', body: { tab: 't1', until: start + 1 } },
    says({ kind: 'identify', traits: { role: 'admin' } }, 'server'),
    says({ kind: 'feedback', decision: 'd1', action: 'dismissed' }),
  ]
  steps.reduce((session, step) => {
    const next = fold(session, step)
    revs.push(next.rev - session.rev)
    return next
  }, fresh)
  expect(revs).toEqual([1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1])
})

test('content that was asked for is remembered until it is decided, and stands as asked for', () => {
  const asked = fold(fresh, says({ kind: 'start', content: 'hint' }))
  expect(asked.asked).toMatchObject([{ content: 'hint' }])
  const shown = fold(asked, shows('inline', 'd1', 'hint'))
  expect(shown.asked).toEqual([])
  expect(fold(shown, shows('inline', 'd2', 'hint')).active.inline).toMatchObject({ asked: true })
  expect(fold(shown, shows('inline', 'd2', 'hint', false, 2)).active.inline).toMatchObject({
    asked: true,
    decision: 'd2',
  })
  expect(fold(shown, shows('inline', 'd2', 'other')).active.inline).not.toHaveProperty('asked')
})

test('a pause ends with the next thing the user does, not with what the widget or a back end reports', () => {
  const paused = fold(fresh, says({ kind: 'idle', path: '/', watch: 'hint', seconds: 30 }))
  expect(fold(paused, says({ kind: 'exposure', decision: 'd1' })).idle).toEqual({ path: '/', seconds: 30 })
  expect(fold(paused, says({ kind: 'track', name: 'billed' }, 'server')).idle).not.toBeNull()
  expect(fold(paused, says({ kind: 'click', path: '/', element: { tag: 'a' } })).idle).toBeNull()
})

test('a visit that signs in keeps its progress and dismissals, and takes away what was dismissed in it', () => {
  const visit = fold(
    emptySession('v1', start),
    says({ kind: 'track', name: 'project_created' }),
    shows('inline', 'd1', 'hint'),
    says({ kind: 'feedback', decision: 'd1', action: 'dismissed' }),
  )
  const { progress, shown, caps, events, consent } = visit
  const user = fold(
    fresh,
    says({ kind: 'track', name: 'project_created', properties: { template: 'kanban' } }),
    shows('inline', 'd9', 'hint'),
    { kind: 'linked', body: { visitor: 'v1', progress, shown, caps, events, consent } },
  )
  expect(user.shown.hint?.dismissedAt).toBe(start)
  expect(user.active).toEqual({})
  expect(done(user)).toEqual(['project', 'board'])
  expect(user.events.project_created?.count).toBe(2)
})

test('an event with long properties counts and completes like any other, and is remembered without them', () => {
  const long = { template: 'kanban', notes: 'x'.repeat(limits.sessionPropertiesLength) }
  const session = fold(fresh, says({ kind: 'track', name: 'project_created', properties: long }))
  expect(done(session)).toEqual(['project', 'board'])
  expect(session.recent).toEqual([{ at: start, kind: 'track', name: 'project_created', path: null }])
})

test('a step is ticked by a visit to its page, and by the host that says so; by nobody else', () => {
  const steps = content.parse({
    kind: 'checklist',
    key: 'steps',
    title: 'Steps',
    steps: [
      { id: 'visit', title: 'Look', completeOn: { page: '/reports/*' } },
      { id: 'host', title: 'Connect', completeOn: { host: true } },
      { id: 'click', title: 'Read', completeOn: { click: true }, after: ['visit'] },
    ],
  })
  const compiled = compileCatalogue(
    { version: 'v2', items: [{ version: 'steps@1', hash: '0', publishedAt: start, content: steps }] },
    compileFilter,
  )
  const after = (...messages: readonly Record<string, unknown>[]) => {
    const session = messages.reduce<Session>(
      (folded, message) =>
        foldEntry(
          folded,
          { id: `e${folded.seq}`, seq: folded.seq + 1, at: start, ...says(message) } as SessionEntry,
          () => compiled,
        ),
      fresh,
    )
    return Object.entries(session.progress.steps?.steps ?? {}).map(([id, { by }]) => `${id} by ${by}`)
  }
  const done = (step: string, more: object = {}) => ({ kind: 'step-done', content: 'steps', step, ...more })
  const visit = { kind: 'page', path: '/reports/week' }
  expect(after({ kind: 'page', path: '/reports' }, done('visit'), done('host'))).toEqual([])
  expect(after(visit, done('host', { by: 'host' }))).toEqual(['visit by page', 'host by host'])
  expect(after(done('click'))).toEqual([])
  expect(after(done('click', { by: 'host' }))).toEqual([])
  expect(after(visit, done('click'))).toEqual(['visit by page', 'click by click'])
})

test('an offer that was taken up goes, and is not made again on the page that it led to', () => {
  const offer = content.parse({
    kind: 'offer',
    key: 'plan',
    title: 'Plan',
    body: 'More',
    plan: 'business',
    action: { label: 'See', url: '/plans' },
  })
  const compiled = compileCatalogue(
    { version: 'v1', items: [{ version: 'plan@1', hash: '0', publishedAt: start, content: offer }] },
    compileFilter,
  )
  const shown = fold(fresh, shows('overlay', 'd1', 'plan'), says({ kind: 'exposure', decision: 'd1' }))
  const followed = foldEntry(
    shown,
    {
      id: 'f',
      seq: shown.seq + 1,
      at: start,
      ...says({ kind: 'feedback', decision: 'd1', action: 'followed' }),
    } as SessionEntry,
    () => compiled,
  )
  expect(followed.active.overlay).toBeUndefined()
  expect(followed.decided.overlay).toBeUndefined()
  expect(followed.shown.plan).toMatchObject({ exposures: 1, snoozedUntil: start + limits.followedMs })
  expect(followed.rev).toBe(shown.rev + 1)
})

test('following what a checklist or a tip says takes nothing away', () => {
  const shown = fold(fresh, shows('checklist', 'd1', 'onboarding'), shows('inline', 'd2', 'hint'))
  for (const decision of ['d1', 'd2'])
    expect(fold(shown, says({ kind: 'feedback', decision, action: 'followed' })).active).toEqual(shown.active)
})

test('how a user wants to be treated stands until they say otherwise later; what comes late changes nothing', () => {
  const wants = (frequency: string, at: number): What => ({
    kind: 'message',
    body: {
      message: { id: 'm', at, kind: 'preferences', frequency, topicsOff: [], quietHours: null } as ClientMessage,
      at,
      catalogue: 'v1',
      source: 'browser',
    },
  })
  const said = fold(fresh, wants('least', start + 10))
  expect(said.preferences).toEqual({ frequency: 'least', topicsOff: [], quietHours: null, at: start + 10 })
  expect(fold(said, wants('normal', start + 5)).preferences?.frequency).toBe('least')
  expect(fold(said, wants('normal', start + 20)).preferences?.frequency).toBe('normal')
})
