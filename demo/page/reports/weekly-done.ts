import type { Task } from '../../server/shapes.ts'

const weekMs = 7 * 86_400_000

export interface Week {
  /** Epoch ms; the weeks end with `now`. */
  readonly from: number
  readonly done: number
}

/** How many tasks were done in each of the last weeks, oldest first. @param now epoch ms */
export const weeklyDone = (tasks: readonly Task[], weeks: number, now: number): readonly Week[] =>
  Array.from({ length: weeks }, (_, index) => {
    const from = now - (weeks - index) * weekMs
    return {
      from,
      done: tasks.filter(({ doneAt }) => doneAt !== null && doneAt > from && doneAt <= from + weekMs).length,
    }
  })
