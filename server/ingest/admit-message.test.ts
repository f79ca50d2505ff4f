import { expect, test } from 'vitest'
import { admitMessage } from './admit-message.ts'

const now = Date.UTC(2026, 10, 21, 12)
const id = '019a0000-0000-7000-8000-000000000001'
const clock = { sentAt: now, receivedAt: now }
const admit = (raw: unknown, v = 1) => admitMessage(raw, v, 'all', clock)
const good = { id, at: now, kind: 'track', name: 'project_created', properties: { template: 'kanban' } }
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })

test('a good message is admitted with its time', () => {
  expect(admit(good)).toMatchObject({ outcome: 'admitted', id, at: now })
})

test.each([
  ['nothing at all', null, 'invalid'],
  ['a text', 'hello', 'invalid'],
  ['a kind from the future', { ...good, kind: 'telepathy' }, 'unknown-kind'],
  ['an id that is no UUIDv7', { ...good, id: '1' }, 'invalid'],
  ['an extra key', { ...good, tenant: 'other' }, 'invalid'],
  ['an operator as a property', { ...good, properties: { $where: 'x' } }, 'invalid'],
  ['a dotted property', { ...good, properties: { 'a.b': 1 } }, 'invalid'],
  ['a nested property', { ...good, properties: { a: { b: 1 } } }, 'invalid'],
  ['too deep a nest', { ...good, properties: nested(6) }, 'too-deep'],
  [
    'a prototype key',
    JSON.parse(`{"id":"${id}","at":${now},"kind":"track","name":"x","properties":{"__proto__":{"x":1}}}`),
    'reserved-name',
  ],
  ['a constructor key', { ...good, properties: { constructor: 1 } }, 'reserved-name'],
  ['a reserved event name', { ...good, name: 'constructor' }, 'invalid'],
  ['a time before the queue keeps', { ...good, at: now - 8 * 24 * 3_600_000 }, 'clock-out-of-range'],
])('%s is dropped with its code', (_what, raw, code) => {
  expect(admit(raw)).toMatchObject({ outcome: 'dropped', code })
  expect(({} as { x?: number }).x).toBeUndefined()
})

test("a newer peer's unknown key is stripped and counted instead", () => {
  expect(admit({ ...good, mood: 'sunny' }, 2)).toMatchObject({ outcome: 'admitted', strippedKeys: 1 })
})

test('a kind that this sender may not send is dropped', () => {
  expect(admitMessage({ id, at: now, kind: 'focus' }, 1, new Set(['track']), clock)).toMatchObject({
    outcome: 'dropped',
    code: 'not-allowed-here',
  })
})
