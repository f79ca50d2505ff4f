import { expect, test } from 'vitest'
import type { Task } from '../../server/shapes.ts'
import { weeklyDone } from './weekly-done.ts'

const dayMs = 86_400_000
const now = 100 * dayMs
const doneAgo = (days: number) => ({ doneAt: now - days * dayMs }) as Task

test('each task counts in exactly the week in which it was done', () => {
  const tasks = [doneAgo(0), doneAgo(7), doneAgo(8), doneAgo(13), { doneAt: null } as Task, doneAgo(40)]
  expect(weeklyDone(tasks, 3, now).map(({ done }) => done)).toEqual([0, 3, 1])
})
