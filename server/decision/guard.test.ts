import { describe, expect, test } from 'vitest'
import type { Candidate, CheckAnswer } from '../../contract/plugin.ts'
import { checkContent } from './check-content.ts'
import { guard } from './guard.ts'
import vectors from './vectors/guard.json' with { type: 'json' }

const now = 1_700_000_000_000
const candidate = (key: string): Candidate => ({
  content: key,
  key,
  score: 0,
  priority: 50,
  evidence: [{ code: 'some', facts: {} }],
  // A plugin that calls itself by this name gains nothing: what was asked for is known from the session.
  source: 'host',
  kind: 'tip',
  slot: 'inline',
})
const answer = (given: object): CheckAnswer => ({ version: '1', ms: 1, ...given }) as CheckAnswer

test.each(vectors)('$title', ({ candidates, answers, asked, kept, removals }) => {
  const guarded = guard(candidates.map(candidate), answers.map(answer), new Set(asked), now)
  expect(guarded.kept.map(({ content }) => content)).toEqual(kept)
  expect(guarded.removals.map(({ content, by, code }) => [content, by, code])).toEqual(removals)
})

test('reservations of all who allowed are collected for what is kept', () => {
  const day = { key: 'day', limit: 3, windowMs: 86_400_000 }
  const week = { key: 'week', limit: 9, windowMs: 7 * 86_400_000 }
  const { reserve } = guard(
    [candidate('a'), candidate('b')],
    [
      answer({
        plugin: 'one',
        outcome: 'answered',
        value: [
          { verdict: 'allow', reserve: [day] },
          { verdict: 'allow', reserve: [day] },
        ],
      }),
      answer({
        plugin: 'two',
        outcome: 'answered',
        value: [
          { verdict: 'allow', reserve: [week] },
          { verdict: 'veto', code: 'no' },
        ],
      }),
    ],
    new Set(),
    now,
  )
  expect([...reserve]).toEqual([['a', [day, week]]])
})

test('a veto is heard again when it asked for it', () => {
  const { changesAt } = guard(
    [candidate('a')],
    [
      answer({
        plugin: 'quiet',
        outcome: 'answered',
        value: [{ verdict: 'veto', code: 'typing', retryAfterMs: 4_000 }],
      }),
    ],
    new Set(),
    now,
  )
  expect(changesAt).toEqual([now + 4_000])
})

describe('what a guardrail asks to count with an account', () => {
  const wanted = { key: 'mine:day', limit: 2, windowMs: 86_400_000, scope: 'account' as const }
  const allows = { plugin: 'mine', outcome: 'answered', value: [{ verdict: 'allow', reserve: [wanted] }] }
  const caps = { 'mine:day': [{ until: now + 60_000, count: 2 }] }
  const guarded = (account: typeof caps | undefined, asked: readonly string[] = [], more: object = {}) =>
    guard([candidate('a')], [answer({ ...allows, ...more })], new Set(asked), now, account)

  test('waits for room there, also when the guardrail has not looked', () => {
    expect(guarded(caps)).toMatchObject({
      kept: [],
      removals: [{ content: 'a', by: 'mine', code: 'account-full' }],
      changesAt: [now + 60_000],
    })
    expect(guarded({ 'mine:day': [{ until: now + 60_000, count: 1 }] }).reserve.get('a')).toEqual([wanted])
  })

  test('holds nobody up who is not proven to be in one, nor what was asked for where it only spares attention', () => {
    expect(guarded(undefined).removals).toEqual([])
    const asked = guarded(caps, ['a'], { fatigue: true })
    expect(asked.removals).toEqual([])
    expect(asked.reserve.size).toBe(0)
  })

  test('withholds drawn content for which there is no room', () => {
    expect(checkContent(candidate('a'), [answer(allows)], new Set(), () => false)).toEqual({
      withheld: true,
      removals: [{ content: 'a', by: 'mine', code: 'account-full' }],
    })
  })
})

const content = (...answers: object[]) => checkContent(candidate('a'), answers.map(answer), new Set())

test('content guardrails amend what is shown, the later one over the earlier', () => {
  const amends = (plugin: string, patch: object) => ({
    plugin,
    outcome: 'answered',
    value: [{ verdict: 'amend', patch, code: 'tone' }],
  })
  expect(content(amends('one', { title: 'A', body: 'B' }), amends('two', { title: 'C' }))).toEqual({
    withheld: false,
    amended: { title: 'C', body: 'B' },
    reserve: [],
  })
})

test.each([
  ['vetoes', { plugin: 'citations', outcome: 'answered', value: [{ verdict: 'veto', code: 'uncited' }] }, 'uncited'],
  ['fails', { plugin: 'citations', outcome: 'failed', value: null }, 'failed'],
  ['answers rubbish', { plugin: 'citations', outcome: 'answered', value: [] }, 'invalid'],
])('content is withheld when a content guardrail %s', (_, given, code) => {
  expect(content({ plugin: 'tone', outcome: 'answered', value: [{ verdict: 'allow' }] }, given)).toEqual({
    withheld: true,
    removals: [{ content: 'a', by: 'citations', code }],
  })
})
