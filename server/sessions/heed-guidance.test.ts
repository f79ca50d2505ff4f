import { expect, test } from 'vitest'
import { emptySession } from '../../contract/empty-session.ts'
import type { MessageBody } from '../../contract/entries.ts'
import type { Session } from '../../contract/session.ts'
import { heedGuidance } from './heed-guidance.ts'

const now = 1_700_000_000_000
const trial = {
  decision: 'd1',
  slot: 'overlay' as const,
  item: 'guide',
  event: 'done',
  withinMs: 1,
  value: 1,
  propensity: 1,
  context: [],
  openedAt: 0,
  decidedAt: 0,
  ghost: false,
  reached: false,
}
const before: Session = {
  ...emptySession('ada', now),
  shown: {
    guide: { exposures: 3, unheeded: 3, lastAt: now },
    other: { exposures: 2, unheeded: 2, lastAt: now },
  },
  active: {
    overlay: {
      decision: 'd1',
      content: 'guide',
      version: 'guide@1',
      at: now,
      paintedAt: now,
      expiresAt: now,
      ghost: false,
      why: {},
      amended: null,
    },
  },
  trials: [trial],
}
const unheeded = (message: object, after: Partial<Session> = {}) => {
  const body = { message: { id: 'm', at: now, ...message }, at: now, catalogue: 'c', source: 'browser' } as MessageBody
  const { guide, other } = heedGuidance(before, { ...before, ...after }, body).shown
  expect(other?.unheeded).toBe(2)
  expect(guide?.exposures).toBe(3)
  return guide?.unheeded
}
const step = { steps: { one: { at: now, by: 'event' as const } }, collapsed: false }

test.each([
  ['a word about it', { kind: 'feedback', decision: 'd1', action: 'helpful' }, {}],
  ['following it', { kind: 'feedback', decision: 'd1', action: 'followed' }, {}],
  ['the next step of its tour', { kind: 'tour', decision: 'd1', step: 's', did: 'advanced' }, {}],
  ['leaving its tour', { kind: 'tour', decision: 'd1', step: 's', did: 'left' }, {}],
  ['answering its survey', { kind: 'survey', decision: 'd1' }, { active: {} }],
  ['running its action', { kind: 'action-ran', decision: 'd1' }, {}],
  ['a step of it, done in the page', { kind: 'track', name: 'made' }, { progress: { guide: step } }],
  ['its outcome', { kind: 'track', name: 'done' }, { trials: [{ ...trial, reached: true }] }],
])('%s shows that content was not overlooked', (_, message, after) => {
  expect(unheeded(message, after)).toBeUndefined()
})

test.each([
  ['a tour that was painted', { kind: 'tour', decision: 'd1', step: 's', did: 'shown' }],
  ['a tour whose target is missing', { kind: 'tour', decision: 'd1', step: 's', did: 'missing' }],
  ['a word about what nobody was given', { kind: 'feedback', decision: 'd9', action: 'helpful' }],
  ['a click elsewhere', { kind: 'click', path: '/', element: { tag: 'a' } }],
  ['its next showing', { kind: 'exposure', decision: 'd1' }],
])('%s does not', (_, message) => {
  expect(unheeded(message)).toBe(3)
})
