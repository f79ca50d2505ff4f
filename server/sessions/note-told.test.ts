import { expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import { foldEntry } from './fold-entry.ts'

const start = 1_700_000_000_000
const tell = (session: Session, name: string, source: 'browser' | 'server'): Session => {
  const at = start + session.seq * 1_000
  const entry: SessionEntry = {
    id: `e${session.seq}`,
    seq: session.seq + 1,
    at,
    kind: 'message',
    body: {
      message: { id: '019aa000-0000-7000-8000-000000000001', at, kind: 'track', name },
      at,
      catalogue: 'v1',
      source,
    },
  }
  return foldEntry(session, entry, () => undefined)
}

test('what the back end tells is counted apart from what the page says happened', () => {
  const once = tell(emptySession('u1', start), 'support_ticket_opened', 'browser')
  expect(once.told).toBeUndefined()
  const told = tell(tell(once, 'support_ticket_opened', 'server'), 'support_ticket_opened', 'server')
  expect(told.told).toEqual({ support_ticket_opened: { count: 2, firstAt: start + 1_000, lastAt: start + 2_000 } })
  expect(told.events.support_ticket_opened?.count).toBe(3)
})

test('however many names a back end tells, the session stays small, and the latest are kept', () => {
  let session = emptySession('u1', start)
  for (let n = 0; n < 2 * limits.sessionToldEvents; n++) session = tell(session, `event_${n}`, 'server')
  expect(Object.keys(session.told ?? {})).toHaveLength(limits.sessionToldEvents)
  expect(session.told).toHaveProperty(`event_${2 * limits.sessionToldEvents - 1}`)
})

test('an event named like something every object has is counted like any other', () => {
  expect(tell(emptySession('u1', start), 'toString', 'server').told).toHaveProperty('toString', {
    count: 1,
    firstAt: start,
    lastAt: start,
  })
})
