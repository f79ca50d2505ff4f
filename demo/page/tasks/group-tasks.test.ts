import { expect, test } from 'vitest'
import type { Task } from '../../server/shapes.ts'
import { groupTasks } from './group-tasks.ts'

const task = (id: string, given: Partial<Task> = {}): Task => ({
  id,
  project: 'p',
  title: id,
  column: 'todo',
  assignee: null,
  due: null,
  label: null,
  doneAt: null,
  ...given,
})
const days: Record<string, number> = { '2030-01-01': -1, '2030-01-02': 0, '2030-01-05': 3, '2030-03-01': 60 }
const names = (tasks: readonly Task[]) =>
  groupTasks(tasks, (date) => days[date] ?? 0).map(({ group, tasks: members }) => [group, members.map(({ id }) => id)])

test('what is most urgent stands first, and empty groups are left out', () => {
  expect(
    names([
      task('undated'),
      task('far', { due: '2030-03-01' }),
      task('soon', { due: '2030-01-05' }),
      task('late', { due: '2030-01-01' }),
    ]),
  ).toEqual([
    ['overdue', ['late']],
    ['thisWeek', ['soon']],
    ['later', ['far', 'undated']],
  ])
})

test('what is done is never overdue, and the last done stands first', () => {
  const done = { column: 'done', due: '2030-01-01' } as const
  expect(names([task('first', { ...done, doneAt: 1 }), task('last', { ...done, doneAt: 2 })])).toEqual([
    ['recentlyDone', ['last', 'first']],
  ])
})
