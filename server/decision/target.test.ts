import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { type ContentInput, type ContentKind, content, type Slot } from '../../contract/content.ts'
import type { DecisionInput } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { corrected } from './corrected.ts'
import { heedCorrections } from './heed-corrections.ts'
import { retryAt } from './retry-at.ts'
import { target } from './target.ts'
import vectors from './vectors/target.json' with { type: 'json' }

interface Vector {
  readonly title: string
  readonly slot?: Slot
  readonly key?: string
  /** Changes to the tip, the offer, the checklist. */
  readonly content?: object
  readonly offer?: object
  readonly checklist?: object
  readonly settings?: object
  readonly session?: Partial<Session>
  readonly asked?: readonly string[]
  /** The version in the slot. */
  readonly stands?: string
  readonly paints?: readonly ContentKind[]
  /** Versions in the other slots. */
  readonly taken?: NonNullable<DecisionInput['taken']>
  /** The reason against it; null for not looked at; absent for eligible. */
  readonly expect?: string | null
  readonly retryAt?: number
}

const now = 1_700_000_000_000
const items = ({ content: changes, offer, checklist }: Vector): ContentInput[] => [
  {
    kind: 'tip',
    key: 'hint',
    title: 'Hint',
    body: 'Here',
    anchor: { hook: 'save' },
    trigger: { page: '/' },
    ...changes,
  },
  {
    kind: 'checklist',
    key: 'onboarding',
    title: 'Start',
    steps: [{ id: 'begin', title: 'Begin', completeOn: { event: 'begun' } }],
    ...checklist,
  },
  {
    kind: 'checklist',
    key: 'admins',
    title: 'Admins',
    steps: [{ id: 'begin', title: 'Begin', completeOn: { click: true }, audience: { 'verified.role': 'admin' } }],
  },
  {
    kind: 'offer',
    key: 'more',
    title: 'More',
    body: 'Much more',
    plan: 'business',
    action: { label: 'See', url: '/plans' },
    ...offer,
  },
  {
    kind: 'offer',
    key: 'less',
    title: 'Less',
    body: 'A little',
    plan: 'team',
    action: { label: 'See', url: '/plans' },
  },
]

test.each(vectors as readonly Vector[])('$title', (vector) => {
  const key = vector.key ?? 'hint'
  const catalogue = compileCatalogue(
    {
      version: 'v1',
      items: items(vector).map((item) => ({
        version: `${item.key}@1`,
        hash: '00',
        publishedAt: 0,
        content: content.parse(item),
      })),
    },
    compileFilter,
  )
  const session = { ...emptySession('u1', now), ...vector.session }
  const question = {
    slot: vector.slot ?? 'inline',
    session,
    now,
    paints: vector.paints ?? ['checklist', 'tip', 'offer'],
    ...(vector.taken === undefined ? {} : { taken: vector.taken }),
  } as const
  const world = {
    catalogue,
    settings: settings.parse(vector.settings ?? {}),
    corrections: compileCorrections([], catalogue, compileFilter),
  }
  const targeted = target(
    question,
    world,
    corrected(question, world),
    new Set(vector.asked),
    vector.stands ?? null,
    heedCorrections(session, catalogue, now),
  )
  const version = `${key}@1`
  const found = targeted.eligible.some((item) => item.version === version)
    ? undefined
    : (targeted.ineligible.find((item) => item.content === version)?.reason ?? null)
  expect(found).toBe(vector.expect)
  expect(retryAt(now, targeted.changesAt)).toBe(vector.retryAt ?? null)
})

test('whoever is meant is looked up once for all content that is for the same people', () => {
  const asked: string[] = []
  const tips = ['a', 'b', 'c'].map(
    (key): ContentInput => ({
      kind: 'tip',
      key,
      title: key,
      body: 'Here',
      anchor: { hook: 'save' },
      trigger: { page: '/' },
      audience: { 'traits.plan': key === 'c' ? 'free' : 'team' },
    }),
  )
  const catalogue = compileCatalogue(
    {
      version: '1',
      items: tips.map((tip) => ({
        version: `${tip.key}@1`,
        hash: '',
        publishedAt: now,
        content: content.parse(tip),
      })),
    },
    (filter) => {
      const test = compileFilter(filter)
      return (document) => {
        asked.push(JSON.stringify(filter))
        return test(document)
      }
    },
  )
  const session: Session = { ...emptySession('u1', now), traits: { verified: {}, claimed: { plan: 'team' } } }
  const world = {
    catalogue,
    settings: settings.parse({}),
    corrections: compileCorrections([], catalogue, compileFilter),
  }
  const question = { slot: 'inline', session, now } as const
  const { eligible } = target(
    question,
    world,
    corrected(question, world),
    new Set(),
    null,
    heedCorrections(session, catalogue, now),
  )
  expect(eligible.map(({ key }) => key)).toEqual(['a', 'b'])
  expect(asked.sort()).toEqual(['{"traits.plan":"free"}', '{"traits.plan":"team"}'])
})
