import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import { receive } from './receive.ts'

const start = Date.UTC(2026, 10, 21)
const both = { analytics: true, personalisation: true }
const neither = { analytics: false, personalisation: false }

const choice = (given: typeof both, at: number) => ({ id: v7(), at, kind: 'consent', ...given })
const track = (at: number) => ({ id: v7(), at, kind: 'track', name: 'x' })

/** Envelopes that come one after another; @returns the session, and how each message of the last one fared. */
const hear = (mode: 'implied' | 'required', ...envelopes: readonly (readonly object[])[]) => {
  let session = emptySession('ada', start)
  let outcomes: readonly string[] = []
  for (const messages of envelopes) {
    const received = receive(messages, {
      v: 1,
      sentAt: start,
      receivedAt: start,
      allowed: 'all',
      consentMode: mode,
      session,
      catalogue: 'none',
      source: 'browser',
    })
    outcomes = received.outcomes.map(({ outcome }) => outcome)
    for (const entry of received.entries)
      session = foldEntry(session, { ...entry, seq: session.seq + 1 } as never, () => undefined)
  }
  return { session, outcomes }
}

test('a consent that was given before a withdrawal and comes after it undoes nothing', () => {
  const { session, outcomes } = hear(
    'implied',
    [choice(neither, start - 1_000)],
    [choice(both, start - 5_000), track(start)],
  )
  expect(session.consent).toMatchObject(neither)
  expect(outcomes).toEqual(['accepted', 'dropped'])
})

test('a withdrawal counts whenever it comes, and a later consent counts again', () => {
  expect(hear('implied', [choice(both, start)], [choice(neither, start - 5_000), track(start)]).outcomes).toEqual([
    'accepted',
    'dropped',
  ])
  expect(hear('implied', [choice(neither, start - 5_000)], [choice(both, start), track(start)]).outcomes).toEqual([
    'accepted',
    'accepted',
  ])
})

test('where consent is required nothing is stored before the choice but the choice itself', () => {
  const loss = { id: v7(), at: start, kind: 'loss', messages: 1, oldestAt: start }
  const early = hear('required', [track(start), loss])
  expect(early.outcomes).toEqual(['dropped', 'dropped'])
  expect(early.session.seq).toBe(0)
  expect(hear('required', [choice(both, start), track(start), loss]).outcomes).toEqual([
    'accepted',
    'accepted',
    'accepted',
  ])
})
