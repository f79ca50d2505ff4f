import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Answers } from '../../contract/guidance.ts'
import { createHelpState } from './help-state.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const answering = (id: string): Answers => ({ kind: 'answers', for: id, decision: `d-${id}`, results: [] })
const given = (mayAsk = true) => {
  const asked: (string | null)[] = []
  const help = createHelpState((query) => (mayAsk ? `q${asked.push(query)}` : null))
  return { help, asked }
}

test('opened, it asks for what fits now', () => {
  const { help, asked } = given()
  help.open()
  expect(asked).toEqual([null])
  help.hear(answering('q1'))
  expect([help.phase.value, help.answers.value?.decision, help.answered.value]).toEqual(['answered', 'd-q1', ''])
})

test('it asks as the user types, once they pause', () => {
  const { help, asked } = given()
  help.open()
  for (const text of ['w', 'we', 'web', 'web ', 'webhook']) {
    help.type(text)
    vi.advanceTimersByTime(100)
  }
  expect(asked).toEqual([null])
  vi.advanceTimersByTime(150)
  expect(asked).toEqual([null, 'webhook'])
})

test('a space more or less, and a single letter, are no new question', () => {
  const { help, asked } = given()
  help.open()
  help.hear(answering('q1'))
  help.type('x')
  help.type('web hook')
  vi.advanceTimersByTime(300)
  help.type(' web  hook ')
  vi.advanceTimersByTime(300)
  help.hear(answering('q2'))
  help.type('web hook ')
  vi.advanceTimersByTime(300)
  expect(asked).toEqual([null, 'web hook'])
  expect(help.phase.value).toBe('answered')
})

test('what comes late to an earlier question is passed over', () => {
  const { help } = given()
  help.open()
  help.type('webhook')
  vi.advanceTimersByTime(300)
  help.hear(answering('q1'))
  expect([help.phase.value, help.answers.value]).toEqual(['waiting', null])
  help.hear(answering('q2'))
  expect(help.answers.value?.for).toBe('q2')
})

test('while the next answer is awaited, the one before it stays', () => {
  const { help } = given()
  help.open()
  help.hear(answering('q1'))
  help.type('webhook')
  vi.advanceTimersByTime(300)
  expect([help.phase.value, help.answers.value?.for]).toEqual(['waiting', 'q1'])
})

test('no answer in time, or a question that may not be asked, is said; and can be asked again', () => {
  const { help, asked } = given()
  help.open()
  vi.advanceTimersByTime(8_000)
  expect(help.phase.value).toBe('failed')
  help.ask()
  expect(asked).toHaveLength(2)
  help.hear(answering('q2'))
  expect(help.phase.value).toBe('answered')

  const forbidden = given(false).help
  forbidden.open()
  expect(forbidden.phase.value).toBe('failed')
})

test('closed, it asks nothing more; opened again, it asks what stands in the field', () => {
  const { help, asked } = given()
  help.open()
  help.type('webhook')
  help.close()
  vi.advanceTimersByTime(10_000)
  expect([asked, help.phase.value]).toEqual([[null], 'waiting'])
  help.open()
  expect(asked).toEqual([null, 'webhook'])
})
