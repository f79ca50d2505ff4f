import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineCollection } from '../../contract/collection.ts'
import { slots } from '../../contract/content.ts'
import type { Decision } from '../../contract/decision.ts'
import {
  type DecisionQuery,
  decisionOutcomes,
  type FoundDecision,
  pluginDeeds,
} from '../../contract/decision-search.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { facetsOf } from '../../server/delivery/decision-facets.ts'
import { createDecisionIndex, type DecisionIndex } from '../../server/delivery/decision-index.ts'
import { tenantContext } from './contexts.ts'
import { forms, type Installation } from './forms.ts'

const start = 1_700_000_000_000
const users = ['ada', 'grace', 'edsger']
const keys = ['first', 'second', 'third']
const recommenders = ['next-step', 'contextual-tip']
const guardrails = ['fatigue', 'quiet']
const codes = ['typing', 'day-full']

/** A record as varied as the index must tell apart, from a few numbers. */
const record = (n: number): Decision => {
  const pick = <T>(from: readonly T[], salt: number): T => from[(n * 7 + salt * 13 + (n >> 3)) % from.length] as T
  const user = pick(users, 1)
  const slot = pick(slots, 2)
  const key = pick(keys, 3)
  const version = `${key}@1`
  const outcome = pick(['shown', 'held-out', 'removed', 'none'] as const, 4)
  const proposer = pick(recommenders, 5)
  const isCandidate = outcome !== 'none'
  return {
    id: `d${n}`,
    user,
    // Several at the same moment, so that pages end between equals.
    at: start + Math.floor(n / 3) * 1_000,
    trigger: 't',
    input: { slot, session: emptySession(user, start), now: start, seed: 1, settings: '0.0', catalogue: 'c' },
    answers: {
      recommenders: [
        { plugin: proposer, version: '1', outcome: 'answered', ms: 1, value: isCandidate ? [{}] : [] },
        ...(n % 5 === 0 ? [{ plugin: 'broken', version: '1', outcome: 'late', ms: 50, value: null }] : []),
      ],
      eligibility: [],
      content: [],
    },
    result: {
      eligible: [version],
      ineligible: keys.filter((other) => other !== key).map((other) => ({ content: `${other}@1`, reason: 'audience' })),
      candidates: isCandidate ? [{ content: version, key }] : [],
      removals: outcome === 'removed' ? [{ content: version, by: pick(guardrails, 6), code: pick(codes, 7) }] : [],
      probabilities: [],
      choice: outcome === 'shown' || outcome === 'held-out' ? { content: key, version } : null,
      nothing: outcome === 'removed' ? 'all-removed' : outcome === 'none' ? 'no-candidates' : null,
      heldOut: outcome === 'held-out',
      retryAt: null,
    },
    digest: '',
    why: {},
    cost: { gatherMs: 0, guardMs: 0, totalMs: 0 },
  } as unknown as Decision
}
const entryOf = (decision: Decision, seq: number): SessionEntry => ({
  id: `e-${decision.id}`,
  seq,
  at: decision.at,
  kind: 'decided',
  body: { slot: decision.input.slot, decision: decision.id, digest: '', choice: null, record: decision },
})

const records = Array.from({ length: 90 }, (_, n) => record(n))
const newestFirst = records.toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))

const matches = (decision: Decision, query: DecisionQuery): boolean => {
  const { outcome, chosen, contents, plugins, reasons } = facetsOf(decision)
  const holds = <T>(wanted: T | undefined, test: (wanted: T) => boolean) => wanted === undefined || test(wanted)
  return (
    holds(query.user, (user) => decision.user === user) &&
    holds(query.slot, (slot) => decision.input.slot === slot) &&
    holds(query.outcome, (one) => outcome === one) &&
    holds(query.chosen, (key) => chosen === key) &&
    holds(query.content, (key) => contents.includes(key)) &&
    holds(query.reason, (code) => reasons.includes(code)) &&
    holds(query.from, (from) => decision.at >= from) &&
    holds(query.to, (to) => decision.at < to) &&
    (query.plugin === undefined && query.did === undefined
      ? true
      : plugins.some(
          ({ plugin, did }) => holds(query.plugin, (one) => plugin === one) && holds(query.did, (one) => did === one),
        ))
  )
}

/** Mostly not asked for: all conditions at once hold for hardly any decision. */
const optional = <T>(values: readonly T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...values) })
const rows = defineCollection<{ id: string }>()({ name: 'decision-facets', plain: [], blind: [], indexes: [] })
const queries = fc.record({
  user: optional(users),
  content: optional(keys),
  chosen: optional(keys),
  plugin: optional([...recommenders, ...guardrails, 'broken']),
  did: optional(pluginDeeds),
  reason: optional([...codes, 'audience', 'all-removed']),
  slot: optional(slots),
  outcome: optional(decisionOutcomes),
  from: optional([start, start + 4_000, start + 12_000]),
  to: optional([start + 9_000, start + 12_000, start + 60_000]),
  limit: fc.integer({ min: 1, max: 40 }),
}) as fc.Arbitrary<DecisionQuery>

describe.each(forms.filter(({ skip }) => !skip))('the decision index on $title', (form) => {
  let installation: Installation
  let index: DecisionIndex
  const context = tenantContext('t1')
  beforeAll(async () => {
    installation = await form.install()
    index = createDecisionIndex(installation.storage.tenant)
    for (const user of users)
      await index.note(
        context,
        user,
        records.filter((one) => one.user === user).map((one, at) => entryOf(one, at + 1)),
      )
  })
  afterAll(() => installation?.remove())

  const everyPage = async (query: DecisionQuery): Promise<FoundDecision[]> => {
    const found: FoundDecision[] = []
    for (let cursor = query.cursor; ; ) {
      const page = await index.search(context, { ...query, cursor })
      expect(page.decisions.length).toBeLessThanOrEqual(query.limit)
      found.push(...page.decisions)
      if (page.next === null) return found
      cursor = page.next
    }
  }

  test('finds, page by page, exactly the decisions for which every condition holds, newest first', async () => {
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        expect((await everyPage(query)).map(({ id }) => id)).toEqual(
          newestFirst.filter((one) => matches(one, query)).map(({ id }) => id),
        )
      }),
      { numRuns: form.title === 'embedded' ? 150 : 30 },
    )
  })

  test('noted a second time, as after a crash, a decision is found once', async () => {
    const again = records.filter((one) => one.user === 'ada').map((one, at) => entryOf(one, at + 1))
    await index.note(context, 'ada', again)
    expect(await everyPage({ limit: 7 })).toHaveLength(records.length)
  })

  test("another tenant's index holds nothing of it", async () => {
    expect(await index.search(tenantContext('t2'), { limit: 10 })).toEqual({ decisions: [], next: null })
  })

  test('says which decision stood at a time for a slot, and which one followed', async () => {
    const own = records.filter((one) => one.user === 'ada' && one.input.slot === 'inline')
    const [first, second] = own
    if (first === undefined || second === undefined) throw new Error('too few records')
    expect(await index.standing(context, 'ada', 'inline', first.at - 1)).toMatchObject({
      place: undefined,
      next: { id: first.id },
    })
    expect(await index.standing(context, 'ada', 'inline', second.at - 1)).toMatchObject({
      place: { id: first.id },
      next: { id: second.id },
    })
  })

  test('what decisions were about is forgotten with their user, and that they were made is not', async () => {
    await index.forget(context, 'edsger')
    const gone = records.filter(({ user }) => user === 'edsger').length
    for (const query of [
      ...keys.flatMap((key) => [{ content: key }, { chosen: key }]),
      ...[...recommenders, 'broken'].map((plugin) => ({ plugin })),
      ...codes.map((reason) => ({ reason })),
    ])
      expect((await everyPage({ ...query, limit: 50 })).filter(({ user }) => user === 'edsger')).toEqual([])
    for (const about of ['content:', 'chosen:', 'plugin:', 'failed:', 'reason:'])
      for (const { id } of await installation.storage.tenant.find(context, rows, { id: { $startsWith: about } }))
        expect(record(Number(/\d+$/.exec(id)?.[0])).user).not.toBe('edsger')
    expect(await everyPage({ outcome: 'erased', limit: 50 })).toHaveLength(gone)
    expect(await everyPage({ limit: 50 })).toHaveLength(records.length)
  })
})

test('a search looks at so many decisions and no more, and its cursor goes on from there', async () => {
  const form = forms[0]
  if (form === undefined) throw new Error('no form')
  const installation = await form.install()
  const index = createDecisionIndex(installation.storage.tenant)
  const context = tenantContext('t1')
  const many = Array.from({ length: 1_100 }, (_, n) => ({
    ...record(0),
    id: `m${String(n).padStart(4, '0')}`,
    at: start + n,
  }))
  await index.note(
    context,
    'ada',
    many.map((one, at) => entryOf(one, at + 1)),
  )
  const pages: { found: number; next: string | null }[] = []
  for (let cursor: string | undefined; ; ) {
    const { decisions, next } = await index.search(context, {
      to: undefined,
      slot: 'inline',
      outcome: 'erased',
      cursor,
      limit: 10,
    })
    pages.push({ found: decisions.length, next })
    if (next === null) break
    cursor = next
  }
  expect(pages.map(({ found }) => found)).toEqual([0, 0, 0])
  await installation.remove()
})
