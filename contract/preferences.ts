import { z } from 'zod'
import { limits } from './limits.ts'
import { contentKey } from './names.ts'

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time from 00:00 to 23:59')

/** How a user wants to be treated: all of it each time, and what is left out is as if it had never been said. Consent is a word of its own. */
export const preferences = z.strictObject({
  /** `less`: half the showings, with twice the pause between them; `least`: besides that one interruption a day. */
  frequency: z.enum(['normal', 'less', 'least']).default('normal'),
  /** Topics of which nothing comes by itself. */
  topicsOff: z.array(contentKey).max(limits.topicsOff).default([]),
  /** In which nothing new interrupts, every day, by the user's own clock; `until` at or before `from` is on the next day. */
  quietHours: z.strictObject({ from: time, until: time }).nullable().default(null),
})
export type Preferences = z.infer<typeof preferences>
