import type { Session } from '../../contract/plugin.ts'

/** A Tuesday morning. */
export const sampleNow = 1_767_690_000_000

/** A user who has just arrived and done nothing yet, except for what is overridden. For tests of plugins. */
export const sampleSession = (overrides: Partial<Session> = {}): Session => ({
  user: 'sample-user',
  seq: 1,
  rev: 0,
  kind: 'visitor',
  verified: false,
  startedAt: sampleNow - 60_000,
  lastAt: sampleNow,
  locale: null,
  consent: null,
  traits: { verified: {}, claimed: {} },
  account: null,
  page: null,
  typingAt: 0,
  idle: null,
  events: {},
  recent: [],
  errors: {},
  progress: {},
  shown: {},
  caps: [],
  active: {},
  gone: [],
  resting: {},
  decided: {},
  lease: null,
  asked: [],
  ...overrides,
})
