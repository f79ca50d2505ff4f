import { days } from './week-window.ts'

const minuteMs = 60_000
const weekMinutes = 7 * 1_440

/** Making one costs a hundred times what asking it does; there are some four hundred zones. */
const formatters = new Map<string, Intl.DateTimeFormat | null>()

/** Which rules hold in a zone is known to ICU, whose data comes with the Node release: a pure function of its arguments on one installation. */
const formatterOf = (timeZone: string): Intl.DateTimeFormat | null => {
  const held = formatters.get(timeZone)
  if (held !== undefined) return held
  let made: Intl.DateTimeFormat | null = null
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  } catch {
    // A name that this ICU does not know.
  }
  if (formatters.size < 1_000) formatters.set(timeZone, made)
  return made
}

// The first one loads ICU's data, which can take longer than a decision may: at the start, nobody waits for it.
formatterOf('UTC')?.formatToParts(0)

export const isKnownZone = (timeZone: string): boolean => formatterOf(timeZone) !== null

/** The wall clock's minute of the week in a known zone, from Monday 00:00. @param at epoch ms */
export const minuteOfWeek = (at: number, timeZone: string): number => {
  const parts = formatterOf(timeZone)?.formatToParts(at) ?? []
  const read = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  const day = days.indexOf(read('weekday').toLowerCase() as (typeof days)[number])
  return day * 1_440 + Number(read('hour')) * 60 + Number(read('minute'))
}

/** The shorter way round the week, minutes. */
const wrapped = (minutes: number): number =>
  ((((minutes + weekMinutes / 2) % weekMinutes) + weekMinutes) % weekMinutes) - weekMinutes / 2

/**
 * When the wall clock will have run on for so long, epoch ms. Where clocks are put forward or back on the way, real time and the wall
 * clock part, and the wall clock counts; if it skips the moment, the first one after the skip.
 * @param minutes at least 1, to be counted from the start of the present minute
 */
export const afterOnWall = (now: number, timeZone: string, minutes: number): number => {
  const goal = (minuteOfWeek(now, timeZone) + minutes) % weekMinutes
  const start = now - (now % minuteMs)
  const isReached = (at: number): boolean => wrapped(minuteOfWeek(at, timeZone) - goal) >= 0
  const plain = start + minutes * minuteMs
  const corrected = plain + wrapped(goal - minuteOfWeek(plain, timeZone)) * minuteMs
  if (isReached(corrected)) return corrected
  let [before, after] = [corrected, plain]
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / minuteMs / 2) * minuteMs
    if (isReached(middle)) after = middle
    else before = middle
  }
  return after
}
