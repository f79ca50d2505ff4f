import { describe, expect, test } from 'vitest'
import { sampleCatalogue } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ContentInput, Slot } from '../../../contract/content.ts'
import type { ResolvedFeatures } from '../../../contract/entities.ts'
import type { Session } from '../../../contract/session.ts'
import featureGap from './index.ts'

const day = 86_400_000
const checklist = (key: string, feature?: string): ContentInput => ({
  kind: 'checklist',
  key,
  title: key,
  steps: [{ id: 'one', title: 'One', completeOn: { event: 'one_done' } }],
  ...(feature === undefined ? {} : { feature }),
})
const offer = (key: string, sells: { feature?: string; plan?: string }): ContentInput =>
  ({ kind: 'offer', key, title: key, body: 'B', action: { label: 'See', url: '/plans' }, ...sells }) as ContentInput
const catalogue = sampleCatalogue(
  checklist('plain'),
  checklist('use-reports', 'reports'),
  offer('buy-reports', { feature: 'reports' }),
  offer('business', { plan: 'business' }),
)
const features: ResolvedFeatures = {
  reports: {
    requires: { plan: ['business'] },
    entitlement: null,
    entitledPlans: [],
    adoption: { event: 'report_exported', count: 2 },
  },
}
const options = featureGap.options.parse({})

const proposed = (
  slot: Slot,
  verified: Session['traits']['verified'],
  more: Partial<Session> = {},
  known?: ResolvedFeatures,
) =>
  featureGap
    .recommend(
      {
        session: sampleSession({ startedAt: sampleNow - 30 * day, traits: { verified, claimed: {} }, ...more }),
        slot,
        eligible: catalogue.items.map(({ version }) => version),
        now: sampleNow,
        seed: 1,
        prepared: featureGap.prepare?.(catalogue, options) as never,
        ...(known === undefined ? {} : { features: known }),
      },
      options,
    )
    .map(({ content, evidence }) => [content.split('@')[0], evidence[0]])
const used = (count: number): Partial<Session> => ({
  events: { report_exported: { count, firstAt: 0, lastAt: sampleNow } },
})

describe('a gap', () => {
  test('is a feature that the user has and has not used as often as adopting it takes', () => {
    const gap = ['use-reports', { code: 'not-used-yet', facts: { feature: 'reports' } }]
    const business = { plan: 'business' }
    expect(proposed('checklist', business, {}, features)).toEqual([gap])
    expect(proposed('checklist', business, used(1), features)).toEqual([gap])
    expect(proposed('checklist', business, used(2), features)).toEqual([])
  })

  test('is not guessed: where nobody has said by what a feature is adopted, nothing is known to be unused', () => {
    expect(proposed('checklist', { plan: 'business' })).toEqual([])
  })

  test('is a feature or plan that they verifiably lack, and then an offer closes it', () => {
    expect(proposed('overlay', { plan: 'team' }, {}, features)).toEqual([
      ['buy-reports', { code: 'feature-missing', facts: { feature: 'reports' } }],
      ['business', { code: 'plan-missing', facts: { plan: 'business' } }],
    ])
    expect(proposed('overlay', { plan: 'business' }, {}, features)).toEqual([])
  })

  test('is not what nothing proves: a claimed plan makes no offer', () => {
    const claimed = { traits: { verified: {}, claimed: { plan: 'team' } } }
    expect(proposed('overlay', {}, claimed, features)).toEqual([])
  })

  test('is left open in the first days: whoever has just come is sold nothing', () => {
    expect(proposed('overlay', { plan: 'team' }, { startedAt: sampleNow - 6 * day }, features)).toEqual([])
    expect(proposed('overlay', { plan: 'team' }, { startedAt: sampleNow - 7 * day }, features)).toHaveLength(2)
  })

  test('is nothing for a tip: those come by their own triggers', () => {
    expect(proposed('inline', { plan: 'business' }, {}, features)).toEqual([])
  })
})
