import { describe, expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { type ContentInput, content, type Slot } from '../../contract/content.ts'
import type { DecisionInput } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import { limits } from '../../contract/limits.ts'
import type { ActiveGuidance, Session, TourProgress } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { corrected } from './corrected.ts'
import { heedCorrections } from './heed-corrections.ts'
import { retryAt } from './retry-at.ts'
import { standing } from './standing.ts'
import { target } from './target.ts'

const now = 1_700_000_000_000
const day = 86_400_000
const trouble = { error: { count: 1 } }
const authored: readonly ContentInput[] = [
  {
    kind: 'tour',
    key: 'round',
    title: 'Round',
    steps: [
      { id: 'one', title: 'One', anchor: { hook: 'save' } },
      { id: 'two', title: 'Two' },
    ],
  },
  { kind: 'modal', key: 'news', title: 'News', body: 'So', topics: ['releases'] },
  { kind: 'survey', key: 'nps', title: 'Rate us', repeatDays: 90, questions: [{ id: 'q', kind: 'nps', ask: 'How?' }] },
  { kind: 'banner', key: 'line', title: 'Line', trigger: { page: '/reports/**' } },
  { kind: 'banner', key: 'anywhere', title: 'Line' },
  { kind: 'hotspot', key: 'dot', title: 'Dot', body: 'So', anchor: { hook: 'export' } },
  { kind: 'tip', key: 'same', title: 'Same', body: 'So', anchor: { hook: 'save' }, trigger: trouble },
  { kind: 'tip', key: 'other', title: 'Other', body: 'So', anchor: { hook: 'export' }, trigger: trouble },
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
const world = {
  catalogue,
  settings: settings.parse({}),
  corrections: compileCorrections([], catalogue, compileFilter),
}
const paints = ['checklist', 'tip', 'hotspot', 'banner', 'modal', 'survey', 'tour'] as const

const against = (
  key: string,
  slot: Slot,
  session: Partial<Session> = {},
  {
    taken,
    stands = null,
    asked = [],
  }: { taken?: DecisionInput['taken']; stands?: string | null; asked?: string[] } = {},
) => {
  const question = { slot, session: { ...emptySession('u1', now), ...session }, now, paints, ...(taken && { taken }) }
  const heeded = heedCorrections(question.session, catalogue, now)
  const found = target(question, world, corrected(question, world), new Set(asked), stands, heeded)
  return {
    reason: found.ineligible.find(({ content }) => content === `${key}@1`)?.reason,
    retryAt: retryAt(now, found.changesAt),
  }
}
const finished = (key: string, at: number): Partial<Session> => ({
  shown: { [key]: { exposures: 1, lastAt: at, finishedAt: at } },
})
const touring = (state: TourProgress['state'], at = now): Partial<Session> => ({
  tours: { round: { state, step: 'one', trail: [], answers: {}, startedAt: at, at } },
})

describe('what its reader is through with', () => {
  test('is not offered again, unless it stands or is asked for', () => {
    expect(against('news', 'overlay', finished('news', now - day)).reason).toBe('completed')
    expect(against('news', 'overlay', finished('news', now - day), { stands: 'news@1' }).reason).toBeUndefined()
    expect(against('news', 'overlay', finished('news', now - day), { asked: ['news'] }).reason).toBeUndefined()
  })

  test('comes again where it is a survey that repeats, after its days and not before', () => {
    expect(against('nps', 'overlay', finished('nps', now - 89 * day))).toEqual({
      reason: 'completed',
      retryAt: now + day,
    })
    expect(against('nps', 'overlay', finished('nps', now - 90 * day)).reason).toBeUndefined()
  })
})

test('a tour that was left waits to be asked for', () => {
  expect(against('round', 'overlay', touring('left')).reason).toBe('left')
  expect(against('round', 'overlay', touring('left'), { asked: ['round'] }).reason).toBeUndefined()
  expect(against('round', 'overlay', touring('running')).reason).toBeUndefined()
})

test('while a tour is open no other overlay comes, and of the tips only what answers trouble elsewhere', () => {
  expect(against('news', 'overlay', {}, { stands: 'round@1' }).reason).toBe('slot-conflict')
  const taken = { overlay: 'round@1' }
  expect(against('dot', 'inline', {}, { taken }).reason).toBe('slot-conflict')
  expect(against('other', 'inline', {}, { taken }).reason).toBeUndefined()
  expect(against('same', 'inline', {}, { taken }).reason).toBe('slot-conflict')
  expect(against('same', 'inline', {}, { taken: { overlay: 'news@1' } }).reason).toBeUndefined()
})

test('a banner waits for nothing', () => {
  const taken = { overlay: 'round@1', inline: 'same@1' }
  expect(against('anywhere', 'banner', {}, { taken }).reason).toBeUndefined()
})

test('of a topic that the user wants nothing of nothing comes by itself', () => {
  const off = (...topicsOff: string[]): Partial<Session> => ({
    preferences: { frequency: 'normal', topicsOff, quietHours: null, at: now },
  })
  expect(against('news', 'overlay', off('releases')).reason).toBe('topic-off')
  expect(against('news', 'overlay', off('releases'), { asked: ['news'] }).reason).toBeUndefined()
  expect(against('news', 'overlay', off('other')).reason).toBeUndefined()
  expect(against('nps', 'overlay', off('releases')).reason).toBeUndefined()
})

describe('what stands', () => {
  const stays = (key: string, slot: Slot, session: Partial<Session>, more: Partial<ActiveGuidance> = {}) => {
    const active: ActiveGuidance = {
      decision: 'd1',
      content: key,
      version: `${key}@1`,
      at: now - 2 * day,
      paintedAt: now,
      expiresAt: now,
      ghost: false,
      page: '/reports/week',
      why: {},
      amended: null,
      ...more,
    }
    const whole = { ...emptySession('u1', now), active: { [slot]: active }, ...session }
    const contentOf = (version: string) => catalogue.byVersion.get(version)?.content
    return standing({ slot, session: whole, now }, contentOf, new Set()) !== null
  }
  const at = (path: string): Partial<Session> => ({ page: { path, at: now } })

  test('a tour and a modal go along to other pages, a hotspot does not', () => {
    expect(stays('round', 'overlay', { ...at('/'), ...touring('running') })).toBe(true)
    expect(stays('news', 'overlay', at('/'))).toBe(true)
    expect(stays('dot', 'inline', at('/'))).toBe(false)
    expect(stays('dot', 'inline', at('/reports/week'))).toBe(true)
  })

  test('a banner stays on the pages that its trigger names, and without one everywhere', () => {
    expect(stays('line', 'banner', at('/reports/year'))).toBe(true)
    expect(stays('line', 'banner', at('/'))).toBe(false)
    expect(stays('anywhere', 'banner', at('/'))).toBe(true)
  })

  test('a tour of which nothing was heard for a day gives its place free', () => {
    expect(stays('round', 'overlay', touring('running', now - limits.tourPauseMs + 1))).toBe(true)
    expect(stays('round', 'overlay', touring('running', now - limits.tourPauseMs))).toBe(false)
    expect(stays('round', 'overlay', {}, { at: now - 1 })).toBe(true)
  })
})
