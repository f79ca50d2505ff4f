import { describe, expect, test } from 'vitest'
import { sampleChecklist as checklist, sampleTip as tip } from '../../../cli/plugin-check/sample-candidates.ts'
import { sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { Session } from '../../../contract/session.ts'
import quietHours from './index.ts'

const check = (at: string, options: object, session: Partial<Session> = {}, candidate = tip) =>
  quietHours.check(
    { candidate, session: sampleSession(session), now: Date.parse(at), settings: { consent: 'implied' } },
    quietHours.options.parse(options),
  )
/** When it wants to be asked again; null where it allows. */
const quietUntil = (at: string, options: object, session: Partial<Session> = {}): string | null => {
  const verdict = check(at, options, session)
  if (verdict.verdict === 'allow') return null
  expect(verdict).toMatchObject({ verdict: 'veto', code: 'quiet-hours' })
  return new Date(Date.parse(at) + ((verdict as { retryAfterMs?: number }).retryAfterMs ?? 0)).toISOString()
}
const night = { windows: [{ from: '22:00', until: '07:00' }] }
const inZone = (timeZone: string) => ({ timeZone })

describe('quiet-hours', () => {
  test('no window set means no quiet hours', () => {
    expect(check('2026-11-21T03:00:00Z', {})).toEqual({ verdict: 'allow' })
  })

  test("it is the user's own clock that counts, and nothing is asked again before the window ends", () => {
    const at = '2026-11-20T21:30:00Z'
    expect(quietUntil(at, night, inZone('Europe/Berlin'))).toBe('2026-11-21T06:00:00.000Z')
    expect(quietUntil(at, night, inZone('America/New_York'))).toBeNull()
    expect(quietUntil(at, night, inZone('Asia/Kathmandu'))).toBe('2026-11-21T01:15:00.000Z')
  })

  test('the seconds of the present minute are counted too', () => {
    expect(quietUntil('2026-11-20T23:59:59.500Z', night)).toBe('2026-11-21T07:00:00.000Z')
  })

  test('where no zone is known, or one that nobody knows, the zone of the options stands in', () => {
    const berlin = { ...night, timeZone: 'Europe/Berlin' }
    expect(quietUntil('2026-11-20T21:30:00Z', berlin)).toBe('2026-11-21T06:00:00.000Z')
    expect(quietUntil('2026-11-20T21:30:00Z', berlin, inZone('Mars/Olympus'))).toBe('2026-11-21T06:00:00.000Z')
    expect(quietHours.options.safeParse({ timeZone: 'Mars/Olympus' }).success).toBe(false)
  })

  test('a window begins and ends on the minute', () => {
    expect(quietUntil('2026-11-20T21:59:59.999Z', night)).toBeNull()
    expect(quietUntil('2026-11-20T22:00:00Z', night)).toBe('2026-11-21T07:00:00.000Z')
    expect(quietUntil('2026-11-21T06:59:30Z', night)).toBe('2026-11-21T07:00:00.000Z')
    expect(quietUntil('2026-11-21T07:00:00Z', night)).toBeNull()
  })

  test('a window that crosses midnight belongs to the day that it begins on', () => {
    const fridays = { windows: [{ days: ['fri'], from: '22:00', until: '07:00' }] }
    // The 20th of November 2026 is a Friday.
    expect(quietUntil('2026-11-20T23:00:00Z', fridays)).toBe('2026-11-21T07:00:00.000Z')
    expect(quietUntil('2026-11-21T03:00:00Z', fridays)).toBe('2026-11-21T07:00:00.000Z')
    expect(quietUntil('2026-11-20T03:00:00Z', fridays)).toBeNull()
    expect(quietUntil('2026-11-21T23:00:00Z', fridays)).toBeNull()
  })

  test('a Sunday night runs into Monday', () => {
    const sundays = { windows: [{ days: ['sun'], from: '20:00', until: '06:00' }] }
    expect(quietUntil('2026-11-23T02:00:00Z', sundays)).toBe('2026-11-23T06:00:00.000Z')
  })

  test('whole days are quiet from midnight to midnight', () => {
    const weekend = { windows: [{ days: ['sat', 'sun'], from: '00:00', until: '24:00' }] }
    expect(quietUntil('2026-11-21T12:00:00Z', weekend)).toBe('2026-11-22T00:00:00.000Z')
    expect(quietUntil('2026-11-22T12:00:00Z', weekend)).toBe('2026-11-23T00:00:00.000Z')
    expect(quietUntil('2026-11-23T00:00:00Z', weekend)).toBeNull()
  })

  test('of windows that overlap the one that ends last counts', () => {
    const both = {
      windows: [
        { from: '09:00', until: '10:00' },
        { from: '09:30', until: '12:00' },
      ],
    }
    expect(quietUntil('2026-11-21T09:45:00Z', both)).toBe('2026-11-21T12:00:00.000Z')
  })

  test.each([
    // Clocks in Berlin are put forward at 01:00 UTC on 29 March and back at 01:00 UTC on 25 October 2026.
    ['the night that loses an hour', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['the night that has one more', '2026-10-24T21:00:00Z', '2026-10-25T06:00:00.000Z'],
    ['the night before', '2026-10-23T21:00:00Z', '2026-10-24T05:00:00.000Z'],
  ])('%s still ends at seven on the wall', (_, at, until) => {
    expect(quietUntil(at, night, inZone('Europe/Berlin'))).toBe(until)
  })

  test('a window whose end is skipped by the clock ends when the clock has skipped it', () => {
    const early = { windows: [{ from: '22:00', until: '02:30' }] }
    expect(quietUntil('2026-03-28T22:00:00Z', early, inZone('Europe/Berlin'))).toBe('2026-03-29T01:00:00.000Z')
    expect(quietUntil('2026-03-29T01:00:00Z', early, inZone('Europe/Berlin'))).toBeNull()
  })

  test('every minute of a year, in zones of all sorts, is either allowed or asked again at a later minute that is', () => {
    const windows = [
      { days: ['mon', 'wed', 'fri'], from: '22:15', until: '06:45' },
      { days: ['sat'], from: '01:30', until: '02:30' },
    ]
    for (const timeZone of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia'])
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 97 * 60_000) {
        const until = quietUntil(new Date(at).toISOString(), { windows }, inZone(timeZone))
        if (until === null) continue
        expect(Date.parse(until)).toBeGreaterThan(at)
        expect(Date.parse(until) - at).toBeLessThan(10 * 3_600_000)
        expect(quietUntil(until, { windows }, inZone(timeZone))).toBeNull()
        expect(
          quietUntil(new Date(Date.parse(until) - 60_000).toISOString(), { windows }, inZone(timeZone)),
        ).not.toBeNull()
      }
  })

  test('what stands is not taken away when the hour comes, and the checklist in its corner may appear', () => {
    const standing = {
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
    const at = '2026-11-20T23:00:00Z'
    expect(check(at, night, { active: { inline: standing } })).toEqual({ verdict: 'allow' })
    expect(check(at, night, {}, checklist)).toEqual({ verdict: 'allow' })
    expect(check(at, { ...night, sparedSlots: [] }, {}, checklist)).toMatchObject({ code: 'quiet-hours' })
  })

  test('what somebody asks for by name is shown at any hour', () => {
    expect(quietHours.fatigue).toBe(true)
  })
})

describe("the user's own hours", () => {
  const own = (from: string, until: string): Partial<Session> => ({
    timeZone: 'Europe/Berlin',
    preferences: { frequency: 'normal', topicsOff: [], quietHours: { from, until }, at: 1 },
  })

  test('hold without any of the team, by the clock on their wall', () => {
    expect(check('2026-11-20T21:30:00Z', {}, own('22:00', '07:00'))).toMatchObject({
      verdict: 'veto',
      code: 'own-quiet-hours',
      retryAfterMs: 8.5 * 3_600_000,
    })
    expect(check('2026-11-20T20:30:00Z', {}, own('22:00', '07:00'))).toEqual({ verdict: 'allow' })
  })

  test("come on top of the team's: it is quiet until both are over, and the team's are named first", () => {
    expect(check('2026-11-20T21:30:00Z', night, own('12:00', '23:00'))).toMatchObject({
      code: 'quiet-hours',
      retryAfterMs: 8.5 * 3_600_000,
    })
  })

  test('leave alone what interrupts nobody', () => {
    expect(check('2026-11-20T21:30:00Z', {}, own('22:00', '07:00'), checklist)).toEqual({ verdict: 'allow' })
  })
})
