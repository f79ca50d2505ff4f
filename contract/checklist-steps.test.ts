import { expect, test } from 'vitest'
import { isComplete, nextStep, withLocks } from './checklist-steps.ts'
import { type ChecklistStep, checklistStep, content } from './content.ts'

const step = (id: string, more: object = {}): ChecklistStep =>
  checklistStep.parse({ id, title: id, completeOn: { click: true }, ...more })
const steps = (done: readonly string[], ...all: readonly ChecklistStep[]) =>
  withLocks(all.map((one) => ({ step: one, done: done.includes(one.id) })))
const [plan, book, extra] = [step('plan'), step('book', { after: ['plan'] }), step('extra', { optional: true })]
const locked = (done: readonly string[]) =>
  steps(done, plan, book, extra).flatMap((one) => (one.locked ? [one.step.id] : []))

test('a step is locked until those before it are done', () => {
  expect(locked([])).toEqual(['book'])
  expect(locked(['plan'])).toEqual([])
  expect(locked(['book'])).toEqual([])
})

test('a step that the user does not have holds no other back', () => {
  expect(steps([], book).map((one) => one.locked)).toEqual([false])
})

test('a checklist is complete without its optional steps, and with nothing it is not', () => {
  expect(isComplete(steps(['plan', 'book'], plan, book, extra))).toBe(true)
  expect(isComplete(steps(['plan', 'extra'], plan, book, extra))).toBe(false)
  expect(isComplete([])).toBe(false)
})

test('next is what can be done now; what may be left comes last', () => {
  expect(nextStep(steps([], extra, book, plan))?.step.id).toBe('plan')
  expect(nextStep(steps(['plan', 'book'], extra, book, plan))?.step.id).toBe('extra')
})

test.each([
  ['a step after one that comes later', [{ ...plan, after: ['book'] }, step('book')]],
  ['a step after none of the checklist', [plan, { ...book, after: ['gone'] }]],
  ['nothing but optional steps', [extra]],
])('a checklist with %s is refused', (_, all) => {
  expect(content.safeParse({ kind: 'checklist', key: 'k', title: 'K', steps: all }).success).toBe(false)
})
