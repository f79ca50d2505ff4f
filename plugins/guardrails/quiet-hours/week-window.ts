/** In the order of the week; a window belongs to the day that it begins on. */
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof days)[number]

export interface Window {
  readonly days: readonly Day[]
  /** `HH:MM`, 00:00 to 23:59. */
  readonly from: string
  /** `HH:MM`, to 24:00; at or before `from` it is on the next day. */
  readonly until: string
}

const dayMinutes = 1_440
const weekMinutes = 7 * dayMinutes

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** How long the wall clock must still run until the window ends, minutes; undefined outside. @param minute of the week, from Monday 00:00 */
export const minutesLeft = ({ days: on, from, until }: Window, minute: number): number | undefined => {
  const [begins, ends] = [minuteOfDay(from), minuteOfDay(until)]
  const length = ends > begins ? ends - begins : ends - begins + dayMinutes
  for (const day of on) {
    const since = (minute - days.indexOf(day) * dayMinutes - begins + weekMinutes) % weekMinutes
    if (since < length) return length - since
  }
  return undefined
}
