import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import type { Consent } from '../../contract/session.ts'
import { receive } from './receive.ts'

const now = Date.UTC(2026, 10, 21, 12)
const say = (kind: string, fields: object = {}) => ({ id: v7(), at: now, kind, ...fields })
const track = () => say('track', { name: 'made' })
const give = (analytics: boolean) => say('consent', { analytics, personalisation: analytics })
const options = (consentMode: 'implied' | 'required', consent: Consent | null = null) => ({
  v: 1,
  sentAt: now,
  receivedAt: now,
  allowed: 'all' as const,
  consentMode,
  session: { ...emptySession('ada', now), consent },
  catalogue: 'none',
  source: 'browser' as const,
})
const outcomesOf = (messages: readonly object[], under: ReturnType<typeof options>): string[] =>
  receive(messages, under).outcomes.map((one) => (one.outcome === 'dropped' ? one.code : one.outcome))

const refused: Consent = { analytics: false, personalisation: false, at: now }
const given: Consent = { analytics: true, personalisation: true, at: now }

test.each([
  ['nobody was asked and the workspace implies it', 'implied', null, 'accepted'],
  ['nobody was asked and the workspace requires it', 'required', null, 'consent-missing'],
  ['the user refused, though the workspace implies it', 'implied', refused, 'consent-missing'],
  ['the user gave it, as the workspace requires', 'required', given, 'accepted'],
] as const)('what a user does is stored only with consent: %s', (_what, mode, consent, expected) => {
  expect(outcomesOf([track()], options(mode, consent))).toEqual([expected])
})

test('consent counts from where it stands in the envelope, given or withdrawn', () => {
  expect(outcomesOf([track(), give(true), track(), give(false), track()], options('required'))).toEqual([
    'consent-missing',
    'accepted',
    'accepted',
    'accepted',
    'consent-missing',
  ])
})

test('what a user says of guidance and of consent itself needs none', () => {
  const decision = 'd'.repeat(20)
  const spoken = [
    say('exposure', { decision }),
    say('feedback', { decision, action: 'dismissed' }),
    say('abstained', { decision, reason: 'hidden' }),
    give(false),
  ]
  expect(outcomesOf(spoken, options('required', refused))).toEqual(spoken.map(() => 'accepted'))
})

test('a message that stands twice in an envelope is stored once, and every message has its outcome in its place', () => {
  const one = track()
  const { outcomes, entries } = receive([one, { nonsense: true }, one, track()], options('implied'))
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'dropped', 'duplicate', 'accepted'])
  expect(entries.map(({ id }) => id)).toEqual([outcomes[0]?.id, outcomes[3]?.id])
})

test('an entry keeps when it happened, and when it came', () => {
  const late = { ...track(), at: now - 5_000 }
  const { entries } = receive([late], options('implied'))
  expect(entries).toMatchObject([{ at: now, body: { at: now - 5_000, catalogue: 'none', source: 'browser' } }])
})
