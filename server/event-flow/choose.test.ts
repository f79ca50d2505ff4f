import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { compileRules } from '../../contract/compiled-rules.ts'
import { type Content, type ContentInput, content, type Slot } from '../../contract/content.ts'
import type { TenantContext } from '../../contract/context.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { ActiveGuidance, Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { replayDecision } from '../decision/replay.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import type { PluginHost } from '../plugin-host/handle.ts'
import { createChoose } from './choose.ts'

const now = 1_700_000_000_000
const contents: readonly ContentInput[] = [
  {
    kind: 'checklist',
    key: 'start',
    title: 'Start',
    audience: { 'verified.role': 'new' },
    steps: [{ id: 'begin', title: 'Begin', completeOn: { click: true } }],
  },
  { kind: 'tip', key: 'hint', title: 'Hint', body: 'Here', anchor: { hook: 'save' }, trigger: { page: '/' } },
  {
    kind: 'offer',
    key: 'more',
    title: 'More',
    body: 'Much more',
    plan: 'business',
    audience: { 'verified.plan': 'team' },
    action: { label: 'See', url: '/plans' },
  },
]
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: contents.map((item) => ({
      version: `${item.key}@1`,
      hash: '0',
      publishedAt: 0,
      content: content.parse(item),
    })),
  },
  compileFilter,
)
const world = {
  settings: {
    id: '1',
    at: now,
    by: 'test',
    why: 'test',
    value: settings.parse({ holdoutShare: 0, guardrails: [] }),
    corrections: [],
  },
  catalogue,
  corrections: compileCorrections([], catalogue, compileFilter),
  rules: compileRules(settings.parse({}), {}, catalogue.byKey, compileFilter),
}
/** Proposes everything that is eligible, except where it is told to leave a kind out. */
const plugins = (without: readonly Content['kind'][] = []): PluginHost => ({
  recommend: async (_context, _enabled, _catalogue, { eligible }) => [
    {
      plugin: 'all',
      version: '1',
      outcome: 'answered',
      ms: 0,
      value: eligible
        .filter((version) => !without.includes(catalogue.byVersion.get(version)?.content.kind ?? 'tip'))
        .map((version) => ({ content: version, score: 1, evidence: [{ code: 'due', facts: {} }] })),
    },
  ],
  check: async () => [],
  validateOptions: async () => ({ ok: true, options: {} }),
  learn: async () => '{}',
  list: () => [],
  reasonsOf: () => undefined,
})
let ids = 0
const chooser = (host: PluginHost) =>
  createChoose({
    plugins: host,
    exposures: {} as Parameters<typeof createChoose>[0]['exposures'],
    models: { current: async () => undefined } as unknown as Parameters<typeof createChoose>[0]['models'],
    learners: {} as Parameters<typeof createChoose>[0]['learners'],
    vectors: { nearest: async () => undefined },
    telemetry: {} as Parameters<typeof createChoose>[0]['telemetry'],
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    ambient: {
      now: () => now,
      monotonicMs: () => 0,
      id: () => `id${ids++}`,
      uuid: () => `id${ids++}`,
      seed: () => 7,
    } as Parameters<typeof createChoose>[0]['ambient'],
  })
const standing = (key: string): ActiveGuidance => ({
  decision: `d-${key}`,
  content: key,
  version: `${key}@1`,
  at: now - 1_000,
  paintedAt: now - 900,
  expiresAt: now + 1_000,
  ghost: false,
  page: null,
  why: {},
  amended: null,
})
const choose = async (
  verified: Session['traits']['verified'],
  active: Session['active'] = {},
  without: readonly Content['kind'][] = [],
) => {
  const { choose, decisionWorld } = chooser(plugins(without))
  const session: Session = { ...emptySession('u1', now), traits: { verified, claimed: {} }, active }
  const decisions = await choose({} as TenantContext, session, world, 't1', now, ['checklist', 'tip', 'offer'])
  for (const decision of decisions)
    expect(await replayDecision(decision, decisionWorld(world))).toEqual({ same: true, differences: [] })
  const bySlot = (slot: Slot) => decisions.find(({ input }) => input.slot === slot)
  const of = (slot: Slot) => {
    const decision = bySlot(slot)
    return (
      decision?.result.choice?.content ??
      decision?.result.ineligible.map(({ reason }) => reason).join() ??
      'not decided for'
    )
  }
  return {
    checklist: of('checklist'),
    inline: of('inline'),
    overlay: of('overlay'),
    taken: (slot: Slot) => bySlot(slot)?.input.taken,
    count: decisions.length,
  }
}

test('a new user gets the checklist, and nothing beside it before it is begun', async () => {
  const { taken, ...chosen } = await choose({ role: 'new', plan: 'team' })
  expect(chosen).toEqual({ checklist: 'start', inline: 'checklist-first', overlay: 'checklist-first', count: 3 })
  expect(taken('overlay')).toEqual({ checklist: 'start@1' })
})

test('of a tip and an overlay that are due at once, the tip comes and the overlay waits', async () => {
  const { taken, ...chosen } = await choose({ plan: 'team' })
  expect(chosen).toEqual({ checklist: 'audience', inline: 'hint', overlay: 'slot-conflict', count: 3 })
  expect(taken('overlay')).toEqual({ inline: 'hint@1' })
})

test('an overlay that stands is not joined by a tip', async () => {
  const { taken, ...chosen } = await choose({ plan: 'team' }, { overlay: standing('more') })
  expect(chosen).toEqual({ checklist: 'audience', inline: 'slot-conflict', overlay: 'more', count: 3 })
  expect(taken('inline')).toEqual({ overlay: 'more@1' })
})

test('a tip that waited for an overlay comes in the moment in which the overlay goes', async () => {
  const { taken, ...chosen } = await choose({ plan: 'free' }, { overlay: standing('more') })
  expect(chosen).toEqual({ checklist: 'audience', inline: 'hint', overlay: 'audience', count: 3 })
  expect(taken('inline')).toEqual({})
})

test('an overlay comes in the moment in which the tip before it has nothing more to say', async () => {
  const { taken, ...chosen } = await choose({ plan: 'team' }, { inline: { ...standing('hint'), page: '/gone' } }, [
    'tip',
  ])
  expect(chosen).toMatchObject({ overlay: 'more' })
  expect(taken('overlay')).toEqual({})
})

test('a slot that no content is written for is decided only to be emptied', async () => {
  const { choose } = chooser(plugins())
  const empty = { ...world, catalogue: compileCatalogue({ version: 'v2', items: [] }, compileFilter) }
  const slotsOf = async (changes: Partial<Session>) =>
    (await choose({} as TenantContext, { ...emptySession('u1', now), ...changes }, empty, 't1', now)).map(
      ({ input }) => input.slot,
    )
  expect(await slotsOf({})).toEqual([])
  expect(await slotsOf({ active: { inline: standing('hint') } })).toEqual(['inline'])
  expect(await slotsOf({ decided: { checklist: { decision: 'd1', digest: '0' } } })).toEqual(['checklist'])
})
