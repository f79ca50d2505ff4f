import { describe, expect, test } from 'vitest'
import { sampleCandidate, sampleVersion } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ContentInput } from '../../../contract/content.ts'
import type { ResolvedFeatures } from '../../../contract/entities.ts'
import type { Session } from '../../../contract/session.ts'
import entitlement from './index.ts'

const tip = (more: object): ContentInput => ({
  kind: 'tip',
  key: 'hint',
  title: 'T',
  body: 'B',
  anchor: { hook: 'x' },
  trigger: { page: '/' },
  ...more,
})
const offer = (more: object): ContentInput => ({
  kind: 'offer',
  key: 'more',
  title: 'T',
  body: 'B',
  action: { label: 'See', url: '/plans' },
  ...more,
})
const article = (more: object): ContentInput => ({ kind: 'article', key: 'how', title: 'T', body: 'B', ...more })

const features: ResolvedFeatures = {
  reports: { requires: { plan: ['business'] }, entitlement: null, entitledPlans: [], adoption: null },
  audit: { requires: null, entitlement: 'audit-log', entitledPlans: ['enterprise'], adoption: null },
  boards: { requires: null, entitlement: null, entitledPlans: [], adoption: null },
}
const verified = (traits: Session['traits']['verified']): Partial<Session> => ({
  traits: { verified: traits, claimed: {} },
})
const judge = (input: ContentInput, session: Partial<Session> = {}, options: object = {}, known?: ResolvedFeatures) => {
  const answer = entitlement.check(
    {
      candidate: sampleCandidate(sampleVersion(input)),
      session: sampleSession(session),
      now: sampleNow,
      settings: { consent: 'implied', ...(known === undefined ? {} : { features: known }) },
    },
    entitlement.options.parse(options),
  )
  return answer.verdict === 'veto' ? answer.code : answer.verdict
}

describe('what content requires', () => {
  test.each([
    ['plan', 'other-plan'],
    ['role', 'other-role'],
    ['region', 'other-region'],
    ['licence', 'no-licence'],
  ] as const)('a verified %s decides, and nothing else', (right, code) => {
    const input = tip({ requires: { [right]: ['wanted', 'also'] } })
    expect(judge(input, verified({ [right]: 'also' }))).toBe('allow')
    expect(judge(input, verified({ [right]: ['other', 'wanted'] }))).toBe('allow')
    expect(judge(input, verified({ [right]: 'other' }))).toBe(code)
    expect(judge(input)).toBe(code)
    expect(judge(input, { traits: { verified: {}, claimed: { [right]: 'wanted' } } })).toBe(code)
  })

  test('of each list one word must be proven', () => {
    const input = offer({ plan: 'business', requires: { plan: ['team'], role: ['admin'] } })
    expect(judge(input, verified({ plan: 'team', role: 'admin' }))).toBe('allow')
    expect(judge(input, verified({ plan: 'team', role: 'member' }))).toBe('other-role')
  })

  test("an account's facts count where the account is verified, and the user's own go before them", () => {
    const input = tip({ requires: { plan: ['team'] } })
    const account = (isVerified: boolean) => ({
      account: { id: 'acme', verified: isVerified, traits: { verified: { plan: 'team' }, claimed: {} } },
    })
    expect(judge(input, account(true))).toBe('allow')
    expect(judge(input, account(false))).toBe('other-plan')
    expect(judge(input, { ...account(true), ...verified({ plan: 'free' }) })).toBe('other-plan')
  })

  test('the traits that prove it can have other names', () => {
    const input = tip({ requires: { plan: ['team'] } })
    expect(judge(input, verified({ subscription: 'team' }), { traits: { plan: 'subscription' } })).toBe('allow')
  })
})

describe('help with a feature', () => {
  test('goes to those whose entitlements name the feature', () => {
    const input = tip({ feature: 'reports' })
    expect(judge(input, verified({ entitlements: ['reports'] }))).toBe('allow')
    expect(judge(input, verified({ entitlements: ['boards'] }))).toBe('feature-missing')
    expect(judge(input, { traits: { verified: { entitlements: [] }, claimed: { entitlements: ['reports'] } } })).toBe(
      'feature-missing',
    )
  })

  test('goes to everybody where nobody has said who has the feature', () => {
    expect(judge(tip({ feature: 'unheard-of' }))).toBe('allow')
  })

  test("goes by the product's features where they name it", () => {
    const input = tip({ feature: 'reports' })
    expect(judge(input, verified({ plan: 'business' }), {}, features)).toBe('allow')
    expect(judge(input, verified({ plan: 'team' }), {}, features)).toBe('feature-missing')
    expect(judge(input, {}, {}, features)).toBe('unproven')
    expect(judge(tip({ feature: 'boards' }), {}, {}, features)).toBe('allow')
  })

  test('an entitlement comes from the list or with the plan', () => {
    const input = tip({ feature: 'audit' })
    expect(judge(input, verified({ entitlements: ['audit-log'] }), {}, features)).toBe('allow')
    expect(judge(input, verified({ plan: 'enterprise' }), {}, features)).toBe('allow')
    expect(judge(input, verified({ plan: 'team' }), {}, features)).toBe('feature-missing')
    expect(judge(input, {}, {}, features)).toBe('unproven')
  })

  test('an article is for those who have one of its features', () => {
    const input = article({ features: ['reports', 'audit'] })
    expect(judge(input, verified({ plan: 'business' }), {}, features)).toBe('allow')
    expect(judge(input, verified({ plan: 'team' }), {}, features)).toBe('feature-missing')
  })

  test('content about no feature is for everybody', () => {
    expect(judge(tip({}))).toBe('allow')
  })
})

describe('an offer', () => {
  test('of a feature goes to those who verifiably lack it, and to nobody else', () => {
    const input = offer({ feature: 'reports' })
    expect(judge(input, verified({ plan: 'team' }), {}, features)).toBe('allow')
    expect(judge(input, verified({ plan: 'business' }), {}, features)).toBe('already-has')
    expect(judge(input, {}, {}, features)).toBe('unproven')
  })

  test('of a plan goes to those who verifiably have another', () => {
    const input = offer({ plan: 'business' })
    expect(judge(input, verified({ plan: 'team' }))).toBe('allow')
    expect(judge(input, verified({ plan: 'business' }))).toBe('already-has')
    expect(judge(input, { traits: { verified: {}, claimed: { plan: 'team' } } })).toBe('unproven')
  })

  test('can be made to the unproven, and still not to those who have it', () => {
    const options = { offersToUnproven: true }
    expect(judge(offer({ plan: 'business' }), {}, options)).toBe('allow')
    expect(judge(offer({ plan: 'business' }), verified({ plan: 'business' }), options)).toBe('already-has')
  })
})

test('asking for content by name does not go around it', () => {
  expect(entitlement.fatigue ?? false).toBe(false)
})
