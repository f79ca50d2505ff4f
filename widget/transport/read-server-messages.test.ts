import { expect, test } from 'vitest'
import { readServerMessages } from './read-server-messages.ts'

const welcome = { kind: 'welcome', now: 1, consent: 'implied', identity: 'visitor', searches: [], theme: {} }
const answers = { kind: 'answers', for: 'q', decision: 'd', results: [{ key: 'webhooks' }] }
const guidance = { kind: 'guidance', rev: 1, display: true, items: [], watches: [] }

test('what this widget understands is read, kinds of a newer server are passed over', () => {
  const messages = [welcome, { kind: 'hologram' }, guidance, answers, { kind: 'goodbye', code: 'KEY_UNKNOWN' }]
  expect(readServerMessages({ v: 9, messages })).toEqual([welcome, guidance, answers, messages[4]])
})

test('rubbish is read as nothing', () => {
  for (const envelope of [null, 7, 'x', [], {}, { messages: 7 }, { messages: { length: 1 } }])
    expect(readServerMessages(envelope)).toEqual([])
  const broken = [
    ...[null, 7, [], {}],
    { ...welcome, theme: null },
    { ...welcome, searches: [null] },
    { ...guidance, rev: '1' },
    { ...guidance, items: [{ kind: 'tip' }] },
    { ...guidance, watches: [{ id: 'x', seconds: '5' }] },
    { ...answers, results: [null] },
    { kind: 'goodbye' },
  ]
  expect(readServerMessages({ messages: broken })).toEqual([])
})
