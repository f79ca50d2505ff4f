import { expect, test } from 'vitest'
import { sampleTip as tip } from '../../../cli/plugin-check/sample-candidates.ts'
import { sampleCandidate, sampleVersion } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { Session } from '../../../contract/session.ts'
import supportState from './index.ts'

const day = 86_400_000
const offer = sampleCandidate(
  sampleVersion({
    kind: 'offer',
    key: 'more',
    title: 'T',
    body: 'B',
    plan: 'business',
    action: { label: 'See', url: '/plans' },
  }),
)
const check = (session: Partial<Session>, candidate = offer, options: object = {}) =>
  supportState.check(
    { candidate, session: sampleSession(session), now: sampleNow, settings: { consent: 'implied' } },
    supportState.options.parse(options),
  )
const stats = (count: number, daysAgo: number) => ({ count, firstAt: 0, lastAt: sampleNow - daysAgo * day })
const trait = (support: string) => ({ traits: { verified: { support }, claimed: {} } })

test('nothing is sold to a user with an open ticket, or one who was let down', () => {
  expect(check(trait('open'))).toEqual({ verdict: 'veto', code: 'ticket-open' })
  expect(check(trait('pending'))).toEqual({ verdict: 'veto', code: 'ticket-open' })
  expect(check(trait('breached'))).toEqual({ verdict: 'veto', code: 'service-level-breached' })
  expect(check(trait('solved'))).toEqual({ verdict: 'allow' })
})

test('help comes whatever the ticket', () => {
  expect(check(trait('open'), tip)).toEqual({ verdict: 'allow' })
})

test("the account's support counts for its users", () => {
  const account = { id: 'acme', verified: true, traits: { verified: { support: 'breached' }, claimed: {} } }
  expect(check({ account })).toMatchObject({ code: 'service-level-breached' })
})

test('what the page claims counts for nothing, neither as a trait nor as an event', () => {
  expect(
    check({
      traits: { verified: {}, claimed: { support: 'open' } },
      events: { support_ticket_opened: stats(3, 1) },
    }),
  ).toEqual({ verdict: 'allow' })
})

test('a ticket that the back end told of is open until as many were closed as were opened', () => {
  const told = (closed: number) => ({
    told: {
      support_ticket_opened: stats(2, 1),
      ...(closed === 0 ? {} : { support_ticket_closed: stats(closed, 0) }),
    },
  })
  expect(check(told(0))).toEqual({ verdict: 'veto', code: 'ticket-open', retryAfterMs: 29 * day })
  expect(check(told(1))).toMatchObject({ code: 'ticket-open' })
  expect(check(told(2))).toEqual({ verdict: 'allow' })
})

test('a breach weighs more than a ticket, and ends when the service level is restored', () => {
  const told = { support_ticket_opened: stats(1, 1), service_level_breached: stats(1, 1) }
  expect(check({ told })).toMatchObject({ code: 'service-level-breached' })
  expect(check({ told: { ...told, service_level_restored: stats(1, 0) } })).toMatchObject({ code: 'ticket-open' })
})

test('a ticket that nobody closes is forgotten in the end', () => {
  expect(check({ told: { support_ticket_opened: stats(1, 30) } })).toEqual({ verdict: 'allow' })
  expect(check({ told: { support_ticket_opened: stats(1, 2) } }, offer, { forgetAfterDays: 2 })).toEqual({
    verdict: 'allow',
  })
})

test('the team says which kinds wait, and in which words its back end speaks', () => {
  const options = { withhold: ['tip'], trait: 'desk', open: ['waiting'], openedEvent: 'Case opened' }
  expect(check({ traits: { verified: { desk: 'waiting' }, claimed: {} } }, tip, options)).toMatchObject({
    code: 'ticket-open',
  })
  expect(check({ told: { 'Case opened': stats(1, 1) } }, tip, options)).toMatchObject({ code: 'ticket-open' })
  expect(check(trait('open'), tip, options)).toEqual({ verdict: 'allow' })
  expect(check({ told: { 'Case opened': stats(1, 1) } }, offer, options)).toEqual({ verdict: 'allow' })
})

test('asking for content by name does not go around it', () => {
  expect(supportState.fatigue ?? false).toBe(false)
})
