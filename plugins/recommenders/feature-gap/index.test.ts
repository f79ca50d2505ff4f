import { describe, expect, test } from 'vitest'
import { sampleCatalogue } from '../../../cli/plugin-check/sample-content.ts'
import { sampleNow, sampleSession } from '../../../cli/plugin-check/sample-session.ts'
import type { ContentInput, Slot } from '../../../contract/content.ts'
import type { ResolvedFeatures } from '../../../contract/entities.ts'
import type { LearningExample } from '../../../contract/learning-example.ts'
import type { Session } from '../../../contract/session.ts'
import { noAdopters } from './adopters.ts'
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
        model: noAdopters,
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

describe('what colleagues have begun to use', () => {
  const shelf = sampleCatalogue(checklist('use-reports', 'reports'), checklist('use-boards', 'boards'))
  const both: ResolvedFeatures = {
    reports: { requires: null, entitlement: null, entitledPlans: [], adoption: { event: 'report_exported', count: 1 } },
    boards: { requires: null, entitlement: null, entitledPlans: [], adoption: { event: 'board_made', count: 1 } },
  }
  const learns = featureGap.learns ?? expect.fail('it learns')
  const began = (name: string, who: number, role: string | null = null, first = true): LearningExample => ({
    kind: 'event',
    name,
    at: sampleNow - day,
    previous: [],
    first,
    before: [],
    role,
    weight: 1,
    who,
  })
  const people = (count: number, name: string, role: string | null = null, from = 0) =>
    Array.from({ length: count }, (_, place) => began(name, from + place, role))
  const asked = (examples: readonly LearningExample[], more: Partial<Session> = {}) =>
    featureGap.recommend(
      {
        session: sampleSession({ traits: { verified: { role: 'editor' }, claimed: {} }, ...more }),
        slot: 'checklist',
        eligible: shelf.items.map(({ version }) => version),
        now: sampleNow,
        seed: 1,
        features: both,
        prepared: featureGap.prepare?.(shelf, options) as never,
        model: examples.reduce((model, one) => learns.learn(model, one, options), learns.initial(options)),
      },
      options,
    )
  const order = (examples: readonly LearningExample[]) => asked(examples).map(({ content }) => content.split('@')[0])

  test('goes first, and the reason says how many of them there are at least', () => {
    expect(order([])).toEqual(['use-reports', 'use-boards'])
    const examples = [...people(3, 'report_exported', 'editor'), ...people(9, 'board_made', 'editor', 10)]
    expect(order(examples)).toEqual(['use-boards', 'use-reports'])
    expect(asked(examples)[0]?.evidence).toEqual([
      { code: 'not-used-yet', facts: { feature: 'boards' } },
      { code: 'role-adopted', facts: { people: 9, role: 'editor' } },
    ])
  })

  test('is told of no fewer than five, be it of a role or of everybody', () => {
    expect(
      asked(people(4, 'board_made', 'editor')).flatMap(({ evidence }) => evidence.map(({ code }) => code)),
    ).toEqual(['not-used-yet', 'not-used-yet'])
    const mixed = [...people(4, 'board_made', 'editor'), ...people(6, 'board_made', 'admin', 10)]
    expect(asked(mixed)[0]?.evidence[1]).toEqual({ code: 'peers-adopted', facts: { people: 10 } })
  })

  test('is not steered by one who begins again and again, nor told to who refuses personalisation', () => {
    const loud = Array.from({ length: 300 }, () => began('report_exported', 60, 'editor'))
    const examples = [...people(9, 'board_made', 'editor'), ...loud]
    expect(order(examples)).toEqual(['use-boards', 'use-reports'])
    expect(asked(examples)[1]?.evidence).toHaveLength(1)
    const refused = asked(examples, { consent: { analytics: true, personalisation: false, at: 1 } })
    expect(refused.every(({ evidence }) => evidence.length === 1)).toBe(true)
  })

  test('is what they began, and not what they go on doing', () => {
    const going = people(9, 'board_made', 'editor').map((one) => ({ ...one, first: false }))
    expect(asked(going).every(({ evidence }) => evidence.length === 1)).toBe(true)
  })
})
