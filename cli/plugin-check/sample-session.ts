import { emptySession } from '../../contract/empty-session.ts'
import type { Session } from '../../contract/plugin.ts'

/** A Tuesday morning. */
export const sampleNow = 1_767_690_000_000

/** A user who has just arrived and done nothing yet, except for what is overridden. For tests of plugins. */
export const sampleSession = (overrides: Partial<Session> = {}): Session => ({
  ...emptySession('sample-user', sampleNow - 60_000),
  seq: 1,
  lastAt: sampleNow,
  ...overrides,
})
