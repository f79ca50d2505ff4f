import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { foldEntry } from './fold-entry.ts'

const start = 1_700_000_000_000
const authored: ContentInput[] = [
  {
    kind: 'tour',
    key: 'round',
    title: 'A look around',
    steps: [
      { id: 'hello', title: 'Hello' },
      { id: 'new', title: 'Create a project', anchor: { hook: 'new' }, advance: { on: 'click' } },
      {
        id: 'made',
        title: 'Name it',
        advance: { on: 'event', event: 'project_created', where: { template: 'kanban' } },
      },
      { id: 'reports', title: 'Go to reports', advance: { on: 'page', page: '/reports/**' } },
      {
        id: 'team',
        title: 'Do you work with others?',
        choices: [
          { id: 'alone', label: 'Alone' },
          { id: 'team', label: 'In a team' },
        ],
        branches: [
          { answer: 'alone', to: 'end' },
          { answer: 'team', when: { 'verified.role': 'admin' }, to: 'invite' },
        ],
      },
      { id: 'ask-admin', title: 'Ask your administrator', branches: [{ to: 'end' }] },
      { id: 'invite', title: 'Invite them' },
    ],
  },
  {
    kind: 'checklist',
    key: 'begin',
    title: 'Begin',
    steps: [{ id: 'toured', title: 'See it', completeOn: { event: 'tour_completed', where: { tour: 'round' } } }],
  },
]
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: authored.map((item) => ({
      version: `${item.key}@1`,
      hash: '0',
      publishedAt: 0,
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
        { id: `e${folded.seq}`, seq: folded.seq + 1, at: start + 1_000 * (folded.seq + 1), ...what } as SessionEntry,
        (version) => (version === 'v1' ? catalogue : undefined),
      ),
    session,
  )
const says = (message: Record<string, unknown>, source: 'browser' | 'server' = 'browser'): What => ({
  kind: 'message',
  body: { message: { id: 'm', at: start, ...message } as unknown as ClientMessage, at: start, catalogue: 'v1', source },
})
const shows = (decision: string, ghost = false): What => ({
  kind: 'decided',
  body: {
    slot: 'overlay',
    decision,
    digest: decision,
    choice: {
      content: 'round',
      version: 'round@1',
      expiresAt: start + limits.reservationMs,
      ghost,
      why: {},
      amended: null,
      reserve: [],
    },
  },
})
const tour = (step: string, did: string, more: object = {}, decision = 'd1') =>
  says({ kind: 'tour', decision, step, did, ...more })
const next = (step: string, answer?: string) => tour(step, 'advanced', answer === undefined ? {} : { answer })
const painted = says({ kind: 'exposure', decision: 'd1' })
const track = (name: string, properties: object, source?: 'server') => says({ kind: 'track', name, properties }, source)
const page = (path: string) => says({ kind: 'page', path })

const begun = fold(emptySession('u1', start), page('/'), shows('d1'), painted, tour('hello', 'shown'))
const atNew = fold(begun, next('hello'))
const atMade = fold(atNew, next('new'))
const atReports = fold(atMade, track('project_created', { template: 'kanban' }, 'server'))
const atTeam = fold(atReports, page('/reports/week'))
const step = ({ tours }: Session) => tours?.round?.step

test('each step ends as its author wants: a button, a click, an event of the back end, a page', () => {
  expect([begun, atNew, atMade, atReports, atTeam].map(step)).toEqual(['hello', 'new', 'made', 'reports', 'team'])
  expect(atTeam.tours?.round?.trail).toEqual(['hello', 'new', 'made', 'reports'])
})

test('every move is shown: the revision grows with each, and with nothing else', () => {
  expect(atNew.rev).toBe(begun.rev + 1)
  expect(fold(atNew, tour('new', 'shown')).rev).toBe(atNew.rev)
})

test.each([
  ['an event whose properties do not match', atMade, track('project_created', { template: 'list' })],
  ["the page's word that an event came", atMade, next('made')],
  ['another page', atReports, page('/projects')],
  ['a step that the user is not at any more', atMade, next('new')],
  ['the button of a step gone by, pressed twice', atNew, next('hello')],
  ['a step that nobody knows', atMade, next('gone')],
  ['another decision', atNew, tour('new', 'advanced', {}, 'd9')],
  ['a question without its answer', atTeam, next('team')],
  ['an answer that is not among the choices', atTeam, next('team', 'both')],
  ['an answer where nothing was asked', atNew, next('new', 'alone')],
])('%s moves nothing', (_, before, what) => {
  expect(step(fold(before, what))).toBe(step(before))
})

test('a branch goes by the answer, and by what the user is', () => {
  const admin = (session: Session): Session => ({ ...session, traits: { verified: { role: 'admin' }, claimed: {} } })
  expect(step(fold(admin(atTeam), next('team', 'team')))).toBe('invite')
  expect(step(fold(atTeam, next('team', 'team')))).toBe('ask-admin')
  expect(fold(atTeam, next('team', 'alone')).tours?.round?.state).toBe('done')
})

test('back goes along the way that was come, and not before its beginning', () => {
  const asked = fold(atTeam, next('team', 'team'))
  const back = fold(asked, tour('ask-admin', 'back'))
  expect(back.tours?.round).toMatchObject({ step: 'team', trail: ['hello', 'new', 'made', 'reports'] })
  expect(step(fold(begun, tour('hello', 'back')))).toBe('hello')
})

test('at its end the tour goes and is not offered again, and the end is an event that a checklist can name', () => {
  const done = fold(atTeam, next('team', 'alone'))
  expect(done.active.overlay).toBeUndefined()
  expect(done.shown.round?.finishedAt).toBe(start)
  expect(done.events.tour_completed?.count).toBe(1)
  expect(done.recent.at(-1)).toMatchObject({ name: 'tour_completed', properties: { tour: 'round' } })
  expect(done.progress.begin?.steps.toured).toBeDefined()
  expect(done.tours?.round?.answers).toEqual({ team: 'alone' })
})

test('shown again after its end it begins anew', () => {
  const again = fold(atTeam, next('team', 'alone'), shows('d2'), tour('hello', 'shown', {}, 'd2'))
  expect(again.tours?.round).toMatchObject({ state: 'running', step: 'hello', trail: [], answers: {} })
})

test('left, it gives its place free, and goes on where it was when it is shown again', () => {
  const left = fold(atMade, tour('made', 'left'))
  expect(left.active.overlay).toBeUndefined()
  expect(left.tours?.round).toMatchObject({ state: 'left', step: 'made' })
  expect(left.events.tour_left?.count).toBe(1)
  expect(left.shown.round?.finishedAt).toBeUndefined()
  const again = fold(left, shows('d2'), tour('made', 'shown', {}, 'd2'))
  expect(again.tours?.round).toMatchObject({ state: 'running', step: 'made', trail: ['hello', 'new'] })
})

test('a target that is missing neither ends nor completes it, however the page says so', () => {
  for (const what of [
    tour('new', 'missing', { reason: 'not-found' }),
    says({ kind: 'abstained', decision: 'd1', reason: 'not-found' }),
  ]) {
    const waits = fold(atNew, what)
    expect(waits.active.overlay?.content).toBe('round')
    expect(waits.tours?.round).toMatchObject({
      state: 'running',
      step: 'new',
      missing: { step: 'new', reason: 'not-found' },
    })
    expect(waits.resting).toEqual({})
    expect(fold(waits, tour('new', 'shown')).tours?.round?.missing).toBeUndefined()
  }
})

test('one that was never seen is given back like anything else that cannot be painted', () => {
  const unseen = fold(emptySession('u1', start), page('/'), shows('d1'))
  const abstained = fold(unseen, says({ kind: 'abstained', decision: 'd1', reason: 'not-found' }))
  expect(abstained.active.overlay).toBeUndefined()
  expect(abstained.resting.round).toBeDefined()
})

test('of a tour that is held back from the user nothing is heard', () => {
  const ghost = fold(emptySession('u1', start), page('/'), shows('d1', true), next('hello'))
  expect(ghost.tours).toBeUndefined()
})

test('however many tours there are, the session remembers a bounded number', () => {
  let session = begun
  for (let index = 0; index < limits.sessionTours + 20; index++)
    session = {
      ...session,
      tours: {
        ...session.tours,
        [`old-${index}`]: { state: 'left', step: 'a', trail: [], answers: {}, startedAt: 1, at: index },
      },
    }
  const bounded = fold(
    { ...session, tours: Object.fromEntries(Object.entries(session.tours ?? {}).slice(-limits.sessionTours)) },
    tour('hello', 'shown'),
  )
  expect(Object.keys(bounded.tours ?? {})).toHaveLength(limits.sessionTours)
  expect(bounded.tours?.round).toBeDefined()
})
