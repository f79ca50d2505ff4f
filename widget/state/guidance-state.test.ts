import { expect, test } from 'vitest'
import type { ChecklistGuidance, Guidance, GuidanceItem } from '../../contract/guidance.ts'
import { createGuidanceState } from './guidance-state.ts'

const list = (over: Partial<ChecklistGuidance> = {}): ChecklistGuidance => ({
  kind: 'checklist',
  decision: 'd1',
  key: 'start',
  version: 'start@1',
  title: 'Start',
  why: 'New here',
  collapsed: false,
  steps: [
    { id: 'a', title: 'A', done: true, byClick: false },
    { id: 'b', title: 'B', done: false, byClick: true },
  ],
  ...over,
})
const state = (rev: number, items: GuidanceItem[], display = true): Guidance => ({
  kind: 'guidance',
  rev,
  display,
  items,
  watches: [],
})
const given = (narrow = false) => {
  const views = createGuidanceState(narrow)
  views.apply(state(1, [list()]))
  return views
}

test('a lower revision is ignored, an equal one may change who displays', () => {
  const views = given()
  views.apply(state(0, []))
  expect(views.checklist.value?.done).toBe(1)
  views.apply(state(1, [], false))
  expect(views.checklist.value).toBeNull()
})

test('what the user has folded stays folded until the server, once in agreement, says otherwise', () => {
  const views = given()
  views.setCollapsed('start', true)
  views.apply(state(2, [list()]))
  expect(views.checklist.value?.collapsed).toBe(true)
  views.apply(state(3, [list({ collapsed: true })]))
  expect(views.checklist.value?.collapsed).toBe(true)
  views.apply(state(4, [list({ collapsed: false })]))
  expect(views.checklist.value?.collapsed).toBe(false)
})

test('where there is no room the checklist starts collapsed, and stays open once the user has opened it', () => {
  const views = given(true)
  expect(views.checklist.value?.collapsed).toBe(true)
  views.setCollapsed('start', false)
  views.apply(state(2, [list()]))
  expect(views.checklist.value?.collapsed).toBe(false)
})

test('a ticked step counts at once, as something new; what was done before is not new', () => {
  const views = given()
  expect(views.checklist.value?.fresh.size).toBe(0)
  views.tick('start', 'b')
  expect(views.checklist.value).toMatchObject({ done: 2, next: null })
  expect([...(views.checklist.value?.fresh ?? [])]).toEqual(['b'])
})

test('what the user has put away stays away; a new decision may bring it back', () => {
  const views = given()
  views.hide('d1')
  views.apply(state(2, [list()]))
  expect(views.checklist.value).toBeNull()
  views.apply(state(3, [list({ decision: 'd2' })]))
  expect(views.checklist.value?.item.decision).toBe('d2')
})
