import { describe, expect, test } from 'vitest'
import { sampleCandidate, sampleVersion } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { CapEntry, Session } from '../../../contract/session.ts'
import frequency from './index.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const tip = (key: string) =>
  sampleCandidate(
    sampleVersion({ kind: 'tip', key, title: 'T', body: 'B', anchor: { hook: 'x' }, trigger: { page: '/' } }),
  )
const checklist = sampleCandidate(
  sampleVersion({
    kind: 'checklist',
    key: 'list',
    title: 'L',
    steps: [{ id: 'a', title: 'A', completeOn: { click: true } }],
  }),
)
const check = (candidate: ReturnType<typeof tip>, session: Partial<Session>, options: object = {}) =>
  frequency.check(
    { candidate, session: sampleSession(session), now: sampleNow, settings: { consent: 'implied' } },
    frequency.options.parse(options),
  )
const entry = (window: 'day' | 'week', agoMs: number, painted = true): CapEntry => ({
  key: `frequency:inline:${window}`,
  limit: 6,
  windowMs: window === 'day' ? day : 7 * day,
  decision: `d${agoMs}`,
  at: sampleNow - agoMs,
  painted,
})
const active = (content: string) => ({
  inline: {
    decision: 'd',
    content,
    version: `${content}@1`,
    at: sampleNow - minute,
    paintedAt: sampleNow - minute,
    expiresAt: sampleNow,
    ghost: false,
    why: {},
    amended: null,
  },
})
const reserved = [
  { key: 'frequency:inline:day', limit: 6, windowMs: day },
  { key: 'frequency:inline:week', limit: 20, windowMs: 7 * day },
]

describe('frequency', () => {
  test('the first tip is allowed and asks to be counted by day and by week', () => {
    expect(check(tip('a'), {})).toEqual({ verdict: 'allow', reserve: reserved })
  })

  test('a second content waits for the pause and is asked again when it is over', () => {
    expect(check(tip('b'), { caps: [entry('day', 30_000)] })).toEqual({
      verdict: 'veto',
      code: 'cool-down',
      retryAfterMs: 90_000,
    })
    expect(check(tip('b'), { caps: [entry('day', 120_000)] })).toMatchObject({ verdict: 'allow' })
  })

  test('content that was itself the last thing shown comes back without a pause', () => {
    const shown = { a: { exposures: 1, lastAt: sampleNow - 30_000 } }
    expect(check(tip('a'), { caps: [entry('day', 30_000)], shown })).toMatchObject({ verdict: 'allow' })
  })

  test('a page clock that lags behind the server does not make the last thing shown look older than it is', () => {
    const shown = { a: { exposures: 1, lastAt: sampleNow - 50_000 } }
    expect(check(tip('a'), { caps: [entry('day', 30_000)], shown })).toMatchObject({ verdict: 'allow' })
  })

  test('content that was shown before the last one waits like any other', () => {
    const shown = { a: { exposures: 1, lastAt: sampleNow - 10 * minute } }
    expect(check(tip('a'), { caps: [entry('day', 30_000)], shown })).toMatchObject({ code: 'cool-down' })
  })

  test('what stands in the slot is neither taken away nor counted again when it is decided anew', () => {
    const caps = Array.from({ length: 6 }, (_, index) => entry('day', index * 1_000))
    expect(check(tip('a'), { caps, active: active('a') })).toEqual({ verdict: 'allow' })
  })

  test('a full day is full until its oldest showing is a day ago', () => {
    const caps = [6, 5, 4, 3, 2, 1].map((hours) => entry('day', hours * hour))
    expect(check(tip('b'), { caps })).toEqual({ verdict: 'veto', code: 'day-full', retryAfterMs: 18 * hour })
    expect(check(tip('b'), { caps: caps.slice(1) })).toMatchObject({ verdict: 'allow' })
  })

  test('lowering a cap below what was shown already waits until enough showings have left the window', () => {
    const caps = [20, 10, 5].map((hours) => entry('day', hours * hour))
    expect(check(tip('b'), { caps }, { inline: { perDay: 1 } })).toMatchObject({ retryAfterMs: 19 * hour })
  })

  test('a full week is full although the day is not', () => {
    const caps = Array.from({ length: 20 }, (_, index) => entry('week', (index + 30) * hour))
    expect(check(tip('b'), { caps })).toEqual({
      verdict: 'veto',
      code: 'week-full',
      retryAfterMs: 7 * day - 49 * hour,
    })
  })

  test('an offer that was not painted in time does not count', () => {
    const options = { inline: { perDay: 1, coolDownSeconds: 0 } }
    expect(check(tip('b'), { caps: [entry('day', 121_000, false)] }, options)).toMatchObject({ verdict: 'allow' })
    expect(check(tip('b'), { caps: [entry('day', 100_000, false)] }, options)).toEqual({
      verdict: 'veto',
      code: 'day-full',
      retryAfterMs: 20_000,
    })
  })

  test('showings in another slot do not count', () => {
    const caps = Array.from({ length: 9 }, (_, index) => ({
      ...entry('day', index * 1_000),
      key: 'frequency:checklist:day',
    }))
    expect(check(tip('a'), { caps })).toMatchObject({ verdict: 'allow' })
  })

  test('what was dismissed is never shown again, not even while it still stands', () => {
    const shown = { a: { exposures: 1, lastAt: 1, dismissedAt: 2 } }
    expect(check(tip('a'), { shown, active: active('a') })).toEqual({ verdict: 'veto', code: 'dismissed' })
  })

  test('a checklist neither waits nor counts, unless asked to', () => {
    const caps = [{ ...entry('day', 1_000), key: 'frequency:checklist:day' }]
    expect(check(checklist, { caps })).toEqual({ verdict: 'allow' })
    expect(check(checklist, { caps }, { checklist: { coolDownSeconds: 60 } })).toMatchObject({ code: 'cool-down' })
  })

  test('without caps the pause is still measured', () => {
    expect(check(tip('a'), {}, { inline: { perDay: null, perWeek: null } })).toEqual({
      verdict: 'allow',
      reserve: [{ key: 'frequency:inline:day', limit: 1_000, windowMs: day }],
    })
  })

  test('content that was asked for by name is exempt', () => {
    expect(frequency.fatigue).toBe(true)
  })
})
