import { describe, expect, test } from 'vitest'
import { sampleChecklist as checklist, sampleTip as tip } from '../../../cli/plugin-check/sample-candidates.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ActiveGuidance, Session } from '../../../contract/session.ts'
import quiet from './index.ts'

const check = (candidate: typeof tip, session: Partial<Session>, options: object = {}) =>
  quiet.check(
    { candidate, session: sampleSession(session), now: sampleNow, settings: { consent: 'implied' } },
    quiet.options.parse(options),
  )
const standingTip: ActiveGuidance = {
  decision: 'd',
  content: 'tip',
  version: 'tip@1',
  at: 1,
  paintedAt: 2,
  expiresAt: 3,
  ghost: false,
  why: {},
  amended: null,
}
const onPage = (path: string) => ({ page: { path, at: sampleNow } })

describe('quiet', () => {
  test('no new tip appears while the user types, and it is asked again when they have paused', () => {
    expect(check(tip, { typingAt: sampleNow - 1_000 })).toEqual({
      verdict: 'veto',
      code: 'typing',
      retryAfterMs: 3_000,
    })
    expect(check(tip, { typingAt: sampleNow - 4_000 })).toEqual({ verdict: 'allow' })
  })

  test('a tip that stands already is not taken away by typing', () => {
    expect(check(tip, { typingAt: sampleNow, active: { inline: standingTip } })).toEqual({ verdict: 'allow' })
  })

  test('another tip does not take the place of the standing one while the user types', () => {
    const active = { inline: { ...standingTip, content: 'other' } }
    expect(check(tip, { typingAt: sampleNow, active })).toMatchObject({ code: 'typing' })
  })

  test('the checklist in its corner may appear while the user types', () => {
    expect(check(checklist, { typingAt: sampleNow })).toEqual({ verdict: 'allow' })
  })

  const failed = (agoMs: number, times = 1) => ({
    errors: { 'x is not a function': { times: Array.from({ length: times }, () => sampleNow - agoMs), path: '/' } },
  })

  test('right after the page reported an error no tip comes but one that answers trouble', () => {
    expect(check(tip, failed(5_000))).toEqual({ verdict: 'veto', code: 'page-error', retryAfterMs: 10_000 })
    expect(check(tip, failed(15_000))).toEqual({ verdict: 'allow' })
    for (const code of ['error', 'error-repeated', 'rage-click'])
      expect(check({ ...tip, evidence: [{ code, facts: {} }] }, failed(5_000))).toEqual({ verdict: 'allow' })
    expect(check({ ...tip, evidence: [{ code: 'page', facts: {} }] }, failed(5_000))).toMatchObject({ verdict: 'veto' })
    expect(check({ ...tip, kind: 'article' }, failed(5_000))).toEqual({ verdict: 'allow' })
  })

  test('who asks for something after an error gets it', () => {
    expect(check({ ...tip, source: 'host' }, failed(0))).toEqual({ verdict: 'allow' })
  })

  test('an error that a page reports all the time does not silence it for ever', () => {
    expect(check(tip, failed(0, 9))).toMatchObject({ code: 'page-error' })
    expect(check(tip, failed(0, 10))).toEqual({ verdict: 'allow' })
  })

  test('a page clock that is ahead does not make the pause after an error longer', () => {
    expect(check(tip, failed(-60_000))).toMatchObject({ code: 'page-error', retryAfterMs: 15_000 })
  })

  test('neither what stands nor the checklist is touched by an error', () => {
    expect(check(tip, { ...failed(0), active: { inline: standingTip } })).toEqual({ verdict: 'allow' })
    expect(check(checklist, failed(0))).toEqual({ verdict: 'allow' })
  })

  test('the pause after an error can be set and switched off', () => {
    expect(check(tip, failed(20_000), { errorSeconds: 30 })).toMatchObject({ retryAfterMs: 10_000 })
    expect(check(tip, failed(0), { errorSeconds: 0 })).toEqual({ verdict: 'allow' })
  })

  test('the pause after typing can be set and switched off', () => {
    expect(check(tip, { typingAt: sampleNow - 5_000 }, { typingSeconds: 8 })).toMatchObject({ retryAfterMs: 3_000 })
    expect(check(tip, { typingAt: sampleNow }, { typingSeconds: 0 })).toEqual({ verdict: 'allow' })
  })

  test.each([tip, checklist])('nothing is shown on a flagged page, not even what stands ($kind)', (candidate) => {
    const options = { routes: ['/checkout/**'] }
    const active = { inline: standingTip }
    expect(check(candidate, { ...onPage('/checkout/pay'), active }, options)).toEqual({
      verdict: 'veto',
      code: 'quiet-route',
    })
    expect(check(candidate, { ...onPage('/projects'), active }, options)).toEqual({ verdict: 'allow' })
  })

  test('asking for content by name does not bring it onto a flagged page', () => {
    expect(quiet.fatigue).toBe(false)
  })
})
