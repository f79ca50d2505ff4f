import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { compileCatalogue } from '../../contract/compiled-catalogue.ts'
import { compileCorrections } from '../../contract/compiled-corrections.ts'
import { content } from '../../contract/content.ts'
import type { Decision } from '../../contract/decision.ts'
import { emptySession } from '../../contract/empty-session.ts'
import type { Answer, CheckAnswer, RecommendAnswer, Verdict } from '../../contract/plugin.ts'
import { settings } from '../../contract/settings.ts'
import { compileFilter } from '../filtering/compile-filter.ts'
import { askAgain, askAnew } from './ask-again.ts'
import type { Asker, DecisionWorld } from './asker.ts'
import { decideSlot } from './decide.ts'
import { playBack, replayDecision } from './replay.ts'
import { changeOf, tellChange } from './tell-change.ts'

const now = 1_700_000_000_000
const catalogue = compileCatalogue(
  {
    version: 'v1',
    items: ['first', 'second'].map((key) => ({
      version: `${key}@1`,
      hash: '00',
      publishedAt: 0,
      content: content.parse({
        kind: 'tip',
        key,
        title: key,
        body: 'x',
        anchor: { hook: 'h' },
        trigger: { page: '/' },
      }),
    })),
  },
  compileFilter,
)
const world: DecisionWorld = {
  settings: settings.parse({
    holdoutShare: 0,
    recommenders: [{ plugin: 'tips' }, { plugin: 'others' }],
    guardrails: [{ plugin: 'consent' }, { plugin: 'quiet' }],
  }),
  catalogue,
  corrections: compileCorrections([], catalogue, compileFilter),
  hash: (text: string) => createHash('sha256').update(text).digest('hex'),
  monotonicMs: () => 0,
  reasonsOf: () => undefined,
}

const answer = <V>(plugin: string, value: V, ms = 1): Answer<V> => ({
  plugin,
  version: '1',
  outcome: 'answered',
  value,
  ms,
})
const proposes = (plugin: string, keys: readonly string[], ms?: number): RecommendAnswer =>
  answer(
    plugin,
    keys.map((key, at) => ({ content: `${key}@1`, score: -at, evidence: [{ code: 'due', facts: {} }] })),
    ms,
  )
const allow: Verdict = { verdict: 'allow' }

/** Plugins as they are now: each answers as it is told to, and it is noted who was asked. */
const plugins = (
  answers: { tips?: RecommendAnswer; others?: RecommendAnswer; quiet?: (key: string) => Verdict } = {},
) => {
  const asked: string[] = []
  const recommenders: Record<string, RecommendAnswer> = {
    tips: answers.tips ?? proposes('tips', ['first'], 7),
    others: answers.others ?? proposes('others', ['second'], 9),
  }
  const ask: Pick<Asker, 'recommend' | 'check'> = {
    recommend: async (enabled) =>
      enabled.map(({ plugin }) => {
        asked.push(plugin)
        return recommenders[plugin] as RecommendAnswer
      }),
    check: async (phase, enabled, _input, candidates): Promise<readonly CheckAnswer[]> =>
      phase === 'content'
        ? []
        : enabled.map(({ plugin }) => {
            asked.push(plugin)
            const verdict = plugin === 'quiet' ? (answers.quiet ?? (() => allow)) : () => allow
            return answer(
              plugin,
              candidates.map(({ key }) => verdict(key)),
              11,
            )
          }),
  }
  return { asked, ask }
}
const decide = (ask: Pick<Asker, 'recommend' | 'check'>): Promise<Decision> => {
  const input = {
    slot: 'inline',
    session: emptySession('u1', now),
    now,
    seed: 1,
    settings: '1',
    catalogue: 'v1',
  } as const
  const nothing = playBack({ answers: { recommenders: [], eligibility: [], content: [] } } as unknown as Decision)
  return decideSlot({ id: 'd1', trigger: 'e1', input }, world, { ...nothing, ...ask })
}
const deep = async (
  record: Decision,
  ask: Pick<Asker, 'recommend' | 'check'>,
  versions: Record<string, string> = {},
) => {
  const installed: Record<string, string> = { tips: '1', others: '1', consent: '1', quiet: '1', ...versions }
  const again = askAgain(record, ask, (plugin) => installed[plugin])
  const replayed = await replayDecision(record, world, again.ask)
  return { ...replayed, unasked: Object.fromEntries(again.unasked) }
}

test('asked again with the recorded input, the same plugins give the same decision, however long they take', async () => {
  const record = await decide(plugins({ tips: proposes('tips', ['first'], 1) }).ask)
  const { asked, ask } = plugins()
  expect(await deep(record, ask)).toEqual({ same: true, differences: [], unasked: {} })
  expect(asked).toEqual(['tips', 'others', 'consent', 'quiet'])
})

test('a plugin that answers otherwise under the same version is found out', async () => {
  const record = await decide(plugins().ask)
  const { same, differences } = await deep(record, plugins({ quiet: () => ({ verdict: 'veto', code: 'typing' }) }).ask)
  expect(same).toBe(false)
  expect(differences.join('\n')).toContain('result.removals')
})

test('a plugin of another version is not asked but counted, and its recorded answer stands in for it', async () => {
  const record = await decide(plugins().ask)
  const changed = plugins({ others: proposes('others', []) })
  expect(await deep(record, changed.ask, { others: '2' })).toEqual({
    same: true,
    differences: [],
    unasked: { others: 'other-version' },
  })
  expect(changed.asked).not.toContain('others')
})

test('what is late now, or was late then, is no difference', async () => {
  const record = await decide(plugins().ask)
  const late: RecommendAnswer = { ...proposes('tips', []), outcome: 'late', value: null }
  expect(await deep(record, plugins({ tips: late }).ask)).toEqual({
    same: true,
    differences: [],
    unasked: { tips: 'no-answer-now' },
  })
  const lateThen = await decide(plugins({ tips: late }).ask)
  expect(await deep(lateThen, plugins().ask)).toEqual({
    same: true,
    differences: [],
    unasked: { tips: 'no-answer-then' },
  })
})

test('a recorded verdict follows its content when others are proposed now, and lets nothing through that it never saw', async () => {
  const record = await decide(plugins({ tips: proposes('tips', ['first']), others: proposes('others', []) }).ask)
  const more = plugins({ tips: proposes('tips', ['second', 'first']) })
  const again = askAgain(record, more.ask, (plugin) => (plugin === 'quiet' ? '2' : '1'))
  const after = await decideSlot(record, world, again.ask)
  expect(after.result).toMatchObject({
    choice: { content: 'first' },
    removals: [{ content: 'second@1', by: 'quiet', code: 'not-asked' }],
  })
})

test('under other settings everybody is asked anew, and a change is told in one line', async () => {
  const record = await decide(plugins().ask)
  const { ask, unasked } = askAnew(record, plugins({ quiet: () => ({ verdict: 'veto', code: 'typing' }) }).ask)
  const after = await decideSlot(record, world, ask)
  expect([...unasked]).toEqual([])
  expect(changeOf(record, after)).toBe('now-nothing')
  expect(changeOf(after, record)).toBe('now-something')
  expect(changeOf(record, record)).toBeNull()
  expect(tellChange(record, after)).toBe('choice: recorded first, now nothing (all-removed, quiet: typing)')
})
