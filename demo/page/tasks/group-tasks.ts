import type { Task } from '../../server/shapes.ts'

export type TaskGroup = 'overdue' | 'today' | 'thisWeek' | 'later' | 'recentlyDone'

const groupOf = (task: Task, daysUntil: (date: string) => number): TaskGroup => {
  if (task.column === 'done') return 'recentlyDone'
  if (task.due === null) return 'later'
  const days = daysUntil(task.due)
  if (days < 0) return 'overdue'
  if (days === 0) return 'today'
  return days <= 7 ? 'thisWeek' : 'later'
}

const order: readonly TaskGroup[] = ['overdue', 'today', 'thisWeek', 'later', 'recentlyDone']

/** The most urgent group first, empty ones left out; within one by date, those without a date last, the last done first. */
export const groupTasks = (
  tasks: readonly Task[],
  daysUntil: (date: string) => number,
): readonly { readonly group: TaskGroup; readonly tasks: readonly Task[] }[] =>
  order.flatMap((group) => {
    const members = tasks
      .filter((task) => groupOf(task, daysUntil) === group)
      .sort((a, b) =>
        group === 'recentlyDone' ? (b.doneAt ?? 0) - (a.doneAt ?? 0) : (a.due ?? '9999').localeCompare(b.due ?? '9999'),
      )
    return members.length === 0 ? [] : [{ group, tasks: group === 'recentlyDone' ? members.slice(0, 5) : members }]
  })
