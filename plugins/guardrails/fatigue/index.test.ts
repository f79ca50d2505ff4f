import { describe, expect, test } from 'vitest'
import { sampleChecklist as checklist } from '../../../cli/plugin-check/sample-candidates.ts'
import { sampleCandidate, sampleVersion } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { CheckInput } from '../../../contract/plugin.ts'
import type { CapEntry, Session } from '../../../contract/session.ts'
import fatigue from './index.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const tip = (key: string) =>
  sampleCandidate(
    sampleVersion({ kind: 'tip', key, title: 'T', body: 'B', anchor: { hook: 'x' }, trigger: { page: '/' } }),
  )
const check = (
  candidate: ReturnType<typeof tip>,
  session: Partial<Session>,
  options: object = {},
  more: Pick<CheckInput, 'accountCaps'> = {},
) =>
  fatigue.check(
    { candidate, session: sampleSession(session), now: sampleNow, settings: { consent: 'implied' }, ...more },
    fatigue.options.parse(options),
  )
const entry = (window: 'day' | 'week', agoMs: number, painted = true): CapEntry => ({
  key: `fatigue:inline:${window}`,
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
const attention = { key: 'fatigue:attention:day', limit: 10, windowMs: day }
const reserved = [
  { key: 'fatigue:inline:day', limit: 6, windowMs: day },
  { key: 'fatigue:inline:week', limit: 20, windowMs: 7 * day },
  attention,
]
const dismissed = (...agoMs: number[]): Session['shown'] =>
  Object.fromEntries(
    agoMs.map((ago, index) => [`gone${index}`, { exposures: 1, lastAt: 1, dismissedAt: sampleNow - ago }]),
  )

describe('fatigue', () => {
  test('the first tip is allowed and asks to be counted by day, by week and as an interruption', () => {
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
      key: 'fatigue:checklist:day',
    }))
    expect(check(tip('a'), { caps })).toMatchObject({ verdict: 'allow' })
  })

  test('what was dismissed is never shown again, not even while it still stands', () => {
    const shown = { a: { exposures: 1, lastAt: 1, dismissedAt: 2 } }
    expect(check(tip('a'), { shown, active: active('a') })).toEqual({ verdict: 'veto', code: 'dismissed' })
  })

  test('a checklist neither waits nor counts, unless asked to', () => {
    const caps = [{ ...entry('day', 1_000), key: 'fatigue:checklist:day' }]
    expect(check(checklist, { caps })).toEqual({ verdict: 'allow' })
    expect(check(checklist, { caps }, { checklist: { coolDownSeconds: 60 } })).toMatchObject({ code: 'cool-down' })
  })

  test('without caps the pause is still measured', () => {
    expect(check(tip('a'), {}, { inline: { perDay: null, perWeek: null } })).toEqual({
      verdict: 'allow',
      reserve: [{ key: 'fatigue:inline:day', limit: 1_000, windowMs: day }, attention],
    })
  })

  test('interruptions of all slots together draw on one budget, and one more waits for the oldest to be a day ago', () => {
    const caps = [20, 9].map((hours) => ({ ...entry('day', hours * hour), key: attention.key }))
    expect(check(tip('b'), { caps }, { attention: { perDay: 2 } })).toEqual({
      verdict: 'veto',
      code: 'attention-spent',
      retryAfterMs: 4 * hour,
    })
    expect(check(tip('b'), { caps }, { attention: { perDay: 3 } })).toMatchObject({ verdict: 'allow' })
    expect(check(tip('b'), { caps }, { attention: { perDay: null } })).toEqual({
      verdict: 'allow',
      reserve: reserved.slice(0, 2),
    })
  })

  test('what interrupts nobody neither waits for the budget nor draws on it', () => {
    const caps = [{ ...entry('day', hour), key: attention.key }]
    expect(check(checklist, { caps }, { attention: { perDay: 1 } })).toEqual({ verdict: 'allow' })
    expect(check(checklist, { caps }, { attention: { perDay: 1 }, checklist: { interrupts: true } })).toMatchObject({
      code: 'attention-spent',
    })
  })

  test('after a dismissal nothing new interrupts for ten minutes, while the checklist may come', () => {
    const shown = dismissed(4 * minute)
    expect(check(tip('b'), { shown })).toEqual({
      verdict: 'veto',
      code: 'after-dismissal',
      retryAfterMs: 6 * minute,
    })
    expect(check(checklist, { shown })).toEqual({ verdict: 'allow' })
    expect(check(tip('b'), { shown: dismissed(10 * minute) })).toMatchObject({ verdict: 'allow' })
  })

  test.each([
    [1, 10 * minute],
    [2, 30 * minute],
    [3, 90 * minute],
    [12, 3 * day],
  ])('the pause after %i dismissals of the last week is %i ms', (count, pauseMs) => {
    const shown = dismissed(0, ...Array.from({ length: count - 1 }, (_, index) => (index + 1) * hour))
    expect(check(tip('b'), { shown })).toMatchObject({ code: 'after-dismissal', retryAfterMs: pauseMs })
  })

  test('a dismissal of more than a week ago is forgiven', () => {
    expect(check(tip('b'), { shown: dismissed(5 * minute, 8 * day) })).toMatchObject({ retryAfterMs: 5 * minute })
  })

  test('a page clock that is ahead does not make the pause longer', () => {
    expect(check(tip('b'), { shown: dismissed(-hour) })).toMatchObject({ retryAfterMs: 10 * minute })
  })

  test('what stands is not taken away by a dismissal of something else', () => {
    expect(check(tip('a'), { shown: dismissed(0), active: active('a') })).toEqual({ verdict: 'allow' })
  })

  test('the pause after a dismissal can be switched off', () => {
    expect(check(tip('b'), { shown: dismissed(0) }, { afterDismissal: { pauseSeconds: 0 } })).toMatchObject({
      verdict: 'allow',
    })
  })

  describe('caps of an account', () => {
    const options = { inline: { accountPerDay: 5, accountPerWeek: 9 } }
    const caps = (day: number, week: number) => ({
      accountCaps: {
        'fatigue:account:inline:day': [{ until: sampleNow + hour, count: day }],
        'fatigue:account:inline:week': [{ until: sampleNow + 3 * day * hour, count: week }],
      },
    })
    const ofAccount = [
      { key: 'fatigue:account:inline:day', limit: 5, windowMs: 24 * hour, scope: 'account' },
      { key: 'fatigue:account:inline:week', limit: 9, windowMs: 7 * 24 * hour, scope: 'account' },
    ]

    test('are off until they are set', () => {
      expect(check(tip('a'), {}, {}, caps(1_000, 1_000))).toEqual({ verdict: 'allow', reserve: reserved })
    })

    test('count what all colleagues are shown, and wait for the next place', () => {
      expect(check(tip('a'), {}, options, caps(4, 8))).toEqual({
        verdict: 'allow',
        reserve: [...reserved, ...ofAccount],
      })
      expect(check(tip('a'), {}, options, caps(5, 8))).toEqual({
        verdict: 'veto',
        code: 'account-day-full',
        retryAfterMs: hour,
      })
      expect(check(tip('a'), {}, options, caps(4, 9))).toMatchObject({
        code: 'account-week-full',
        retryAfterMs: 12 * hour,
      })
    })

    test('take nothing and keep nothing from whoever only claims to be in an account', () => {
      expect(check(tip('a'), {}, options)).toEqual({ verdict: 'allow', reserve: reserved })
    })

    test('take nothing away that stands', () => {
      expect(check(tip('a'), { active: active('a') }, options, caps(5, 9))).toEqual({ verdict: 'allow' })
    })
  })

  test('content that was asked for by name is exempt', () => {
    expect(fatigue.fatigue).toBe(true)
  })
})

describe('how often the user wants it', () => {
  const wanting = (frequency: 'normal' | 'less' | 'least'): Partial<Session> => ({
    preferences: { frequency, topicsOff: [], quietHours: null, at: 1 },
  })
  const caps = (...agos: number[]) => ({ caps: agos.map((ago) => entry('day', ago)) })
  const three = caps(3 * hour, 4 * hour, 5 * hour)

  test('"less" halves the caps', () => {
    expect(check(tip('new'), { ...wanting('normal'), ...three })).toMatchObject({ verdict: 'allow' })
    expect(check(tip('new'), { ...wanting('less'), ...three })).toMatchObject({ code: 'day-full' })
  })

  test('"less" doubles the pause', () => {
    expect(check(tip('new'), { ...wanting('normal'), ...caps(3 * minute) })).toMatchObject({ verdict: 'allow' })
    expect(check(tip('new'), { ...wanting('less'), ...caps(3 * minute) })).toMatchObject({
      code: 'cool-down',
      retryAfterMs: minute,
    })
  })

  test('"least" lets one interruption a day through', () => {
    const interrupted = { caps: [{ ...entry('day', 9 * hour), key: 'fatigue:attention:day' }] }
    expect(check(tip('new'), { ...wanting('less'), ...interrupted })).toMatchObject({ verdict: 'allow' })
    expect(check(tip('new'), { ...wanting('least'), ...interrupted })).toMatchObject({ code: 'attention-spent' })
  })

  test('it never loosens what the tenant set', () => {
    const strict = { attention: { perDay: 1 }, inline: { perDay: 1 } }
    expect(check(tip('new'), { ...wanting('less'), ...caps(5 * hour) }, strict)).toMatchObject({ code: 'day-full' })
  })
})
