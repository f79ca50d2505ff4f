import { expect, test } from 'vitest'
import type { ClientMessage } from '../../contract/messages.ts'
import { readAck } from './read-ack.ts'

const batch = ['a', 'b', 'c'].map((id): ClientMessage => ({ id, at: 0, kind: 'typing' }))

test('accepted, duplicate and refused messages are settled, rate-limited ones are kept', () => {
  const reading = readAck(batch, {
    v: 1,
    rev: 7,
    retryAfterMs: 500,
    outcomes: [
      { id: 'a', outcome: 'duplicate' },
      { id: 'b', outcome: 'dropped', code: 'rate-limited' },
      { id: 'c', outcome: 'dropped', code: 'invalid', detail: 'why' },
    ],
  })
  expect(reading).toMatchObject({ rev: 7, retryAfterMs: 500, error: null })
  expect([...(reading?.settled ?? [])]).toEqual(['a', 'c'])
  expect(reading?.refused).toEqual([{ kind: 'typing', code: 'invalid', detail: 'why' }])
})

test('an answer that is none settles nothing', () => {
  const outcomes = batch.map(({ id }) => ({ id, outcome: 'accepted' }))
  for (const answer of [
    ...[null, undefined, 7, 'ok', [], {}, { outcomes: 'all' }],
    { outcomes: outcomes.slice(1) },
    { outcomes: [...outcomes.slice(1), null] },
    { outcomes: [...outcomes.slice(1), { outcome: 'surprise' }] },
  ])
    expect(readAck(batch, answer)).toBeNull()
})

test('an envelope refused as a whole settles nothing and says why', () => {
  const reading = readAck(batch, { v: 1, error: { code: 'NOT_READY', message: '' }, retryAfterMs: 9 })
  expect(reading).toMatchObject({ error: 'NOT_READY', retryAfterMs: 9 })
  expect(reading?.settled.size).toBe(0)
})
