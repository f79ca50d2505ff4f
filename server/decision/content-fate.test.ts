import { expect, test } from 'vitest'
import type { NotShown } from '../../contract/content-fate.ts'
import type { Decision } from '../../contract/decision.ts'
import { contentFate } from './content-fate.ts'
import { sayNotShown } from './say-not-shown.ts'

const candidate = (key: string) => ({ content: `${key}@1`, key })
/** One record in which every fate but being chosen happens to somebody. */
const record = (changes: object = {}): Decision =>
  ({
    answers: {
      recommenders: [
        { plugin: 'next-step', outcome: 'answered' },
        { plugin: 'peers', outcome: 'late' },
      ],
    },
    result: {
      eligible: ['best@1', 'other@1', 'vetoed@1', 'quiet-one@1'],
      ineligible: [{ content: 'foreign@1', reason: 'audience' }],
      candidates: ['best', 'other', 'vetoed'].map(candidate),
      removals: [
        { content: 'vetoed@1', by: 'quiet', code: 'typing' },
        { content: 'vetoed@1', by: 'slow', code: 'late' },
      ],
      probabilities: [
        { content: 'best@1', probability: 0.9 },
        { content: 'other@1', probability: 0.05 },
        { content: null, probability: 0.05 },
      ],
      choice: { content: 'best', version: 'best@1' },
      heldOut: false,
      ...changes,
    },
  }) as unknown as Decision
const reasons = (plugin: string) => (plugin === 'quiet' ? { typing: { en: 'You were typing.' } } : undefined)

test.each<[string, string, object, NotShown | { outcome: 'chosen' }, string]>([
  [
    'ineligible content with the reason',
    'foreign',
    {},
    { outcome: 'ineligible', reason: 'audience' },
    '"foreign" was not eligible: the user was not in its audience.',
  ],
  [
    'content that nobody proposed, with who was asked and who failed',
    'quiet-one',
    {},
    {
      outcome: 'not-proposed',
      recommenders: [
        { plugin: 'next-step', outcome: 'answered' },
        { plugin: 'peers', outcome: 'late' },
      ],
    },
    '"quiet-one" could have been shown, and no recommender proposed it (asked: next-step and peers); peers did not answer in time.',
  ],
  [
    'removed content with every guardrail that objected',
    'vetoed',
    {},
    {
      outcome: 'removed',
      by: [
        { plugin: 'quiet', code: 'typing' },
        { plugin: 'slow', code: 'late' },
      ],
    },
    '"vetoed" was proposed, and removed because quiet objected (typing: "You were typing.") and slow did not answer in time, and what is not allowed is not shown.',
  ],
  [
    'content that lost the draw with its probability, and what won',
    'other',
    {},
    { outcome: 'not-drawn', probability: 0.05, chosen: 'best' },
    '"other" was in the running with a probability of 5 %, and "best" was drawn instead.',
  ],
  [
    'content that lost the draw against nothing',
    'best',
    { choice: null },
    { outcome: 'not-drawn', probability: 0.9, chosen: null },
    '"best" was in the running with a probability of 90 %, and nothing was drawn instead.',
  ],
  [
    'drawn content that its words kept back',
    'best',
    { choice: null, removals: [{ content: 'best@1', by: 'citations', code: 'uncited' }] },
    { outcome: 'withheld', by: [{ plugin: 'citations', code: 'uncited' }] },
    '"best" was drawn, and withheld because citations objected (uncited).',
  ],
  [
    'what a held-out user would have been shown',
    'best',
    { heldOut: true },
    { outcome: 'held-out' },
    '"best" was chosen, and kept back because the user belongs to the holdout: the share of users who see nothing, for comparison.',
  ],
])('a record says of %s what became of it, in data and in words', (_, key, changes, fate, words) => {
  expect(contentFate(record(changes), key)).toEqual(fate)
  expect(sayNotShown({ content: key, at: 0, answer: fate as NotShown }, reasons)).toBe(words)
})

test('what was chosen was not kept from anybody, and of content that its slot does not have a record says nothing', () => {
  expect(contentFate(record(), 'best')).toEqual({ outcome: 'chosen' })
  expect(contentFate(record(), 'bes')).toBeUndefined()
})
