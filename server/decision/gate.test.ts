import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { type ContentInput, content } from '../../contract/content.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { ResolvedFeatures } from '../../contract/entities.ts'
import type { Has } from '../../contract/feature-rights.ts'
import type { Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import type { Asker } from './asker.ts'
import { decideList } from './decide-list.ts'
import { replayDecision } from './replay.ts'

const now = 1_700_000_000_000
const offer = (key: string, more: object): ContentInput =>
  ({
    kind: 'offer',
    key,
    title: key,
    body: 'More.',
    action: { label: 'See', url: '/plans' },
    ...more,
  }) as ContentInput
const authored: readonly ContentInput[] = [
  offer('trial', { feature: 'reports', priority: 40 }),
  offer('upgrade', { plan: 'business', priority: 60 }),
  offer('elsewhere', { plan: 'enterprise', priority: 90 }),
  { kind: 'modal', key: 'about', title: 'Reports', body: 'So', feature: 'reports', priority: 100 },
]
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: authored.map((item) => ({
      version: `${item.key}@1`,
      hash: '0',
      publishedAt: 0,
      content: content.parse(item),
    })),
  },
  compileFilter,
)
const features: ResolvedFeatures = {
  reports: { requires: null, entitlement: 'reports', entitledPlans: ['business'], adoption: null },
} as ResolvedFeatures
const asker: Asker = {
  recommend: async () => {
    throw new Error('a gate asks no recommender')
  },
  check: async (phase, enabled, _input, candidates) =>
    enabled
      .filter(({ plugin }) => plugin === 'veto' && phase === 'eligibility')
      .map(({ plugin, options }) => ({
        plugin,
        version: '1',
        outcome: 'answered',
        ms: 0,
        value: candidates.map(({ key }) =>
          key === options.key ? { verdict: 'veto', code: 'no' } : { verdict: 'allow' },
        ),
      })),
}
const gate = async (has: Has, value: object = {}, session: Partial<Session> = {}) => {
  const world = {
    settings: settings.parse({ guardrails: [], ...value }),
    catalogue,
    features,
    corrections: compileCorrections([], catalogue, compileFilter),
    hash: (text: string) => createHash('sha256').update(text).digest('hex'),
    monotonicMs: () => 0,
    reasonsOf: () => undefined,
  }
  const input = {
    slot: 'list' as const,
    session: { ...emptySession('u1', now), ...session },
    now,
    seed: 1,
    settings: '1',
    catalogue: 'v1',
    ask: { query: null, k: 1 },
    gate: { feature: 'reports', has },
  }
  const decision = await decideList({ id: 'd1', trigger: 't1', input }, world, asker)
  expect(await replayDecision(decision, world)).toEqual({ same: true, differences: [] })
  return decision
}

test('who may not pass is offered what brings the feature, the most important of it', async () => {
  const { result } = await gate('no')
  expect(result.candidates.map(({ key, source }) => [key, source])).toEqual([
    ['trial', 'host'],
    ['upgrade', 'host'],
  ])
  expect(result.list?.map(({ content }) => content)).toEqual(['upgrade'])
  expect(result.holdout).toBe('asked')
})

test('who may pass is sold nothing', async () => {
  const { result } = await gate('yes')
  expect(result).toMatchObject({ candidates: [], list: [], choice: null, nothing: 'no-candidates' })
})

test('a guardrail that objects to one leaves the next, and the record names it', async () => {
  const { result } = await gate('no', { guardrails: [{ plugin: 'veto', options: { key: 'upgrade' } }] })
  expect(result.list?.map(({ content }) => content)).toEqual(['trial'])
  expect(result.removals).toEqual([{ content: 'upgrade@1', by: 'veto', code: 'no' }])
})

test('what the team blocks is not offered at a gate either; what the user once dismissed is, since the host asks', async () => {
  expect((await gate('no', { blocks: [{ content: 'upgrade', why: 'no' }] })).result.choice?.content).toBe('trial')
  const shown = { upgrade: { exposures: 1, lastAt: now, dismissedAt: now } }
  expect((await gate('no', {}, { shown })).result.choice?.content).toBe('upgrade')
})

test('another right is another answer, also where the offer is the same', async () => {
  expect((await gate('no')).digest).toBe((await gate('no')).digest)
  expect((await gate('no')).digest).not.toBe((await gate('unproven')).digest)
})
