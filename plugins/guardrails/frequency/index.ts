import { z } from 'zod'
import { defineGuardrail, limits, type Session, type Slot } from '../../../contract/plugin.ts'

const dayMs = 86_400_000
const weekMs = 7 * dayMs
/** The most that a reservation can name: in effect no cap, while its entries still tell when something was shown. */
const uncapped = 1_000

const cap = z.number().int().min(1).max(uncapped).nullable()
const slotCaps = (defaults: { coolDownSeconds: number; perDay: number | null; perWeek: number | null }) =>
  z
    .strictObject({
      coolDownSeconds: z
        .number()
        .int()
        .min(0)
        .max(dayMs / 1_000)
        .default(defaults.coolDownSeconds)
        .describe('Pause between two different contents'),
      perDay: cap.default(defaults.perDay).describe('Most showings within 24 hours; null for no cap'),
      perWeek: cap.default(defaults.perWeek).describe('Most showings within 7 days; null for no cap'),
    })
    .prefault({})

const options = z.strictObject({
  inline: slotCaps({ coolDownSeconds: 120, perDay: 6, perWeek: 20 }),
  // A checklist waits in its corner and comes back on every visit: it interrupts nobody, so nothing is counted unless asked for.
  checklist: slotCaps({ coolDownSeconds: 0, perDay: null, perWeek: null }),
})
type SlotCaps = z.infer<typeof options>['inline']

interface Showing {
  readonly at: number
  readonly painted: boolean
}

/** What counts towards a key now, oldest first. An offer that was not painted in time gives its place back. */
const showings = (session: Session, key: string, windowMs: number, now: number): Showing[] =>
  session.caps
    .filter((entry) => entry.key === key && entry.at + (entry.painted ? windowMs : limits.reservationMs) > now)
    .sort((a, b) => a.at - b.at)

const wait = (until: number, now: number): number => Math.max(100, Math.ceil(until - now))

/** When the window has room again; undefined when it has room now. */
const fullUntil = (entries: readonly Showing[], limit: number | null, windowMs: number, now: number) => {
  if (limit === null || entries.length < limit) return undefined
  const ends = entries.map(({ at, painted }) => at + (painted ? windowMs : limits.reservationMs)).sort((a, b) => a - b)
  return wait(ends[entries.length - limit] as number, now)
}

const reservationsOf = (slot: Slot, { coolDownSeconds, perDay, perWeek }: SlotCaps) => [
  // Without a cap the day's entries are still what the pause is measured from.
  ...(perDay !== null || coolDownSeconds > 0
    ? [{ key: `frequency:${slot}:day`, limit: perDay ?? uncapped, windowMs: dayMs }]
    : []),
  ...(perWeek !== null ? [{ key: `frequency:${slot}:week`, limit: perWeek, windowMs: weekMs }] : []),
]

/** Spares the user's attention: a pause between contents, caps per day and week, and a dismissal is for good. */
export default defineGuardrail({
  name: 'frequency',
  version: '1.0.0',
  summary: 'Limits how often something new appears, and never shows again what the user has dismissed.',
  phase: 'eligibility',
  fatigue: true,
  options,
  reasons: {
    dismissed: { en: 'You have dismissed it.', de: 'Sie haben es ausgeblendet.' },
    'cool-down': {
      en: 'You were shown something else only a moment ago.',
      de: 'Ihnen wurde gerade erst etwas anderes gezeigt.',
    },
    'day-full': {
      en: 'You have been shown enough today.',
      de: 'Für heute haben Sie genug Hinweise erhalten.',
    },
    'week-full': {
      en: 'You have been shown enough this week.',
      de: 'Für diese Woche haben Sie genug Hinweise erhalten.',
    },
  },
  check({ candidate: { key, slot }, session, now }, options) {
    const seen = Object.hasOwn(session.shown, key) ? session.shown[key] : undefined
    if (seen?.dismissedAt !== undefined) return { verdict: 'veto', code: 'dismissed' }
    if (session.active[slot]?.content === key) return { verdict: 'allow' }

    const caps = options[slot]
    const today = showings(session, `frequency:${slot}:day`, dayMs, now)
    const week = showings(session, `frequency:${slot}:week`, weekMs, now)

    const lastAt = today.at(-1)?.at
    const coolDownMs = caps.coolDownSeconds * 1_000
    // Content that was itself the last thing shown comes back without a pause: a reload or a way there and back is no second content.
    // Its exposure carries the page's clock, which may lag behind the server's.
    const lagMs = Math.min(limits.clockToleranceMs, coolDownMs / 2)
    if (lastAt !== undefined && (seen === undefined || seen.lastAt + lagMs < lastAt)) {
      const coolUntil = lastAt + coolDownMs
      if (coolUntil > now) return { verdict: 'veto', code: 'cool-down', retryAfterMs: wait(coolUntil, now) }
    }
    const dayWait = fullUntil(today, caps.perDay, dayMs, now)
    if (dayWait !== undefined) return { verdict: 'veto', code: 'day-full', retryAfterMs: dayWait }
    const weekWait = fullUntil(week, caps.perWeek, weekMs, now)
    if (weekWait !== undefined) return { verdict: 'veto', code: 'week-full', retryAfterMs: weekWait }

    const reserve = reservationsOf(slot, caps)
    return reserve.length > 0 ? { verdict: 'allow', reserve } : { verdict: 'allow' }
  },
})
