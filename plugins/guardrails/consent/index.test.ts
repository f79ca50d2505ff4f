import { describe, expect, test } from 'vitest'
import { sampleCandidate, sampleVersion } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { Session } from '../../../contract/plugin.ts'
import consent from './index.ts'

const candidate = sampleCandidate(
  sampleVersion({
    kind: 'checklist',
    key: 'start',
    title: 'Start',
    steps: [{ id: 'a', title: 'A', completeOn: { click: true } }],
  }),
)
const check = (mode: 'implied' | 'required', said: Session['consent']) =>
  consent.check(
    { candidate, session: sampleSession({ consent: said }), now: sampleNow, settings: { consent: mode } },
    {},
  )

describe('consent', () => {
  test.each(['implied', 'required'] as const)('a user who declined personal guidance gets none (%s)', (mode) => {
    expect(check(mode, { analytics: true, personalisation: false, at: 1 })).toEqual({
      verdict: 'veto',
      code: 'consent-denied',
    })
  })

  test('nothing is shown before consent where consent is required', () => {
    expect(check('required', null)).toEqual({ verdict: 'veto', code: 'consent-missing' })
  })

  test('where consent is implied, a user who was not asked gets guidance', () => {
    expect(check('implied', null)).toEqual({ verdict: 'allow' })
  })

  test('a user who agreed gets guidance, also without agreeing to analytics', () => {
    expect(check('required', { analytics: false, personalisation: true, at: 1 })).toEqual({ verdict: 'allow' })
  })

  test('asking for content by name does not go around a refusal', () => {
    expect(consent.fatigue ?? false).toBe(false)
  })
})
