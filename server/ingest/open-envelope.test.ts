import { expect, test } from 'vitest'
import { openEnvelope } from './open-envelope.ts'

const sound = { v: 1, sentAt: Date.UTC(2026, 10, 21), messages: [{}] }

test('a field that the protocol does not know is refused, also one that every object has', () => {
  expect(openEnvelope(sound).outcome).toBe('opened')
  for (const field of ['tenant', 'constructor', 'toString', 'hasOwnProperty'])
    expect(openEnvelope({ ...sound, [field]: 1 }).outcome, field).toBe('refused')
})

test('a newer peer may add fields', () => {
  expect(openEnvelope({ ...sound, v: 2, later: 1 }).outcome).toBe('opened')
})
