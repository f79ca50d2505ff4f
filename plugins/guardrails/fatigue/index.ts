import { defineGuardrail, limits, roomInAccount, type Slot } from '../../../contract/plugin.ts'
import { heedFrequency } from './heed-frequency.ts'
import { type Options, options, uncapped } from './options.ts'
import { pauseEndsAt } from './pause-after-dismissal.ts'
import { roomAt, showings } from './showings.ts'

const dayMs = 86_400_000
const weekMs = 7 * dayMs
const longestRetryMs = 31 * dayMs

const attentionKey = 'fatigue:attention:day'
const dayKey = (slot: Slot) => `fatigue:${slot}:day`
const weekKey = (slot: Slot) => `fatigue:${slot}:week`
const accountDayKey = (slot: Slot) => `fatigue:account:${slot}:day`
const accountWeekKey = (slot: Slot) => `fatigue:account:${slot}:week`

const reservationsOf = (slot: Slot, options: Options) => {
  const { interrupts, coolDownSeconds, perDay, perWeek, accountPerDay, accountPerWeek } = options[slot]
  return [
    // Without a cap the day's entries are still what the pause is measured from.
    ...(perDay !== null || coolDownSeconds > 0
      ? [{ key: dayKey(slot), limit: perDay ?? uncapped, windowMs: dayMs }]
      : []),
    ...(perWeek !== null ? [{ key: weekKey(slot), limit: perWeek, windowMs: weekMs }] : []),
    ...(interrupts && options.attention.perDay !== null
      ? [{ key: attentionKey, limit: options.attention.perDay, windowMs: dayMs }]
      : []),
    ...(accountPerDay !== null
      ? [{ key: accountDayKey(slot), limit: accountPerDay, windowMs: dayMs, scope: 'account' as const }]
      : []),
    ...(accountPerWeek !== null
      ? [{ key: accountWeekKey(slot), limit: accountPerWeek, windowMs: weekMs, scope: 'account' as const }]
      : []),
  ]
}

/**
 * Spares the user's attention: a pause between contents, caps per slot, a budget over all slots, a pause after "not for me" that grows with
 * each, and what was dismissed stays away.
 */
export default defineGuardrail({
  name: 'fatigue',
  version: '1.0.0',
  summary:
    'Limits how often something new appears, waits longer after each dismissal, and never repeats what was dismissed.',
  phase: 'eligibility',
  fatigue: true,
  reads: ['account-caps'],
  options,
  reasons: {
    dismissed: { en: 'You have dismissed it.', de: 'Sie haben es ausgeblendet.' },
    'after-dismissal': {
      en: 'You have dismissed something lately, so nothing new interrupts you for a while.',
      de: 'Sie haben kürzlich etwas ausgeblendet, deshalb unterbricht Sie eine Weile nichts Neues.',
    },
    'cool-down': {
      en: 'You were shown something else only a moment ago.',
      de: 'Ihnen wurde gerade erst etwas anderes gezeigt.',
    },
    'attention-spent': {
      en: 'You have been interrupted often enough today.',
      de: 'Sie wurden heute oft genug unterbrochen.',
    },
    'day-full': {
      en: 'You have been shown enough today.',
      de: 'Für heute haben Sie genug Hinweise erhalten.',
    },
    'week-full': {
      en: 'You have been shown enough this week.',
      de: 'Für diese Woche haben Sie genug Hinweise erhalten.',
    },
    'account-day-full': {
      en: 'You and your colleagues have been shown enough today.',
      de: 'Sie und Ihre Kolleginnen und Kollegen haben für heute genug Hinweise erhalten.',
    },
    'account-week-full': {
      en: 'You and your colleagues have been shown enough this week.',
      de: 'Sie und Ihre Kolleginnen und Kollegen haben für diese Woche genug Hinweise erhalten.',
    },
  },
  check({ candidate: { key, slot }, session, now, accountCaps }, asSet) {
    const options = heedFrequency(asSet, session)
    const seen = Object.hasOwn(session.shown, key) ? session.shown[key] : undefined
    if (seen?.dismissedAt !== undefined) return { verdict: 'veto', code: 'dismissed' }
    // What stands already disturbs less by staying than by going, and was counted when it came.
    if (session.active[slot]?.content === key) return { verdict: 'allow' }

    const until = (code: string, at: number) =>
      ({
        verdict: 'veto',
        code,
        retryAfterMs: Math.min(longestRetryMs, Math.max(100, Math.ceil(at - now))),
      }) as const
    const caps = options[slot]

    const pauseUntil = caps.interrupts ? pauseEndsAt(session.shown, now, options.afterDismissal) : 0
    if (pauseUntil > now) return until('after-dismissal', pauseUntil)

    const today = showings(session.caps, dayKey(slot), dayMs, now)
    const lastAt = today.at(-1)?.at
    const coolDownMs = caps.coolDownSeconds * 1_000
    // Content that was itself the last thing shown comes back without a pause: a reload or a way there and back is no second content.
    // Its exposure carries the page's clock, which may lag behind the server's.
    const lagMs = Math.min(limits.clockToleranceMs, coolDownMs / 2)
    if (lastAt !== undefined && (seen === undefined || seen.lastAt + lagMs < lastAt) && lastAt + coolDownMs > now)
      return until('cool-down', lastAt + coolDownMs)

    if (caps.interrupts) {
      const spentUntil = roomAt(showings(session.caps, attentionKey, dayMs, now), options.attention.perDay)
      if (spentUntil !== undefined) return until('attention-spent', spentUntil)
    }
    const dayRoomAt = roomAt(today, caps.perDay)
    if (dayRoomAt !== undefined) return until('day-full', dayRoomAt)
    const weekRoomAt = roomAt(showings(session.caps, weekKey(slot), weekMs, now), caps.perWeek)
    if (weekRoomAt !== undefined) return until('week-full', weekRoomAt)

    if (accountCaps !== undefined) {
      const accountDayAt = roomInAccount(accountCaps, accountDayKey(slot), caps.accountPerDay, now)
      if (accountDayAt !== undefined) return until('account-day-full', accountDayAt)
      const accountWeekAt = roomInAccount(accountCaps, accountWeekKey(slot), caps.accountPerWeek, now)
      if (accountWeekAt !== undefined) return until('account-week-full', accountWeekAt)
    }

    const reserve = reservationsOf(slot, options).filter(
      // Whoever only says that they belong to an account takes nothing from those who do.
      (one) => !('scope' in one) || accountCaps !== undefined,
    )
    return reserve.length > 0 ? { verdict: 'allow', reserve } : { verdict: 'allow' }
  },
})
