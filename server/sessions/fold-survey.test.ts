import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { ClientMessage } from '../../contract/messages.ts'
import type { Session } from '../../contract/session.ts'
import { sessionView } from '../../contract/session-view.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { foldEntry } from './fold-entry.ts'

const start = 1_700_000_000_000
const authored: readonly ContentInput[] = [
  {
    kind: 'survey',
    key: 'rate',
    title: 'Rate us',
    questions: [
      { id: 'likely', kind: 'nps', ask: 'How likely?' },
      {
        id: 'uses',
        kind: 'choice',
        ask: 'For what?',
        several: true,
        required: false,
        setsTrait: 'goals',
        choices: [
          { id: 'clients', label: 'Clients' },
          { id: 'own', label: 'Our own' },
        ],
      },
      { id: 'why', kind: 'text', ask: 'Why?', required: false, setsTrait: 'wish' },
    ],
  },
  {
    kind: 'checklist',
    key: 'begin',
    title: 'Begin',
    steps: [
      {
        id: 'praise',
        title: 'Praise us',
        completeOn: { event: 'survey_answered', where: { survey: 'rate', question: 'likely', answer: { $gte: 9 } } },
      },
    ],
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
        () => catalogue,
      ),
    session,
  )
const answers = (given: object, decision = 'd1'): What => ({
  kind: 'message',
  body: {
    message: { id: 'm', at: start, kind: 'survey', decision, answers: given } as unknown as ClientMessage,
    at: start,
    catalogue: 'v1',
    source: 'browser',
  },
})
const shows = (decision: string, ghost = false): What => ({
  kind: 'decided',
  body: {
    slot: 'overlay',
    decision,
    digest: decision,
    choice: {
      content: 'rate',
      version: 'rate@1',
      expiresAt: start + limits.reservationMs,
      ghost,
      why: {},
      amended: null,
      reserve: [],
    },
  },
})
const shown = fold(emptySession('u1', start), shows('d1'))
const given = { likely: 9, uses: ['clients', 'own'], why: 'Because.' }
const answered = fold(shown, answers(given))

test('answers stand in the session, and in the view that filters run over', () => {
  expect(answered.surveys?.rate).toEqual({ decision: 'd1', version: 'rate@1', at: start, answers: given })
  expect(compileFilter({ 'answers.rate.likely': { $gte: 9 } })(sessionView(answered, start))).toBe(true)
})

test('with them the survey is over', () => {
  expect(answered.active.overlay).toBeUndefined()
  expect(answered.shown.rate?.finishedAt).toBe(start)
  expect(answered.rev).toBe(shown.rev + 1)
})

test("an answer sets the trait that its question names, as the page's word and no more", () => {
  expect(answered.traits).toEqual({ claimed: { goals: ['clients', 'own'], wish: 'Because.' }, verified: {} })
})

test('each answer is an event that steps can name; what was written stays out of it', () => {
  expect(answered.recent.map(({ name, properties }) => [name, properties])).toEqual([
    ['survey_answered', { survey: 'rate', question: 'likely', answer: 9 }],
    ['survey_answered', { survey: 'rate', question: 'uses', answer: 'clients,own' }],
    ['survey_answered', { survey: 'rate', question: 'why' }],
  ])
  expect(answered.progress.begin?.steps.praise).toBeDefined()
  expect(fold(shown, answers({ ...given, likely: 8 })).progress.begin).toBeUndefined()
})

test('another message under the same decision counts for nothing, and one under the next replaces it', () => {
  const again = fold(answered, answers({ likely: 0 }))
  expect(again.surveys).toEqual(answered.surveys)
  expect(again.events.survey_answered?.count).toBe(3)
  expect(fold(answered, shows('d2'), answers({ likely: 0 }, 'd2')).surveys?.rate?.answers).toEqual({ likely: 0 })
})

test('of what nobody was asked nothing is heard', () => {
  expect(fold(shown, answers(given, 'd9')).surveys).toBeUndefined()
  expect(fold(emptySession('u1', start), shows('d1', true), answers(given)).surveys).toBeUndefined()
})

test('a long text is cut where the session remembers it', () => {
  const long = fold(shown, answers({ likely: 1, why: 'x'.repeat(limits.surveyTextLength) }))
  expect(long.surveys?.rate?.answers.why).toHaveLength(limits.propertyTextLength)
})
