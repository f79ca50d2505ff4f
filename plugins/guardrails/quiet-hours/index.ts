import { z } from 'zod'
import { defineGuardrail } from '../../../contract/plugin.ts'
import { afterOnWall, isKnownZone, minuteOfWeek } from './wall-clock.ts'
import { days, minutesLeft } from './week-window.ts'

const options = z.strictObject({
  windows: z
    .array(
      z.strictObject({
        days: z
          .array(z.enum(days))
          .min(1)
          .max(7)
          .default([...days])
          .describe('Days on which it begins; all of them when left out'),
        from: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time from 00:00 to 23:59')
          .describe('When it begins, HH:MM'),
        until: z
          .string()
          .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time from 00:00 to 24:00')
          .describe('When it ends, HH:MM; at or before its beginning it is on the next day'),
      }),
    )
    .max(21)
    .default([])
    .describe("In the user's own time"),
  timeZone: z
    .string()
    .max(64)
    .refine(isKnownZone, 'an IANA time zone such as Europe/Berlin')
    .default('UTC')
    .describe("Used where the user's own is not known"),
  sparedSlots: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/))
    .max(10)
    .default(['checklist', 'list'])
    .describe('Slots in which something new may come all the same, because it interrupts nobody there'),
})

/** Nothing new interrupts in the hours that the team has named, by the clock on the user's own wall. */
export default defineGuardrail({
  name: 'quiet-hours',
  version: '1.0.0',
  summary: "Shows nothing new in the hours that you name, in the user's own time zone.",
  phase: 'eligibility',
  fatigue: true,
  options,
  reasons: {
    'quiet-hours': {
      en: 'Nothing new is shown at this time of day.',
      de: 'Zu dieser Tageszeit wird nichts Neues gezeigt.',
    },
    'own-quiet-hours': {
      en: 'You asked to be left alone at this time of day.',
      de: 'Sie möchten um diese Tageszeit in Ruhe gelassen werden.',
      'de-x-informal': 'Du möchtest um diese Tageszeit in Ruhe gelassen werden.',
    },
  },
  check({ candidate, session, now }, { windows, timeZone, sparedSlots }) {
    const own = session.preferences?.quietHours ?? null
    if ((windows.length === 0 && own === null) || sparedSlots.includes(candidate.slot)) return { verdict: 'allow' }
    // What stands already disturbs less by staying than by going.
    if (session.active[candidate.slot]?.content === candidate.key) return { verdict: 'allow' }

    const zone = session.timeZone !== undefined && isKnownZone(session.timeZone) ? session.timeZone : timeZone
    const minute = minuteOfWeek(now, zone)
    const ownLeft = own === null ? 0 : (minutesLeft({ ...own, days }, minute) ?? 0)
    const teamLeft = Math.max(0, ...windows.map((window) => minutesLeft(window, minute) ?? 0))
    const left = Math.max(ownLeft, teamLeft)
    if (left === 0) return { verdict: 'allow' }
    const code = teamLeft > 0 ? 'quiet-hours' : 'own-quiet-hours'
    return { verdict: 'veto', code, retryAfterMs: Math.max(100, afterOnWall(now, zone, left) - now) }
  },
})
