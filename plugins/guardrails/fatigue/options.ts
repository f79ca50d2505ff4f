import { z } from 'zod'

const daySeconds = 86_400
/** The most that a reservation can name: in effect no cap, while its entries still tell when something was shown. */
export const uncapped = 1_000

const cap = z.number().int().min(1).max(uncapped).nullable()

const slotCaps = (defaults: {
  interrupts: boolean
  coolDownSeconds: number
  perDay: number | null
  perWeek: number | null
}) =>
  z
    .strictObject({
      interrupts: z
        .boolean()
        .default(defaults.interrupts)
        .describe('Whether a showing here draws on the attention budget and waits after a dismissal'),
      coolDownSeconds: z
        .number()
        .int()
        .min(0)
        .max(daySeconds)
        .default(defaults.coolDownSeconds)
        .describe('Pause between two different contents'),
      perDay: cap.default(defaults.perDay).describe('Most showings within 24 hours; null for no cap'),
      perWeek: cap.default(defaults.perWeek).describe('Most showings within 7 days; null for no cap'),
      accountPerDay: cap
        .default(null)
        .describe('Most showings within 24 hours to all users of an account together; null for no cap'),
      accountPerWeek: cap
        .default(null)
        .describe('Most showings within 7 days to all users of an account together; null for no cap'),
    })
    .prefault({})

export const options = z.strictObject({
  inline: slotCaps({ interrupts: true, coolDownSeconds: 120, perDay: 6, perWeek: 20 }),
  // A checklist waits in its corner and comes back on every visit: it interrupts nobody, so nothing is counted unless asked for.
  checklist: slotCaps({ interrupts: false, coolDownSeconds: 0, perDay: null, perWeek: null }),
  // What lies over the page interrupts most.
  overlay: slotCaps({ interrupts: true, coolDownSeconds: 3_600, perDay: 1, perWeek: 3 }),
  // It covers nothing, and moves the page a little when it comes.
  banner: slotCaps({ interrupts: false, coolDownSeconds: 3_600, perDay: 3, perWeek: null }),
  // Whoever opens a list has asked for it.
  list: slotCaps({ interrupts: false, coolDownSeconds: 0, perDay: null, perWeek: null }),
  attention: z
    .strictObject({
      perDay: cap.default(10).describe('Most interruptions within 24 hours, all slots together; null for no budget'),
    })
    .prefault({}),
  afterDismissal: z
    .strictObject({
      pauseSeconds: z
        .number()
        .int()
        .min(0)
        .max(30 * daySeconds)
        .default(600)
        .describe('Nothing new interrupts for so long after something was dismissed; 0 switches it off'),
      growth: z
        .number()
        .min(1)
        .max(10)
        .default(3)
        .describe('Each further dismissal that is remembered makes the pause so many times longer'),
      rememberedDays: z.number().int().min(1).max(90).default(7).describe('How long a dismissal counts'),
      longestSeconds: z
        .number()
        .int()
        .min(0)
        .max(30 * daySeconds)
        .default(3 * daySeconds)
        .describe('The pause grows no longer than this'),
    })
    .prefault({}),
})
export type Options = z.infer<typeof options>
export type SlotCaps = Options['inline']
