import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { content } from '../../contract/content.ts'
import type { Decision, DecisionInput } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { SessionEntry } from '../../contract/entries.ts'
import { limits } from '../../contract/limits.ts'
import type { Session } from '../../contract/session.ts'
import { settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { foldEntry } from '../sessions/fold-entry.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { contentFate } from './content-fate.ts'
import { decideSlot } from './decide.ts'
import { replayDecision } from './replay.ts'
import { sayNotShown } from './say-not-shown.ts'

const day = 86_400_000
const start = Date.UTC(2026, 10, 21)

const tips = { export: ['data'], import: ['data'], clean: ['data'], invite: ['team'], pinned: undefined }
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: Object.entries(tips).map(([key, topics]) => ({
      version: `${key}@1`,
      hash: '00',
      publishedAt: 0,
      content: content.parse({
        kind: 'tip',
        key,
        title: key,
        body: 'Here',
        anchor: { hook: 'save' },
        trigger: { page: '/' },
        outcome: { event: 'exported', withinDays: 1 },
        ...(topics === undefined ? {} : { topics }),
      }),
    })),
  },
  compileFilter,
)
const world = (changes: object = {}): DecisionWorld => ({
  settings: settings.parse({ holdoutShare: 0, guardrails: [], ...changes }),
  catalogue,
  corrections: compileCorrections([], catalogue, compileFilter),
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  monotonicMs: () => 0,
  reasonsOf: () => undefined,
})
/** Proposes these, the first with the highest score; with a model, that is sure of the first. */
const asker = (keys: readonly string[], ranker: 'weighted' | 'bandit'): Asker => ({
  recommend: async () => [
    {
      plugin: 'tips',
      version: '1',
      outcome: 'answered',
      ms: 0,
      value: keys.map((key, place) => ({
        content: `${key}@1`,
        score: -place,
        evidence: [{ code: 'due', facts: {} }],
      })),
    },
  ],
  rank: async (_input, contested) => ({
    ranker,
    model: 1,
    context: [1],
    over: contested.map(({ key }) => key),
    wins: ranker === 'weighted' ? null : [...contested.map((_, place) => (place === 0 ? 1 : 0)), 0],
  }),
  check: async () => [],
})

/** One user's life, entry by entry. */
const live = () => {
  let session: Session = emptySession('ada', start)
  let now = start
  const append = (kind: SessionEntry['kind'], body: object): void => {
    const seq = session.seq + 1
    session = foldEntry(session, { id: `e${seq}`, seq, at: now, kind, body } as SessionEntry, () => catalogue)
  }
  const say = (message: object): void => {
    const whole = { id: `m${session.seq}`, at: now, ...message }
    append('message', { message: whole, at: now, catalogue: 'v1', source: 'browser' })
  }
  const decide = async (
    keys: readonly string[],
    { under = world(), ranker = 'weighted' }: { under?: DecisionWorld; ranker?: 'weighted' | 'bandit' } = {},
    seed = 1,
  ): Promise<Decision> => {
    const input: DecisionInput = { slot: 'inline', session, now, seed, settings: '1', catalogue: 'v1' }
    const id = `d${session.seq}`
    const record = await decideSlot({ id, trigger: 't', input }, under, asker(keys, ranker))
    expect(await replayDecision(record, under)).toEqual({ same: true, differences: [] })
    const { choice, trial } = record.result
    append('decided', {
      slot: 'inline',
      decision: id,
      digest: record.digest,
      choice: choice && { ...choice, expiresAt: now + limits.reservationMs, ghost: false, why: {} },
      ...(trial === undefined ? {} : { trial: { ...trial, context: [1] } }),
    })
    return record
  }
  const leave = async (): Promise<void> => {
    say({ kind: 'page', path: '/elsewhere' })
    await decide([])
    now += day / 8
  }
  return {
    say,
    leave,
    decide,
    wait: (ms: number) => {
      now += ms
    },
    shown: () => session.shown,
    /** Opens the page, sees what comes, and goes away. */
    async visit(keys: readonly string[], how: Parameters<typeof decide>[1] = {}, seed = 1): Promise<string | null> {
      say({ kind: 'page', path: '/' })
      const { result } = await decide(keys, how, seed)
      say({ kind: 'exposure', decision: session.active.inline?.decision ?? '' })
      await leave()
      return result.choice?.content ?? null
    },
    decision: () => session.active.inline?.decision,
  }
}
let life = live()
beforeEach(() => {
  life = live()
})
const visits = async (count: number, keys: readonly string[], how = {}): Promise<readonly (string | null)[]> => {
  const seen: (string | null)[] = []
  for (let visit = 0; visit < count; visit++) seen.push(await life.visit(keys, how))
  return seen
}
const [a, b] = ['export', 'invite']

describe('what is shown again and again without being heeded', () => {
  test('gives way to an equal after the third time, and takes turns with it from then on', async () => {
    const seen = await visits(6, [a, b])
    expect(seen.slice(0, 6)).toEqual([a, a, a, b, b, b])
    life.wait(3 * day)
    expect(await life.visit([a, b])).toBe(a)
    expect(await life.visit([a, b])).toBe(b)
  })

  test('also where a model is sure of it', async () => {
    expect(await visits(4, [a, b], { ranker: 'bandit' })).toEqual([a, a, a, b])
  })

  test('is shown on where there is nothing else', async () => {
    expect(await visits(5, [a])).toEqual([a, a, a, a, a])
  })

  test('stays before what its author holds for less important, and so does what the team has pinned', async () => {
    const pinned = world({ pins: [{ content: 'pinned', why: 'launch' }] })
    expect(await visits(5, ['pinned', b], { under: pinned })).toEqual(Array(5).fill('pinned'))
  })

  test('rests longer each time, and at most for thirty days', async () => {
    await visits(3, [a])
    const wornUntil = async () => (await life.decide([a, b])).result.candidates.find(({ key }) => key === a)?.wornUntil
    const first = await wornUntil()
    expect(first).toBe((life.shown()[a]?.lastAt ?? 0) + 3 * day)
    await visits(3, [a])
    expect(await wornUntil()).toBe((life.shown()[a]?.lastAt ?? 0) + 6 * day)
    await visits(60, [a])
    expect(await wornUntil()).toBe((life.shown()[a]?.lastAt ?? 0) + 30 * day)
  })

  test('takes its topic along when it is the second of it', async () => {
    await visits(3, ['export'])
    expect(await life.visit(['import', 'invite'])).toBe('import')
    await visits(2, ['import'])
    // Two of `data` were shown in vain by now: the third, which was never shown, goes behind as well.
    expect(await life.visit(['clean', 'invite'])).toBe('invite')
    life.wait(3 * day)
    expect(await life.visit(['clean', 'invite'])).toBe('clean')
  })

  test('is not worn once the user does something with it', async () => {
    await visits(2, [a, b])
    life.say({ kind: 'page', path: '/' })
    await life.decide([a, b])
    life.say({ kind: 'exposure', decision: life.decision() })
    life.say({ kind: 'feedback', decision: life.decision(), action: 'followed' })
    await life.leave()
    expect(life.shown()[a]).toMatchObject({ exposures: 3 })
    expect(life.shown()[a]?.unheeded).toBeUndefined()
    expect(await visits(3, [a, b])).toEqual([a, a, a])
    expect(await life.visit([a, b])).toBe(b)
  })

  test('is not worn once it has brought about what it was for', async () => {
    await visits(3, [a, b], { ranker: 'bandit' })
    life.say({ kind: 'track', name: 'exported' })
    expect(life.shown()[a]?.unheeded).toBeUndefined()
    expect(await life.visit([a, b])).toBe(a)
  })

  test('is not taken away while it stands', async () => {
    await visits(2, [a, b])
    life.say({ kind: 'page', path: '/' })
    await life.decide([a, b])
    life.say({ kind: 'exposure', decision: life.decision() })
    expect((await life.decide([a, b])).result.choice?.content).toBe(a)
  })

  test('says so to whoever asks why it was not shown', async () => {
    await visits(3, [a])
    const record = await life.decide([a, b])
    const fate = contentFate(record, a)
    expect(fate).toMatchObject({ outcome: 'not-drawn', chosen: b, wornUntil: expect.any(Number) })
    if (fate?.outcome !== 'not-drawn') throw new Error('it was drawn')
    const says = sayNotShown({ content: a, at: start, answer: fate }, () => undefined)
    expect(says).toContain('it had been shown again and again without being heeded')
  })

  test('comes back by time alone, when a decision is woken for it', async () => {
    await visits(3, [a])
    const { result } = await life.decide([a, b])
    expect(result.retryAt).toBeLessThanOrEqual((life.shown()[a]?.lastAt ?? 0) + 3 * day)
  })
})
